import { describe, expect, it } from 'vitest'
import { RecordingTrack } from './recording-track.ts'
import { sine } from '../testing/tone-level.ts'

const speech = sine(300, 160, { amplitude: 3000 })
const silence = new Int16Array(160)

/** Frames taken until the track ends, and why. */
function feed(track: RecordingTrack, frames: Iterable<Int16Array>): { taken: number; endedBy?: string } {
  let taken = 0
  for (const frame of frames) {
    taken++
    const { endedBy } = track.add(frame)
    if (endedBy !== undefined) return { taken, endedBy }
  }
  return { taken }
}

function* frames(...runs: (readonly [Int16Array, number])[]): Generator<Int16Array> {
  for (const [frame, count] of runs) for (let i = 0; i < count; i++) yield frame
}

describe('recording', () => {
  it('ends at its limit to the sample', () => {
    const track = new RecordingTrack({ maxDurationMs: 50, endOnSilenceMs: 0 })
    expect(feed(track, frames([speech, 9]))).toEqual({ taken: 3, endedBy: 'limit' })
    expect(track.durationMs).toBe(50)
  })

  it('ends after silence that follows speech', () => {
    const track = new RecordingTrack({ maxDurationMs: 60_000, endOnSilenceMs: 1000 })
    expect(feed(track, frames([silence, 200], [speech, 50], [silence, 99]))).toEqual({ taken: 300, endedBy: 'silence' })
  })

  it('is not ended by pauses shorter than asked for', () => {
    const track = new RecordingTrack({ maxDurationMs: 60_000, endOnSilenceMs: 1000 })
    expect(feed(track, frames([speech, 10], [silence, 49], [speech, 1], [silence, 49]))).toEqual({ taken: 109 })
  })

  it('takes steady line noise for silence once speech has stood out of it', () => {
    const noise = sine(60, 160, { amplitude: 250 })
    const track = new RecordingTrack({ maxDurationMs: 60_000, endOnSilenceMs: 1000 })
    expect(feed(track, frames([noise, 300], [speech, 20], [noise, 400])).endedBy).toBe('silence')
  })

  it('never ends by silence when not asked to', () => {
    const track = new RecordingTrack({ maxDurationMs: 60_000, endOnSilenceMs: 0 })
    expect(feed(track, frames([speech, 1], [silence, 1000]))).toEqual({ taken: 1001 })
  })
})
