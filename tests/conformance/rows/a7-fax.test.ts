import { describe, expect, it } from 'vitest'
import { checkDesign } from '../../../src/callflow/check/check-design.ts'
import { type Document, type FaxBox, makeDocument, parseDocument } from '../../../src/callflow/design/document.ts'
import { faxIdentityOf, maySendFax, sentFaxRecipients } from '../../../src/callflow/design/fax-mail.ts'
import { countSeats } from '../../../src/callflow/design/seats.ts'
import { snapshotOf } from '../../../src/callflow/design/snapshot.ts'
import { writeKazoo } from '../../../src/callflow/exchange/kazoo/export.ts'
import { readKazoo } from '../../../src/callflow/exchange/kazoo/import.ts'
import { moduleFor } from '../../../src/callflow/modules/registry.ts'
import { call, drawFlow, operations, path } from '../../../src/callflow/rehearse/small-design.ts'
import { liveSupportOf } from '../../../src/callflow/run/live-support.ts'

const owner = makeDocument('user', { id: 'ann', name: 'Ann', email: 'ann@example.test' })
const box = (fields: Partial<FaxBox> = {}) =>
  makeDocument('fax-box', { id: 'fax', name: 'Office fax', faxNumber: '+16045550102', ...fields })

/** A call to a flow of its own with the box. */
function faxing(choices: readonly string[], fields: Partial<FaxBox> = {}, settings: Record<string, unknown> = {}) {
  const nodes = { 'fax-box': { faxBoxId: 'fax', ...settings }, 'hang-up': {} }
  const flow = drawFlow({ nodes, wires: ['fax-box _ hang-up'], numbers: ['8300'] })
  return call([flow], choices, { documents: [box(fields), owner], dialled: '8300', byNumber: true })
}

const receiving = (rehearsal: ReturnType<typeof faxing>) => operations(rehearsal, 'receive-fax')[0]
const codes = (...documents: Document[]) => checkDesign(snapshotOf(documents)).map(({ code }) => code)
const imported = (fields: object): FaxBox => {
  const text = JSON.stringify({ id: 'fax', name: 'Fax', ...fields })
  return readKazoo([{ path: 'faxboxes/fax.json', text }]).documents[0] as FaxBox // the only file is a fax box
}
const exported = (documents: readonly Document[]): Record<string, unknown> => {
  const file = writeKazoo(snapshotOf(documents)).files.find(({ path: name }) => name.startsWith('faxboxes/'))
  return JSON.parse(file?.text ?? '{}') as Record<string, unknown> // what a file of the export is
}

describe('M40, M65, M66: a fax box as the step of a flow, rehearsed: live calls cannot receive faxes yet', () => {
  it('M40: given a flow of its own with a fax box, when its number is called in a rehearsal, then the call is answered and receiving a fax for the box is asked for', () => {
    const asked = faxing([])
    expect(operations(asked, 'answer')).toHaveLength(1)
    expect(asked.question?.operation).toMatchObject({ kind: 'receive-fax', owner: { kind: 'fax-box', id: 'fax' } })
  })

  it.each(['received', 'failed'])(
    'M40: given a step after it, when a rehearsal says the fax was %s, then the call goes on there',
    (choice) => {
      expect(path(faxing([choice]))).toEqual(['fax-box _', 'hang-up end'])
    },
  )

  it('M65: given a fax box dropped onto an empty flow, when a call comes in, then it is the first step of the flow', () => {
    const alone = drawFlow({ nodes: { 'fax-box': { faxBoxId: 'fax' } } })
    expect(alone.entry).toBe('fax-box')
    expect(call([alone], ['received'], { documents: [box()] }).ended?.reason).toBe('dead-end')
  })

  it('M66: given no box chosen yet, when the design is checked, then the step asks for one of the fax boxes', () => {
    expect(codes(drawFlow({ nodes: { 'fax-box': {} } }))).toContain('nothing-chosen')
    const flow = drawFlow({ nodes: { 'fax-box': { faxBoxId: 'gone' } } })
    expect(codes(flow)).toContain('dangling-reference')
  })

  it('M40: given the engine cannot receive faxes yet, when the step is drawn, then it says so', () => {
    expect(liveSupportOf(moduleFor('fax-box'))).toMatchObject({
      level: 'none',
      message: expect.stringContaining('receive faxes'),
    })
  })
})

