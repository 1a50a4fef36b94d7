import { describe, expect, it } from 'vitest'
import { Resampler } from './resample.ts'
import { StreamUpsampler } from './stream-upsampler.ts'

const tone = Int16Array.from({ length: 8_000 }, (_, index) => Math.round(8_000 * Math.sin((index * Math.PI) / 8)))

describe('audio made 16 kHz piece by piece', () => {
  it.each([[160], [240], [7]])('in pieces of %i samples it is what it would be in one go', (size) => {
    const upsampler = new StreamUpsampler(16_000)
    const pieces: number[] = []
    for (let at = 0; at < tone.length; at += size) pieces.push(...upsampler.add(tone.slice(at, at + size)))
    pieces.push(...upsampler.end())
    const whole = new Resampler(8_000, 16_000).convert(
      (from, count) => Int16Array.from({ length: count }, (_, index) => tone[from + index] ?? 0),
      0,
      16_000,
    )
    expect(pieces).toEqual([...whole])
  })

  it('nothing in, nothing out', () => {
    expect(new StreamUpsampler(16_000).end()).toHaveLength(0)
  })
})
