import { describe, expect, it } from 'vitest'
import { sine, toneLevel } from '../testing/tone-level.ts'
import { Concealer, type Gap } from './concealer.ts'

/** A voice of 125 Hz and its partials, 20 ms a frame, of which those named were lost. */
function heard(frames: number, lost: readonly number[], gapsOf: (i: number) => readonly Gap[] = () => [[0, 160]]) {
  const voice = Int16Array.from({ length: 160 * frames }, (_, i) => {
    const angle = (2 * Math.PI * 125 * i) / 8000
    return Math.round(5000 * Math.sin(angle) + 3000 * Math.sin(3 * angle + 1) + 1500 * Math.sin(7 * angle))
  })
  const concealer = new Concealer()
  const out = voice.slice()
  for (let i = 0; i < frames; i++) {
    const frame = out.subarray(160 * i, 160 * (i + 1))
    const gaps = lost.includes(i) ? gapsOf(i) : []
    for (const [from, to] of gaps) frame.fill(0, from, to)
    concealer.fill(frame, gaps)
  }
  return { voice, out }
}

const worst = (a: Int16Array, b: Int16Array) => Math.max(...a.map((sample, i) => Math.abs(sample - (b[i] ?? 0))))

describe('a lost packet', () => {
  it('of an even voice is made up as it would have been', () => {
    const { voice, out } = heard(10, [6])
    expect(worst(out.subarray(960, 1040), voice.subarray(960, 1040))).toBeLessThan(600)
    expect(out.subarray(0, 960)).toEqual(voice.subarray(0, 960))
    expect(out.subarray(1160)).toEqual(voice.subarray(1160))
  })

  it('leaves no step where the voice goes on', () => {
    const { voice, out } = heard(10, [6])
    const steps = (samples: Int16Array) => samples.subarray(1).map((sample, i) => Math.abs(sample - (samples[i] ?? 0)))
    expect(Math.max(...steps(out))).toBeLessThan(1.5 * Math.max(...steps(voice)))
  })

  it('in part is made up in part', () => {
    const { voice, out } = heard(10, [6], () => [[40, 100]])
    expect(worst(out, voice)).toBeLessThan(800)
    expect(out.subarray(960, 1000)).toEqual(voice.subarray(960, 1000))
  })
})

it('a long loss fades, and is silence after 60 ms', () => {
  const { out } = heard(12, [5, 6, 7, 8, 9])
  const level = (from: number) => Math.max(...out.subarray(from, from + 64).map(Math.abs))
  expect(level(800)).toBeGreaterThan(6000)
  expect(level(1060)).toBeLessThan(level(800))
  expect(level(1060)).toBeGreaterThan(500)
  expect(Math.max(...out.subarray(1281, 1600).map(Math.abs))).toBe(0)
  expect(toneLevel(out.subarray(1640), 125)).toBeGreaterThan(3000) // there it is again
})

it('nothing is made up before anybody spoke, nor long after', () => {
  const concealer = new Concealer()
  expect(concealer.isSilent).toBe(true)
  const first = new Int16Array(160)
  concealer.fill(first, [[0, 160]])
  expect(first.every((sample) => sample === 0)).toBe(true)
  concealer.fill(sine(400, 160), [])
  expect(concealer.isSilent).toBe(false)
  for (let i = 0; i < 3; i++) concealer.fill(new Int16Array(160), [[0, 160]])
  expect(concealer.isSilent).toBe(true)
  concealer.fill(sine(400, 160), [])
  expect(concealer.isSilent).toBe(false)
})