describe('M67: whose box it is, as faxes are rehearsed', () => {
  it('M67: given a box assigned to a user, when a fax comes in a rehearsal, then the address of the user is named for it', () => {
    expect(receiving(faxing([], { ownerId: 'ann' }))?.emails).toEqual(['ann@example.test'])
  })

  it('M67: given further addresses, when a fax comes in a rehearsal, then they are named too, none twice', () => {
    const notifyEmails = ['desk@example.test', 'ANN@example.test']
    expect(receiving(faxing([], { ownerId: 'ann', notifyEmails }))?.emails).toEqual([
      'ann@example.test',
      'desk@example.test',
    ])
  })

  it('M67: given a box assigned to a user, when it is asked who is to be told of a fax sent, then the user and the addresses named for that', () => {
    const sent = box({ ownerId: 'ann', sentNotifyEmails: ['log@example.test'], notifyEmails: ['desk@example.test'] })
    expect(sentFaxRecipients(sent, snapshotOf([sent, owner]))).toEqual(['ann@example.test', 'log@example.test'])
  })

  it('M67: given a box of Kazoo, when it is imported, then both lists of addresses are taken', () => {
    const notifications = {
      inbound: { email: { send_to: 'in@example.test' } },
      outbound: { email: { send_to: ['out@example.test'] } },
    }
    expect(imported({ notifications })).toMatchObject({
      notifyEmails: ['in@example.test'],
      sentNotifyEmails: ['out@example.test'],
    })
  })
})

describe('M67: whose box it is, to Kazoo', () => {
  const notified = (written: Record<string, unknown>) => written['notifications']

  it('M67: given a box assigned to a user, when it is written for Kazoo, then the address of the user is filled in', () => {
    const written = exported([owner, box({ ownerId: 'ann', notifyEmails: ['desk@example.test'] })])
    expect(notified(written)).toEqual({
      inbound: { email: { send_to: ['ann@example.test', 'desk@example.test'] } },
      outbound: { email: { send_to: ['ann@example.test'] } },
    })
    const { files } = writeKazoo(snapshotOf([owner, box({ ownerId: 'ann', notifyEmails: ['desk@example.test'] })]))
    const back = readKazoo(files).documents.find(({ kind }) => kind === 'fax-box')
    expect(back).toMatchObject({ notifyEmails: ['desk@example.test'], sentNotifyEmails: [] })
  })

  it('M67: given a box without a user, when it is written for Kazoo, then only the addresses named are there', () => {
    const written = exported([box({ notifyEmails: ['desk@example.test'] })])
    expect(notified(written)).toMatchObject({ inbound: { email: { send_to: ['desk@example.test'] } } })
  })
})

describe('M68: who it says it is, as faxes are rehearsed', () => {
  it('M68: given a fax number alone, when a fax comes in a rehearsal, then it is the identity too', () => {
    expect(receiving(faxing([]))?.identity).toBe('+16045550102')
  })

  it('M68: given an identity, when a fax comes in a rehearsal, then it is that one', () => {
    expect(receiving(faxing([], { faxIdentity: '604 555 0100' }))?.identity).toBe('604 555 0100')
    expect(faxIdentityOf(box({ faxIdentity: '  ' }))).toBe('+16045550102')
  })

  it('M68: given caller name, header and time zone, when the box is written for Kazoo and read back, then they are there', () => {
    const fields = { callerName: 'Office', header: 'From the office', timezone: 'America/Vancouver' }
    const written = exported([box(fields)])
    expect(written).toMatchObject({
      caller_id: '+16045550102',
      caller_name: 'Office',
      fax_header: 'From the office',
      fax_timezone: 'America/Vancouver',
    })
    expect(imported(written)).toMatchObject(fields)
  })

  it('M68: given a time zone nobody knows, when the design is checked, then a finding says so', () => {
    expect(codes(box({ timezone: 'Mars/Olympus' }))).toContain('unknown-timezone')
  })
})

