import { describe, expect, it } from 'vitest'
import { makeDocument } from '../../design/document.ts'
import { call, drawFlow, heard, insideCaller, operations } from '../../rehearse/small-design.ts'

const box = makeDocument('mailbox', {
  id: 'box',
  name: 'Box',
  number: '8102',
  pin: '4711',
  ownerId: 'user-1001',
  isSetUp: true,
})
const leaving = (choices: readonly string[]) =>
  call([drawFlow({ nodes: { voicemail: { mailboxId: 'box' } } })], choices, { documents: [box] })
const checking = (choices: readonly string[]) =>
  call([drawFlow({ nodes: { 'check-voicemail': { mailboxId: 'box' } } })], choices, {
    documents: [box],
    caller: insideCaller('1001'),
  })

describe('a disk without room', () => {
  it('takes no message, and the caller is told that the box is full', () => {
    const told = leaving(['finished', 'finished', 'no-space', 'finished'])
    expect(heard(told).at(-1)).toBe('vm-mailbox_full')
    expect(told.world.messages).toEqual([])
    expect(told.ended?.reason).not.toBe('left-message')
  })

  it('that fills up while somebody speaks once more leaves what was said before', () => {
    const kept = leaving(['finished', 'finished', 'keys:#', 'keys:3', 'no-space', 'keys:1'])
    expect(kept.world.messages).toHaveLength(1)
    expect(operations(kept, 'save-message')).toMatchObject([{ recordingId: 'recording-1' }])
  })

  it('keeps no greeting: the one before stays, and the owner is told that it did not work', () => {
    const told = checking(['keys:5', 'keys:1', 'finished', 'no-space', 'finished'])
    expect(heard(told)).toContain('fault-can_not_be_completed_at_this_time')
    expect(operations(told, 'keep-recording')).toEqual([])
    expect(heard(told).filter((each) => each === 'vm-recording_to_short')).toEqual([])
  })
})
