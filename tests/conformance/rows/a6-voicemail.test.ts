import { describe, expect, it } from 'vitest'
import { checkDesign } from '../../../src/callflow/check/check-design.ts'
import { type Document, type Mailbox, makeDocument } from '../../../src/callflow/design/document.ts'
import { countSeats } from '../../../src/callflow/design/seats.ts'
import { snapshotOf } from '../../../src/callflow/design/snapshot.ts'
import { writeKazoo } from '../../../src/callflow/exchange/kazoo/export.ts'
import { readKazoo } from '../../../src/callflow/exchange/kazoo/import.ts'
import {
  call,
  type CallAbout,
  drawFlow,
  heard,
  insideCaller,
  operations,
  path,
} from '../../../src/callflow/rehearse/small-design.ts'
import { liveSupportOf } from '../../../src/callflow/run/live-support.ts'
import { voicemail } from '../../../src/callflow/modules/voicemail/voicemail.ts'

const box = (fields: Partial<Mailbox> = {}) =>
  makeDocument('mailbox', { id: 'box', name: 'Sales box', number: '8102', pin: '4711', ...fields })
const greeting = makeDocument('media', { id: 'hello', name: 'Hello', durationMs: 4_000 })
const account = (operatorNumber: string) => makeDocument('account', { id: 'account', name: 'Company', operatorNumber })

/** A call to a voicemail step with a box of these settings. */
function leaving(
  choices: readonly string[],
  fields: Partial<Mailbox> = {},
  about: CallAbout = {},
  wires: string[] = [],
) {
  const flow = drawFlow({ nodes: { voicemail: { mailboxId: 'box' }, 'hang-up': {} }, wires })
  return call([flow], choices, { ...about, documents: [box(fields), greeting, ...(about.documents ?? [])] })
}

const asked = (rehearsal: ReturnType<typeof leaving>) => rehearsal.question?.operation
/** Greeting and instructions are over. */
const toneHeard = ['finished', 'finished']
const left = [...toneHeard, 'keys:#', 'keys:1', 'finished']

describe('M8: two kinds of box', () => {
  it('M8: given a box without a user, when it is called, then it takes messages for everybody and its seat is counted', () => {
    const shared = box({ ownerId: null })
    expect(leaving(left, { ownerId: null }).world.messagesOf('box')).toHaveLength(1)
    expect(countSeats(snapshotOf([shared])).voicemailOnly).toBe(1)
  })

  it('M8: given a box of a user, when seats are counted, then it takes none of its own', () => {
    expect(countSeats(snapshotOf([box({ ownerId: 'user-1001' })])).voicemailOnly).toBe(0)
  })

  it('M8: given a shared box with further addresses, when a message is left, then each of them is told', () => {
    const told = leaving(left, { notifyEmails: ['a@example.test', 'b@example.test'] })
    expect(asked(told)).toMatchObject({ kind: 'notify-message', emails: ['a@example.test', 'b@example.test'] })
  })
})

describe('M8: sharing a box', () => {
  const shared = { ownerId: null, memberIds: ['user-1001'] }
  const check = (choices: readonly string[], extension: string, fields: Partial<Mailbox> = {}) =>
    call([drawFlow({ nodes: { 'check-voicemail': { mailboxId: 'box' } } })], choices, {
      caller: insideCaller(extension),
      documents: [box({ ...shared, ...fields })],
    })

  it('M8: given a box shared with somebody, when they check it from their own phone, then no PIN is asked for; of others it is', () => {
    expect(heard(check([], '1001'))).toEqual(['vm-no_messages', 'vm-main_menu'])
    expect(heard(check([], '1002'))).toEqual(['vm-enter_pass'])
    expect(heard(check([], '1001', { requirePin: true }))).toEqual(['vm-enter_pass'])
  })

  it('M8: given a box shared with somebody, when they call it, then they leave a message like everybody', () => {
    expect(heard(leaving([], shared, { caller: insideCaller('1001') }))[0]).toBe('vm-person')
  })

  it('M8: given a shared box, when it is written for Kazoo and read back, then it is shared with the same people', () => {
    const { files } = writeKazoo(snapshotOf([box(shared), makeDocument('user', { id: 'user-1001', name: 'Alex' })]))
    const written = files.find(({ path: name }) => name.startsWith('vmboxes/'))?.text ?? ''
    expect(JSON.parse(written)).toMatchObject({ shared_vmbox: true, members: [expect.any(String)] })
    expect(readKazoo(files).documents.find(({ kind }) => kind === 'mailbox')).toMatchObject(shared)
  })
})

