import { describe, expect, it } from 'vitest'
import { dtmfFrequencies, sines, toneLength, toneSamples } from './tone.ts'
import { sine, toneLevel } from '../testing/tone-level.ts'

const ringback = { kind: 'tone', frequenciesHz: [440, 480], onMs: 2_000, offMs: 4_000, repeats: 3 } as const

/** Read frame by frame, as streams do. */
function inFrames(read: (from: number, count: number) => Int16Array, total: number, frame: number): Int16Array {
  const out = new Int16Array(total)
  for (let from = 0; from < total; from += frame) out.set(read(from, Math.min(frame, total - from)), from)
  return out
}

describe('tones', () => {
  it.each([[[440, 480]], [[1_000]], [[697, 1_209]], [[3]], [[440.5]]])(
    'of %j Hz run on from frame to frame',
    (frequencies) => {
      const whole = sines(frequencies, 0, 24_000)
      for (const frame of [80, 160, 480]) {
        const framed = inFrames((from, count) => sines(frequencies, from, count), 24_000, frame)
        const furthest = framed.reduce((most, sample, at) => Math.max(most, Math.abs(sample - (whole[at] ?? 0))), 0)
        expect(furthest).toBeLessThanOrEqual(1)
      }
      const one = frequencies[0] ?? 0
      expect(toneLevel(whole.subarray(0, 8_000), one)).toBeGreaterThan(9_000 / frequencies.length - 100)
    },
  )

  it('are the same samples for everybody who hears them', () => {
    expect(sines([440, 480], 160, 160).buffer).toBe(sines([440, 480], 320, 160).buffer)
    expect(sines([440, 480], 160, 160).buffer).not.toBe(sines([480], 160, 160).buffer)
  })

  it('are computed anew once many others were played, and right', () => {
    const before = sines([1_000], 0, 8)
    for (let hz = 100; hz < 300; hz++) sines([hz], 0, 160)
    expect(sines([1_000], 0, 8).buffer).not.toBe(before.buffer)
    expect(sines([1_000], 0, 8)).toEqual(sine(1_000, 8).map((sample) => Math.round(sample * 0.9)))
  })

  it('come on and off, and end', () => {
    expect(toneLength(ringback)).toBe(3 * 48_000)
    const played = inFrames((from, count) => toneSamples(ringback, from, count), 96_000, 160)
    expect(toneLevel(played.subarray(8_000, 16_000), 440)).toBeGreaterThan(4_000)
    expect(played.subarray(16_000, 48_000).every((sample) => sample === 0)).toBe(true)
    expect(played.subarray(48_000, 64_000)).toEqual(played.subarray(0, 16_000))
  })

  it('of keys are those of Q.23', () => {
    expect(['1', '0', 'D', '#'].map(dtmfFrequencies)).toEqual([
      [697, 1_209],
      [941, 1_336],
      [941, 1_633],
      [941, 1_477],
    ])
  })
})