describe('M69: who may send, as the list is read: no mail is taken yet', () => {
  const may = (sender: string, permissions: string[], ownerId: string | null = null) => {
    const closed = box({ permissions, ownerId })
    return maySendFax(closed, snapshotOf([closed, owner]), sender)
  }

  it.each([
    ['one space', 'example.com example.org'],
    ['a comma', 'example.com,example.org'],
    ['both', 'example.com, example.org'],
  ])(
    'M69: given domains separated by %s, when the list is asked about somebody of either, then they may',
    (_by, typed) => {
      expect([may('a@example.com', [typed]), may('b@example.org', [typed])]).toEqual([true, true])
    },
  )

  it('M69: given domains one by one, when the list is asked, then the whole domain counts, in any case', () => {
    const list = ['example.com', '@example.org']
    expect([may('A.B@EXAMPLE.com', list), may('b@example.org', list)]).toEqual([true, true])
  })

  it.each([
    'a@example.com.evil.test',
    'a@notexample.com',
    'a@sub.example.com',
    'a@exampleXcom',
    'example.com@evil.test',
    'example.com',
    '',
  ])(
    'M69: given example.com, when the list is asked about %j, then it may not: the domain is taken literally and whole',
    (sender) => {
      expect(may(sender, ['example.com'])).toBe(false)
    },
  )

  it('M69: given a whole address, when the list is asked, then that one may, and nobody else of its domain', () => {
    expect(may('Bo@Example.com', ['bo@example.com'])).toBe(true)
    expect(may('al@example.com', ['bo@example.com'])).toBe(false)
  })

  it('M69: given an expression, when the list is asked, then it stands for nothing but itself, and a finding says so', () => {
    expect(may('a@example.com', ['.*'])).toBe(false)
    const finding = checkDesign(snapshotOf([box({ permissions: ['.*', 'example.com'] })])).find(
      ({ code }) => code === 'fax-sender-unreadable',
    )
    expect(finding?.message).toContain('".*"')
    expect(finding?.fix?.put).toMatchObject([{ permissions: ['example.com'] }])
  })

  it("M69: given an empty list, when it is asked about the box's owner, then they may, and nobody else; a finding says so", () => {
    expect(may('Ann@example.test', [], 'ann')).toBe(true)
    expect(may('a@example.com', [], 'ann')).toBe(false)
    expect(may('a@example.com', [])).toBe(false)
    const severity = (...documents: Document[]) =>
      checkDesign(snapshotOf(documents)).find(({ code }) => code === 'fax-box-closed')?.severity
    expect(severity(box())).toBe('warning')
    expect(severity(box({ ownerId: 'ann' }), owner)).toBe('info')
    expect(severity(box({ permissions: ['example.com'] }))).toBeUndefined()
  })

  it('M69: given a list of ours, when it is written for Kazoo, then domains are escaped and anchored, and read back the same', () => {
    const permissions = ['example.com', 'bo@example.org']
    const { smtp_permission_list: written } = exported([box({ permissions })])
    expect(written).toEqual(['@example\\.com$', '^bo@example\\.org$'])
    const [domain = /./, address = /./] = (written as string[]).map((entry) => new RegExp(entry)) // as Kazoo matches them
    expect([domain.test('a@example.com'), domain.test('a@example.com.evil.test')]).toEqual([true, false])
    expect([address.test('bo@example.org'), address.test('jimbo@example.org')]).toEqual([true, false])
    expect(imported({ smtp_permission_list: written }).permissions).toEqual(permissions)
  })
})