describe('M32: the voicemail step', () => {
  it('M32: given nothing wired after it, when a message was left, then the call ends', () => {
    const over = leaving(left)
    expect(over.ended?.reason).toBe('left-message')
    expect(over.world.messages).toMatchObject([
      { mailboxId: 'box', callerName: 'Customer', callerNumber: '+16045550177' },
    ])
  })

  it('M32: given a step after it, when a message was left, then the call goes on there', () => {
    expect(path(leaving(left, {}, {}, ['voicemail _ hang-up']))).toEqual(['voicemail _', 'hang-up end'])
  })

  it('M32: given no box chosen, when a call comes in, then the step is left and a finding says so', () => {
    const flow = drawFlow({ nodes: { voicemail: {}, 'hang-up': {} }, wires: ['voicemail _ hang-up'] })
    expect(path(call([flow], []))).toEqual(['voicemail _', 'hang-up end'])
    expect(checkDesign(snapshotOf([flow])).map(({ code }) => code)).toContain('nothing-chosen')
  })
})

describe('A6: the greeting', () => {
  it('A6: given a box without greeting, when a call comes in, then it is answered and told who is not there, by number', () => {
    const played = leaving(toneHeard)
    expect(operations(played, 'answer')).toHaveLength(1)
    expect(heard(played)).toEqual(['vm-person', 'digits 8102', 'vm-not_available', 'vm-record_message'])
  })

  it('A6: given a greeting chosen, when a call comes in, then it is played instead of the generic one', () => {
    expect(heard(leaving(['finished'], { greetingId: 'hello' }))).toEqual(['hello', 'vm-record_message'])
  })

  it('A6: given a temporary greeting too, when a call comes in, then that one is played', () => {
    const world = {
      state: [{ key: { scope: 'mailbox', id: 'box', name: 'temporary-greeting' }, value: true }],
      kept: [{ kind: 'mailbox-temporary-greeting', id: 'box' }],
    } as const
    expect(heard(leaving(['finished'], { greetingId: 'hello' }, { world }))).toEqual(['kept', 'vm-record_message'])
  })

  it('A6: given the greeting is skipped, when a call comes in, then only the instructions are heard', () => {
    expect(heard(leaving([], { skipGreeting: true }))).toEqual(['vm-record_message'])
  })

  it('A6: given the instructions are skipped, when the greeting ends, then the tone follows at once', () => {
    const recording = leaving(['finished'], { skipInstructions: true })
    expect(heard(recording)).toEqual(['vm-person', 'digits 8102', 'vm-not_available'])
    expect(asked(recording)).toMatchObject({ kind: 'record', beep: true })
  })
})

describe('A6: the owner calls in', () => {
  const owner = { caller: insideCaller('1001') }

  it('A6: given a box that sends its owner to the messages, when the owner calls in, then it is checked', () => {
    expect(heard(leaving([], { ownerId: 'user-1001', isSetUp: true }, owner))).toEqual([
      'vm-no_messages',
      'vm-main_menu',
    ])
  })

  it('A6: given it does not, when the owner calls in, then a message is taken', () => {
    expect(heard(leaving([], { ownerId: 'user-1001', ownerGoesToCheck: false }, owner))[0]).toBe('vm-person')
  })

  it('A6: given somebody else, when they call in from inside, then a message is taken', () => {
    expect(heard(leaving([], { ownerId: 'user-1001' }, { caller: insideCaller('1002') }))[0]).toBe('vm-person')
  })
})

