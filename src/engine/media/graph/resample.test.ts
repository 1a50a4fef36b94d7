import { describe, expect, it } from 'vitest'
import { Resampler } from './resample.ts'
import { rms } from './speech-detector.ts'
import { sine, toneLevel } from '../testing/tone-level.ts'

function convert(input: Int16Array, fromHz: number): Int16Array {
  const resampler = new Resampler(fromHz, 8000)
  const read = (from: number, count: number) => Int16Array.from({ length: count }, (_, i) => input[from + i] ?? 0)
  return resampler.convert(read, 0, resampler.outputLength(input.length))
}

/** Without the first and last 10 ms, where the tone begins and ends. */
const settled = (samples: Int16Array) => samples.subarray(80, samples.length - 80)

describe.each([4000, 8000, 11_025, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000])(
  'from %i Hz to 8000 Hz',
  (rateHz) => {
    it('keeps the length and a 1 kHz tone, adding next to nothing', () => {
      const out = convert(sine(1000, rateHz / 2, { rateHz }), rateHz)
      expect(Math.abs(out.length - 4000)).toBeLessThanOrEqual(1)
      const tone = settled(out).subarray(0, 3800)
      expect(toneLevel(tone, 1000)).toBeGreaterThan(9900)
      expect(toneLevel(tone, 1000)).toBeLessThan(10_100)
      const wanted = sine(1000, 4000)
      const residue = tone.map((sample, i) => sample - (wanted[i + 80] ?? 0))
      expect(rms(residue)).toBeLessThan(20)
    })
  },
)

describe.each([16_000, 44_100, 48_000])('aliasing from %i Hz', (rateHz) => {
  it.each([4600, 5000, 7000])('a tone of %i Hz is 60 dB down', (frequency) => {
    expect(rms(settled(convert(sine(frequency, rateHz / 2, { rateHz }), rateHz)))).toBeLessThan(10)
  })

  it('speech up to 3.4 kHz is untouched', () => {
    expect(toneLevel(settled(convert(sine(3400, rateHz / 2, { rateHz }), rateHz)), 3400)).toBeGreaterThan(9700)
  })
})

it('gives the same in slices as in one piece', () => {
  const input = sine(777, 44_100, { rateHz: 44_100 })
  const whole = convert(input, 44_100)
  const resampler = new Resampler(44_100, 8000)
  const read = (from: number, count: number) => Int16Array.from({ length: count }, (_, i) => input[from + i] ?? 0)
  expect(resampler.convert(read, 1234, 500)).toEqual(whole.subarray(1234, 1734))
})
