import { expect, it } from 'vitest'
import { makeDocument } from '../../design/document.ts'
import { call, drawFlow, operations } from '../../rehearse/small-design.ts'

// What the rows M42 and M76-M78 promise is tested in tests/conformance/rows/a10-conferences.test.ts.

const joining = (choices: readonly string[], announceNames = false) =>
  call([drawFlow({ nodes: { conference: { conferenceId: 'room' } } })], choices, {
    documents: [makeDocument('conference', { id: 'room', name: 'Room', announceNames })],
  })

it('a conference that nothing follows ends the call when the caller leaves it', () => {
  expect(joining(['finished', 'ended']).ended?.reason).toBe('talked')
})

it('a conference keeps no name of who hangs up while asked for it', () => {
  const hungUp = joining(['finished', 'hang-up-at-once'], true)
  expect(hungUp.ended?.reason).toBe('caller-gone')
  expect(operations(hungUp, 'discard-recording')).toHaveLength(1)
  expect(operations(hungUp, 'join-conference')).toEqual([])
})
