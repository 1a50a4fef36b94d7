import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { makeDocument, parseDocument } from '../../callflow/design/document.ts'
import { step } from '../../callflow/design/extension.ts'
import { openDesign } from './design-store.ts'
import { plainSealer, secretSealer } from './secret-sealer.ts'
import { testDesign, testFolder } from './test-design.ts'

const key = (byte: number) => () => new Uint8Array(32).fill(byte)
const phone = makeDocument('device', { id: 'd1', name: 'Desk', sipUsername: 'u1', sipPassword: 'correct-horse' })
const box = makeDocument('mailbox', { id: 'm1', name: 'Box', pin: '123456' })

describe('secret fields', () => {
  it('stand in no part of the file in clear text, not even in history and undo', () => {
    using folder = testFolder()
    const { design, path } = testDesign(folder, { sealer: secretSealer(key(1)) })
    design.apply({ label: 'Add', put: [phone, box] })
    design.apply({ label: 'Edit', put: [{ ...phone, sipPassword: 'battery-staple' }] })
    expect(design.history('d1').map(({ document }) => document)).toMatchObject([
      { sipPassword: 'battery-staple' },
      { sipPassword: 'correct-horse' },
    ])
    design.undo()
    expect(design.document('d1')).toEqual(phone)
    design.close()
    const bytes = readFileSync(path, 'latin1')
    expect(bytes).toContain('sealed:v1:')
    for (const secret of ['correct-horse', 'battery-staple', '123456']) expect(bytes).not.toContain(secret)
    const again = openDesign(path, { sealer: secretSealer(key(1)) })
    expect(again.document('m1')).toEqual(box)
    expect(again.info().notice).toBeUndefined()
    again.close()
  })

  it('are empty on another machine, where the design says so; going back brings them back', () => {
    using folder = testFolder()
    const { design, path } = testDesign(folder, { sealer: secretSealer(key(1)) })
    design.apply({ label: 'Add', put: [phone, box] })
    design.close()
    const elsewhere = openDesign(path, { sealer: secretSealer(key(2)) })
    expect(elsewhere.document('d1')).toMatchObject({ sipUsername: 'u1', sipPassword: '' })
    expect(elsewhere.info().notice).toMatch(/^2 documents have passwords that were sealed on another computer/)
    elsewhere.close()
    const entered = openDesign(path, { sealer: secretSealer(key(2)) })
    entered.apply({ label: 'New PIN', put: [{ ...box, pin: '654321' }] })
    expect(entered.info().notice).toMatch(/^One document has/)
    entered.close()
    const back = openDesign(path, { sealer: secretSealer(key(1)) })
    expect(back.document('d1')).toEqual(phone)
    back.close()
  })

  it('that the command line sealed are opened with its key, and sealed with the own one when they change', () => {
    using folder = testFolder()
    const { design, path } = testDesign(folder, { sealer: secretSealer(key(7)) })
    design.apply({ label: 'Add', put: [phone, box] })
    design.close()
    const app = openDesign(path, { sealer: secretSealer(key(1), () => [key(6)(), key(7)()]) })
    expect(app.document('d1')).toEqual(phone)
    expect(app.info().notice).toBeUndefined()
    app.apply({ label: 'Edit', put: [{ ...box, pin: '654321' }] })
    app.close()
    const alone = openDesign(path, { sealer: secretSealer(key(1)) })
    expect(alone.document('m1')).toMatchObject({ pin: '654321' })
    expect(alone.document('d1')).toMatchObject({ sipPassword: '' })
    alone.close()
  })

  it('cannot be moved to another document or altered', () => {
    const sealer = secretSealer(key(1))
    const sealed = sealer.seal(phone) as Record<string, string> // the fields looked at are strings
    let locked = 0
    const open = (stored: object) => sealer.open(stored, () => (locked += 1))
    expect(open(sealed)).toEqual(phone)
    expect(open({ ...sealed, id: 'd2' })).toMatchObject({ sipPassword: '' })
    const altered = `${sealed['sipPassword']?.slice(0, -4)}AAA=`
    expect(open({ ...sealed, sipPassword: altered })).toMatchObject({ sipPassword: '' })
    expect(open({ ...sealed, sipPassword: 'sealed:v1:' })).toMatchObject({ sipPassword: '' })
    expect(locked).toBe(3)
  })

  it('are sealed differently each time and left alone when empty', () => {
    const sealer = secretSealer(key(1))
    expect(sealer.seal(phone)).not.toEqual(sealer.seal(phone))
    expect(sealer.seal({ ...phone, sipPassword: '' })).toMatchObject({ sipPassword: '' })
  })

  it('are sealed wherever they stand: deep in a document, in lists, in steps and in what an import kept', () => {
    const secrets = ['1111', '2222', '3333', '4444', '5555-kept', '6666-kept', '7777-kept']
    const documents = [
      makeDocument('user', {
        id: 'u1',
        name: 'Alex',
        hotDesk: { ...makeDocument('user', { id: 'u', name: 'U' }).hotDesk, pin: '1111' },
      }),
      makeDocument('conference', { id: 'c1', name: 'Room', memberPins: ['2222', '3333'] }),
      {
        ...makeDocument('callflow', { id: 'f1', name: 'Dial in' }),
        entry: 'n1',
        nodes: {
          n1: {
            ...step('n1', 'disa', { pin: '4444' }, { x: 0, y: 0 }),
            foreign: { kazoo: { data: { other: [{ pin: '5555-kept' }] } } },
          },
        },
        foreign: { kazoo: { sip: { password: '6666-kept', username: 'shown' }, pins: ['7777-kept'] } },
      },
    ]
    const sealer = secretSealer(key(1))
    for (const document of documents) {
      const sealed = sealer.seal(document)
      for (const secret of secrets) expect(JSON.stringify(sealed)).not.toContain(secret)
      expect(sealer.open(JSON.parse(JSON.stringify(sealed)), () => {})).toEqual(document)
      let locked = 0
      const elsewhere = secretSealer(key(2)).open(sealed, () => (locked += 1))
      expect(locked).toBeGreaterThan(0)
      expect(parseDocument(elsewhere).ok).toBe(true)
    }
  })

  it('are empty where there is no key, on the command line for one', () => {
    const room = makeDocument('conference', { id: 'c1', name: 'Room', memberPins: ['2222'] })
    for (const document of [phone, box, room]) {
      const opened = plainSealer.open(secretSealer(key(1)).seal(document), () => {})
      expect(parseDocument(opened)).toMatchObject({ ok: true })
      expect(JSON.stringify(opened)).not.toContain('sealed:')
    }
  })

  it('written before there was a key are read as they are', () => {
    expect(secretSealer(key(1)).open(phone, () => {})).toEqual(phone)
  })
})
