import { describe, expect, it } from 'vitest'
import { resampler } from './resampler.ts'

const TO_HZ = 8_000

describe('resampling to 8 kHz', () => {
  for (const fromHz of [8_000, 11_025, 16_000, 22_050, 44_100, 48_000, 96_000]) {
    it(`from ${fromHz} Hz keeps speech as loud as it was`, () => {
      for (const hz of [100, 1_000, 3_000]) expect(levelDb(resampled(tone(hz, fromHz), fromHz))).toBeCloseTo(0, 0)
    })
  }

  it('removes what phones cannot carry, which would come back as a wrong tone', () => {
    for (const hz of [4_800, 6_000, 12_000, 20_000]) {
      expect(levelDb(resampled(tone(hz, 48_000), 48_000)), `${hz} Hz`).toBeLessThan(-60)
    }
  })

  it('keeps the length and the place of a click', () => {
    const click = new Float32Array(44_100)
    click[22_050] = 1
    const output = resampled(click, 44_100)
    expect(output).toHaveLength(TO_HZ)
    expect(output.indexOf(Math.max(...output))).toBe(4_000)
  })

  it('gives the same samples whatever pieces the sound comes in', () => {
    const input = tone(700, 44_100)
    const whole = resampled(input, 44_100)
    const resample = resampler(44_100, TO_HZ)
    const pieces: Float32Array[] = []
    for (let at = 0, size = 1; at < input.length; at += size, size = (size * 7 + 3) % 4_001) {
      pieces.push(resample.push(input.subarray(at, at + size)))
    }
    pieces.push(resample.finish())
    expect(pieces.flatMap((piece) => [...piece])).toEqual(whole)
  })
})

/** One second at full scale. */
function tone(hz: number, rateHz: number): Float32Array {
  return Float32Array.from({ length: rateHz }, (_, i) => Math.sin((2 * Math.PI * hz * i) / rateHz))
}

function resampled(input: Float32Array, fromHz: number): number[] {
  const resample = resampler(fromHz, TO_HZ)
  return [...resample.push(input), ...resample.finish()]
}

/** Against a full-scale sine, in the middle half, where the filter has filled. */
function levelDb(samples: readonly number[]): number {
  const middle = samples.slice(samples.length / 4, (samples.length * 3) / 4)
  const power = middle.reduce((sum, sample) => sum + sample * sample, 0) / middle.length
  return 10 * Math.log10(power * 2)
}