describe('M70-M73: the rest of the box, as it is stored, rehearsed and exchanged', () => {
  it('M70: given a mail domain, when the box is written for Kazoo and read back, then it is there', () => {
    const written = exported([box({ smtpAddress: 'office.fax.example.test' })])
    expect(written).toMatchObject({ custom_smtp_email_address: 'office.fax.example.test' })
    expect(imported(written).smtpAddress).toBe('office.fax.example.test')
  })

  it('M70: given two boxes with one mail domain, when the design is checked, then a finding says that mail could find only one', () => {
    const smtpAddress = 'office.fax.example.test'
    const other = box({ id: 'fax-2', name: 'Other', smtpAddress: 'OFFICE.fax.example.test' })
    expect(codes(box({ smtpAddress }), other)).toContain('fax-domain-shared')
    expect(codes(box({ smtpAddress }), box({ id: 'fax-2', smtpAddress: '' }))).not.toContain('fax-domain-shared')
  })

  it('M71: given T.38 in the box, when the step leaves it to the box, then it is so; otherwise the step says', () => {
    const t38 = (boxT38: boolean, settings = {}) => receiving(faxing([], { t38: boxT38 }, settings))?.t38
    expect([t38(true), t38(false)]).toEqual([true, false])
    expect([t38(false, { t38: 'on' }), t38(true, { t38: 'off' })]).toEqual([true, false])
  })

  it('M72: given a new box, when nothing is said about tries, then there are three; an imported one has one', () => {
    expect(box().retries).toBe(3)
    expect(imported({}).retries).toBe(1)
    expect(imported({ retries: 4 }).retries).toBe(4)
  })

  it.each([-1, 5, 1.5])(
    'M72: given %s tries, when the box is saved, then it is refused: 0 to 4 are taken',
    (retries) => {
      expect(parseDocument({ ...box(), retries })).toMatchObject({ ok: false })
    },
  )

  it('M73: given a name alone, when the box is saved, then it is taken, T.38 and three tries included', () => {
    expect(parseDocument({ kind: 'fax-box', id: 'fax', name: 'Fax' })).toMatchObject({
      ok: true,
      document: { t38: true, retries: 3, permissions: [] },
    })
  })

  it('M75: given fax boxes made anywhere, when seats are counted, then each is one', () => {
    expect(countSeats(snapshotOf([box(), box({ id: 'fax-2' })])).faxBoxes).toBe(2)
  })
})

describe('M75b: other fax steps, rehearsed: live calls cannot tell or receive faxes yet', () => {
  it('M75b: given a user, when a fax comes in a rehearsal, then receiving it for them, with their address, is asked for', () => {
    const flow = drawFlow({ nodes: { 'receive-fax': { userId: 'ann' } } })
    const asked = call([flow], [], { documents: [owner] })
    expect(asked.question?.operation).toMatchObject({
      kind: 'receive-fax',
      owner: { kind: 'user', id: 'ann' },
      t38: true,
      emails: ['ann@example.test'],
    })
  })

  it('M75b: given T.38 is off, when a fax comes for a user in a rehearsal, then receiving it without T.38 is asked for', () => {
    const flow = drawFlow({ nodes: { 'receive-fax': { userId: 'ann', t38: false } } })
    expect(call([flow], [], { documents: [owner] }).question?.operation).toMatchObject({ t38: false })
  })

  const nodes = { 'fax-detect': {}, 'hang-up:fax': {}, 'hang-up:voice': {} }
  const wires = ['fax-detect fax hang-up:fax', 'fax-detect voice hang-up:voice']
  const detecting = (choices: readonly string[]) => call([drawFlow({ nodes, wires })], choices)

  it('M75b: given fax detection, when a call comes in a rehearsal, then it is answered and listening for 5 s is asked for', () => {
    expect(operations(detecting([]), 'answer')).toHaveLength(1)
    expect(detecting([]).question?.operation).toMatchObject({ kind: 'detect-fax', timeoutMs: 5_000 })
  })

  it('M75b: given fax detection, when a rehearsal says that a machine or a person calls, then each goes its own way', () => {
    expect(path(detecting(['fax']))).toEqual(['fax-detect fax', 'hang-up-fax end'])
    expect(path(detecting(['voice']))).toEqual(['fax-detect voice', 'hang-up-voice end'])
  })

  it('M75b: given fax detection, when it is written for Kazoo, then its ways are ON_FAX and ON_VOICE', () => {
    const { files } = writeKazoo(snapshotOf([drawFlow({ nodes, wires, numbers: ['8300'] })]))
    const text = files.find(({ path: name }) => name.startsWith('callflows/'))?.text ?? ''
    const { flow } = JSON.parse(text) as { flow: { module: string; children: object } } // what a callflow of the export is
    expect(flow.module).toBe('fax_detect')
    expect(Object.keys(flow.children).toSorted()).toEqual(['ON_FAX', 'ON_VOICE'])
  })
})