describe('A6: keys while the greeting plays', () => {
  it('A6: given the greeting plays, when * is pressed, then the box asks for its PIN', () => {
    expect(heard(leaving(['keys:*'])).at(-1)).toBe('vm-enter_pass')
    expect(heard(leaving(['keys:*', 'keys:4711#'])).at(-1)).toBe('vm-main_menu')
  })

  it('A6: given an operator of the box, when 0 is pressed, then the call goes there and nothing is recorded', () => {
    const gone = leaving(['keys:0'], { operatorNumber: '1002' }, { documents: [account('1003')] })
    expect(gone.question).toMatchObject({ callflowId: 'callflow-1002', nodeId: 'user' })
    expect(operations(gone, 'record')).toEqual([])
  })

  it('A6: given only an operator of the account, when 0 is pressed, then the call goes there', () => {
    expect(leaving(['keys:0'], {}, { documents: [account('1003')] }).question?.callflowId).toBe('callflow-1003')
  })

  it('A6: given an operator nobody answers for, when 0 is pressed, then recording starts, and a finding says so', () => {
    expect(asked(leaving(['keys:0'], { operatorNumber: '7777' }))?.kind).toBe('record')
    const codes = (document: Document) => checkDesign(snapshotOf([document])).map(({ code }) => code)
    expect(codes(box({ operatorNumber: '7777' }))).toContain('operator-unknown')
    expect(codes(account('7777'))).toContain('operator-unknown')
    expect(codes(box())).not.toContain('operator-unknown')
  })

  it.each(['1', '5', '9', '#', '0'])('A6: given no operator, when %s is pressed, then recording starts', (key) => {
    const recording = leaving([`keys:${key}`])
    expect(asked(recording)?.kind).toBe('record')
    expect(heard(recording)).not.toContain('vm-record_message')
  })

  it('A6: given the instructions play, when * or 0 is pressed, then they mean the same', () => {
    expect(heard(leaving(['finished', 'keys:*'])).at(-1)).toBe('vm-enter_pass')
    expect(leaving(['finished', 'keys:0'], { operatorNumber: '1002' }).question?.callflowId).toBe('callflow-1002')
  })
})

describe('A6: recording', () => {
  it('A6: given a box as made, when recording starts, then there is a tone and 500 s, any key ends it', () => {
    expect(asked(leaving(toneHeard))).toMatchObject({
      kind: 'record',
      beep: true,
      maxDurationMs: 500_000,
      terminators: '0123456789*#',
    })
  })

  it('A6: given a box as made, when something shorter than 500 ms is said, then it is no message', () => {
    expect(leaving([...toneHeard, 'hang-up-at-once']).world.messages).toEqual([])
    expect(box()).toMatchObject({ minMessageSec: 0.5, maxMessages: 100 })
  })

  it('A6: given a longer minimum, when less is said, then the caller is asked to speak again', () => {
    const short = leaving([...toneHeard, 'keys:#'], { minMessageSec: 30 })
    expect(heard(short).at(-1)).toBe('vm-recording_to_short')
    expect(operations(short, 'discard-recording')).toHaveLength(1)
    const again = leaving([...toneHeard, 'keys:#', 'finished'], { minMessageSec: 30 })
    expect(asked(again)?.kind).toBe('record')
  })

  it('A6: given 100 messages in the box, when a call comes in, then it is told that the box is full', () => {
    const world = { mailboxes: [{ mailboxId: 'box', newMessages: 60, savedMessages: 40 }] }
    const full = leaving(['finished'], {}, { world }, ['voicemail _ hang-up'])
    expect(heard(full)).toEqual(['vm-mailbox_full'])
    expect(path(full)).toEqual(['voicemail _', 'hang-up end'])
    const almost = { mailboxes: [{ mailboxId: 'box', newMessages: 60, savedMessages: 39 }] }
    expect(leaving(left, {}, { world: almost }).world.messages).toHaveLength(1)
  })

  it('A6: given the caller hangs up while speaking, when enough was said, then it is a message', () => {
    expect(leaving([...toneHeard, 'hang-up']).world.messages).toHaveLength(1)
  })
})

describe('A6: after recording', () => {
  const recorded = [...toneHeard, 'keys:#']

  it('A6: given a recording, when 1 is pressed, then it is saved and the caller is thanked', () => {
    const saved = leaving([...recorded, 'keys:1'])
    expect(saved.world.messages).toHaveLength(1)
    expect(heard(saved).slice(-3)).toEqual(['vm-review_recording', 'vm-saved', 'vm-thank_you'])
  })

  it('A6: given a recording, when 2 is pressed, then it is played, as often as the caller likes', () => {
    const thrice = ['keys:2', 'finished', 'keys:2', 'finished', 'keys:2', 'finished', 'keys:2', 'finished']
    expect(heard(leaving([...recorded, ...thrice])).slice(-2)).toEqual(['recording', 'vm-review_recording'])
  })

  it('A6: given a recording, when 3 is pressed, then a new one takes its place', () => {
    const again = leaving([...recorded, 'keys:3', 'silence', 'keys:1', 'finished'])
    expect(operations(again, 'discard-recording')).toMatchObject([{ recordingId: 'recording-1' }])
    expect(operations(again, 'save-message')).toMatchObject([{ recordingId: 'recording-2' }])
  })

  it('A6: given a recording, when the caller hangs up or does nothing three times, then it is saved', () => {
    expect(leaving([...recorded, 'hang-up']).world.messages).toHaveLength(1)
    expect(leaving([...recorded, 'silence', 'keys:9', 'silence', 'finished']).world.messages).toHaveLength(1)
  })
})

