import { describe, expect, it } from 'vitest'
import { type Mailbox, makeDocument } from '../../design/document.ts'
import { call, drawFlow, heard, insideCaller, operations, outsideCaller } from '../../rehearse/small-design.ts'

/** What its row promises is in tests/conformance/rows/a6-check-voicemail.test.ts; here is what lies between. */

const mailbox = (fields: Partial<Mailbox> = {}) =>
  makeDocument('mailbox', {
    id: 'box',
    name: 'Box',
    number: '8102',
    pin: '4711',
    ownerId: 'user-1001',
    isSetUp: true,
    ...fields,
  })

const checking = (choices: readonly string[]) =>
  call([drawFlow({ nodes: { 'check-voicemail': { mailboxId: 'box' } } })], choices, {
    caller: insideCaller('1001'),
    documents: [mailbox()],
  })

describe('recordings made by phone', () => {
  it('a recording is heard with 2, said again with 3, and dropped when the caller hangs up', () => {
    const again = checking(['keys:5', 'keys:1', 'finished', 'keys:#', 'keys:2', 'finished', 'keys:3', 'finished'])
    expect(again.question?.operation.kind).toBe('record')
    expect(operations(again, 'discard-recording')).toMatchObject([{ recordingId: 'recording-1' }])
    const gone = checking(['keys:5', 'keys:1', 'finished', 'keys:#', 'hang-up'])
    expect(operations(gone, 'discard-recording')).toHaveLength(1)
    expect(operations(gone, 'keep-recording')).toEqual([])
  })

  it('what was kept counts even for a caller who hangs up during the confirmation', () => {
    const gone = checking(['keys:5', 'keys:1', 'finished', 'keys:#', 'keys:1', 'hang-up'])
    expect(gone.world.readState({ scope: 'mailbox', id: 'box', name: 'greeting' })).toBe(true)
    expect(operations(gone, 'discard-recording')).toEqual([])
  })

  it('an administrator who sets a new PIN wins over the older one of the owner', () => {
    const state = [
      { key: { scope: 'mailbox', id: 'box', name: 'pin' }, value: '2580' },
      { key: { scope: 'mailbox', id: 'box', name: 'pin-instead-of' }, value: '4711' },
    ] as const
    const flow = drawFlow({ nodes: { 'check-voicemail': { mailboxId: 'box' } } })
    const about = { caller: outsideCaller, documents: [mailbox({ pin: '1234' })], world: { state } }
    expect(heard(call([flow], ['keys:1234#'], about)).at(-1)).toBe('vm-main_menu')
  })
})
