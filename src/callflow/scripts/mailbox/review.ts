import type { ResultOf } from '../../run/operation.ts'
import { perform, play, record } from '../../run/script.ts'
import { askKey } from '../ask.ts'
import { anyKey, type Does } from '../does.ts'
import { type PromptId, prompt } from '../prompts.ts'

const MAX_MS = 180_000
const END_ON_SILENCE_MS = 5_000
const MIN_MS = 500
const ROUNDS = 3

export type Recording = ResultOf<'record'>

/**
 * Records something and lets the caller keep it (1), listen (2) or say it again (3). True when `keep`, which runs the moment 1 is pressed and
 * then owns the recording, could keep it. A caller who hangs up or presses nothing three times keeps nothing, nor
 * does one who cannot be recorded for want of room, and is told so.
 */
export function* recordReviewed(intro: PromptId, keep: (recording: Recording) => Does<boolean>): Does<boolean> {
  let recording = yield* recordOnce(intro)
  let isOpen = true
  try {
    for (let round = 0; round < ROUNDS; round++) {
      if (recording.endedBy === 'no-space' && recording.durationMs < MIN_MS) {
        yield* play({ sounds: [prompt('fault-can_not_be_completed_at_this_time')], terminators: anyKey })
        return false
      }
      const key = recording.durationMs < MIN_MS ? 'short' : yield* askKey([prompt('vm-review_recording')])
      if (key === '1') {
        isOpen = false
        return yield* keep(recording)
      }
      if (key === '2') {
        yield* play({ sounds: [{ kind: 'recording', recordingId: recording.recordingId }], terminators: anyKey })
        round = -1 // listening is no failed try; the interpreter bounds a caller who only ever listens
      }
      if (key === 'short') yield* play({ sounds: [prompt('vm-recording_to_short')], terminators: '' })
      if (key === '3' || key === 'short') {
        yield* perform({ kind: 'discard-recording', recordingId: recording.recordingId })
        isOpen = false
        recording = yield* recordOnce(intro)
        isOpen = true
        if (key === '3') round = -1
      }
    }
  } finally {
    if (isOpen) yield* perform({ kind: 'discard-recording', recordingId: recording.recordingId })
  }
  return false
}

function* recordOnce(intro: PromptId): Does<Recording> {
  yield* play({ sounds: [prompt(intro)], terminators: anyKey })
  return yield* record({ maxDurationMs: MAX_MS, endOnSilenceMs: END_ON_SILENCE_MS, terminators: anyKey, beep: true })
}