describe('A6: notifying, rehearsed: live calls cannot send mail yet', () => {
  const owner = makeDocument('user', { id: 'ann', name: 'Ann', email: 'ann@example.test', voicemailToEmail: true })
  const told = (choices: readonly string[], fields: Partial<Mailbox> = {}, documents: readonly Document[] = [owner]) =>
    leaving([...left, ...choices], { ownerId: 'ann', ...fields }, { documents })
  const mails = (rehearsal: ReturnType<typeof leaving>) => operations(rehearsal, 'notify-message')
  const isNew = (rehearsal: ReturnType<typeof leaving>) => rehearsal.world.messagesOf('box').map((each) => each.isNew)

  it('A6: given an owner who wants voicemail by e-mail, when a message is left, then one mail to the owner and the further addresses, each once, is asked for', () => {
    const notifyEmails = ['sales@example.test', 'Ann@example.test']
    expect(mails(told([], { notifyEmails }))).toMatchObject([{ emails: ['ann@example.test', 'sales@example.test'] }])
  })

  it('A6: given an owner who does not, when a message is left, then a mail to the further addresses alone is asked for', () => {
    const silent = { ...owner, voicemailToEmail: false }
    expect(mails(told([], {}, [silent]))).toEqual([])
    expect(mails(told([], { notifyEmails: ['sales@example.test'] }, [silent]))).toMatchObject([
      { emails: ['sales@example.test'] },
    ])
  })

  it('A6: given a box as made, when a mail is asked for, then with the message as MP3 and not written out', () => {
    expect(mails(told([]))).toMatchObject([{ attach: 'mp3', transcription: false }])
  })

  it.each(['mp3', 'mp4', 'wav'] as const)(
    'A6: given %s as the format, when a mail is asked for, then with that attachment',
    (format) => {
      expect(mails(told([], { attachmentFormat: format }))).toMatchObject([{ attach: format }])
    },
  )

  it('A6: given no attachment and a transcription wanted, when a mail is asked for, then so', () => {
    expect(mails(told([], { attachMessage: false, transcription: true }))).toMatchObject([
      { attach: 'none', transcription: true },
    ])
  })

  it('A6: given messages are deleted after notifying, when a rehearsal says the mail went out, then the message is deleted after it', () => {
    const done = told(['sent'], { afterNotify: 'delete' })
    expect(done.world.messagesOf('box')).toEqual([])
    const kinds = done.trace.flatMap((event) => (event.kind === 'operation' ? [event.operation.kind] : []))
    expect(kinds.indexOf('save-message')).toBeLessThan(kinds.indexOf('notify-message'))
    expect(kinds.indexOf('notify-message')).toBeLessThan(kinds.indexOf('update-message'))
    expect(done.ended?.reason).toBe('left-message')
  })

  it('A6: given messages are saved after notifying, when a rehearsal says the mail went out, then the message is kept and no longer new', () => {
    expect(isNew(told(['sent'], { afterNotify: 'save' }))).toEqual([false])
  })

  it('A6: given neither, when a rehearsal says the mail went out, then the message stays new', () => {
    expect(isNew(told(['sent']))).toEqual([true])
  })

  it.each(['save', 'delete'] as const)(
    'A6: given %s after notifying, when a rehearsal says the mail cannot be sent, then the message stays new',
    (afterNotify) => {
      expect(isNew(told(['not-sent'], { afterNotify }))).toEqual([true])
    },
  )

  it('A6: given nobody to notify, when a message is left, then it is never deleted, and a finding says so', () => {
    expect(isNew(leaving(left, { afterNotify: 'delete' }))).toEqual([true])
    const codes = checkDesign(snapshotOf([box({ afterNotify: 'delete' })])).map(({ code }) => code)
    expect(codes).toContain('mailbox-notifies-nobody')
  })

  it('A6: given deletion after a mail that carries nothing, when the design is checked, then a finding warns of it', () => {
    const lossy = box({ afterNotify: 'delete', notifyEmails: ['a@example.test'], attachMessage: false })
    const found = checkDesign(snapshotOf([lossy])).find(({ code }) => code === 'mailbox-loses-messages')
    expect(found?.fix?.put).toMatchObject([{ attachMessage: true }])
  })

  it('A6: given an address on the web, when a message is left, then it is posted there; a failure keeps the message', () => {
    const fields = { ownerId: null, notifyUrl: 'https://hooks.example.test/vm', afterNotify: 'delete' } as const
    const posted = told(['sent'], fields)
    expect(operations(posted, 'http-request')).toMatchObject([
      { url: fields.notifyUrl, method: 'post', fields: { mailbox: '8102', 'caller-number': '+16045550177' } },
    ])
    expect(posted.world.messagesOf('box')).toEqual([])
    expect(isNew(told(['failed'], fields))).toEqual([true])
  })

  it('A6: given mail and web, when only one of them gets through, then the message is not deleted', () => {
    const fields = { notifyUrl: 'https://hooks.example.test/vm', afterNotify: 'delete' } as const
    expect(isNew(told(['sent', 'failed'], fields))).toEqual([true])
    expect(isNew(told(['not-sent', 'sent'], fields))).toEqual([true])
    expect(isNew(told(['sent', 'sent'], fields))).toEqual([])
  })

  it('A6: given the caller hangs up while the web is told, when it was, then the message goes all the same', () => {
    const fields = { ownerId: null, notifyUrl: 'https://hooks.example.test/vm', afterNotify: 'save' } as const
    expect(isNew(told(['hang-up'], fields))).toEqual([false])
  })

  it('A6: given a caller who hangs up after speaking, when the message is saved, then everybody is told as well', () => {
    const gone = leaving([...toneHeard, 'hang-up'], { ownerId: 'ann' }, { documents: [owner] })
    expect(asked(gone)?.kind).toBe('notify-message')
    const duringThanks = leaving(
      [...toneHeard, 'keys:#', 'keys:1', 'hang-up'],
      { ownerId: 'ann' },
      { documents: [owner] },
    )
    expect(asked(duringThanks)?.kind).toBe('notify-message')
  })

  it('A6: given lamps on phones, when messages come and go, then MWI shows how many wait', () => {
    const counts = operations(told(['sent'], { afterNotify: 'save' }), 'publish-mwi')
    expect(counts).toMatchObject([
      { mailboxId: 'box', newMessages: 1, savedMessages: 0 },
      { mailboxId: 'box', newMessages: 0, savedMessages: 1 },
    ])
  })

  it('A6: given an account without mail server, when boxes notify, then a finding says that nobody is mailed', () => {
    expect(liveSupportOf(voicemail)?.message ?? '').not.toContain('mail')
    const codes = (...documents: Document[]) => checkDesign(snapshotOf(documents)).map(({ code }) => code)
    const account = makeDocument('account', { id: 'account', name: 'Office' })
    const mail = { ...account.mail, host: 'mail.example.test', senderAddress: 'office@example.test' }
    const notifying = box({ notifyEmails: ['a@example.test'] })
    expect(codes(account, notifying)).toContain('no-mail-server')
    expect(codes({ ...account, mail }, notifying)).not.toContain('no-mail-server')
    expect(codes(account, box())).not.toContain('no-mail-server')
  })
})

describe('A6: announcement only', () => {
  const only = { announcementOnly: true, greetingId: 'hello' }

  it('A6: given announcement only, when the greeting ends, then no message is taken and the call goes on', () => {
    const played = leaving(['finished'], only, {}, ['voicemail _ hang-up'])
    expect(heard(played)).toEqual(['hello'])
    expect(operations(played, 'record')).toEqual([])
    expect(path(played)).toEqual(['voicemail _', 'hang-up end'])
  })

  it('A6: given announcement only and a full box, when a call comes in, then the announcement is heard all the same', () => {
    const world = { mailboxes: [{ mailboxId: 'box', newMessages: 100, savedMessages: 0 }] }
    expect(heard(leaving([], only, { world }))).toEqual(['hello'])
  })

  it('A6: given announcement only, when * is pressed, then the box asks for its PIN', () => {
    expect(heard(leaving(['keys:*'], only)).at(-1)).toBe('vm-enter_pass')
  })
})
