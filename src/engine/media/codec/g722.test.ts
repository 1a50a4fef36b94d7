import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { sine, toneLevel } from '../testing/tone-level.ts'
import { G722Decoder, G722Encoder } from './g722.ts'

const sha1 = (of: Int16Array | Uint8Array) =>
  createHash('sha1')
    .update(new Uint8Array(of.buffer, of.byteOffset, of.byteLength))
    .digest('hex')

/** -1 to 1, always the same. */
function noise(): () => number {
  let state = 20_261_128
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 31 - 1
  }
}

const next = noise()
/** Both sub-bands, loud and soft by turns. */
const speech = Int16Array.from({ length: 32_000 }, (_, i) => {
  const low = 6000 * Math.sin((2 * Math.PI * 700 * i) / 16_000)
  const high = 6000 * Math.sin((2 * Math.PI * 5200 * i) / 16_000)
  return Math.round((low + high + 2000 * next()) * (i % 8000 < 4000 ? 1 : 0.02))
})
const rubbish = Uint8Array.from({ length: 16_000 }, () => Math.floor((next() + 1) * 128))

const wide = (frequencyHz: number) =>
  new G722Decoder(16_000).decode(
    new G722Encoder().encode(sine(frequencyHz, 16_000, { rateHz: 16_000, amplitude: 8000 }), 16_000),
  )

// Taken once from libspandsp, an implementation of the Recommendation that is not ours, at 16 kHz and with its lower sub-band alone.
it('codes and decodes bit by bit as the Recommendation says', () => {
  const coded = new G722Encoder().encode(speech, 16_000)
  expect([...coded.subarray(0, 12)]).toEqual([183, 20, 146, 32, 68, 160, 160, 32, 37, 167, 49, 157])
  expect(sha1(coded)).toBe('a10d595e7f803dd162c5273175481d988e9a6091')
  expect(sha1(new G722Decoder(16_000).decode(coded))).toBe('e8f06bd079bb735d567339ff8b2b229252ed198c')
  const lower = new G722Encoder().encode(speech, 8_000)
  expect(sha1(lower)).toBe('0a84481bb4fe8750b58e5db151fc2ff687068fee')
  expect(sha1(new G722Decoder(8_000).decode(lower))).toBe('9862de1837759870e183dce1fefa1ee51add5465')
  expect(sha1(new G722Decoder(8_000).decode(rubbish))).toBe('e3463de0d93b81277a4d35812cc8fb511259efa8')
})

describe('what is heard', () => {
  it.each([100, 300, 1000, 2500, 3400, 5000, 6500])('has a tone of %i Hz as loud as it was said', (hz) => {
    const heard = wide(hz).subarray(1600)
    expect(toneLevel(heard, hz, 16_000)).toBeGreaterThan(7200)
    expect(toneLevel(heard, hz, 16_000)).toBeLessThan(8800)
  })

  it('is silence where silence was said', () => {
    const heard = new G722Decoder(16_000).decode(new G722Encoder().encode(new Int16Array(3200), 16_000))
    expect(Math.max(...heard.map(Math.abs))).toBeLessThan(20)
  })

  it('is as loud by telephones as by wideband phones, both ways', () => {
    const down = new G722Decoder(8_000).decode(
      new G722Encoder().encode(sine(1000, 16_000, { rateHz: 16_000, amplitude: 8000 }), 16_000),
    )
    expect(toneLevel(down.subarray(800), 1000)).toBeCloseTo(8000, -3)
    const up = new G722Decoder(16_000).decode(new G722Encoder().encode(sine(1000, 8000, { amplitude: 8000 }), 8_000))
    expect(toneLevel(up.subarray(1600), 1000, 16_000)).toBeCloseTo(8000, -3)
    expect(toneLevel(up.subarray(1600), 7000, 16_000)).toBeLessThan(100) // no image of it above
  })

  it('of the upper sub-band is nothing to a telephone', () => {
    const coded = new G722Encoder().encode(sine(6000, 16_000, { rateHz: 16_000 }), 16_000)
    expect(Math.max(...new G722Decoder(8_000).decode(coded).subarray(800).map(Math.abs))).toBeLessThan(600)
  })

  it('clips where it must, and does not turn round', () => {
    const loud = Int16Array.from({ length: 16_000 }, (_, i) => (i % 160 < 80 ? 32_767 : -32_768))
    const heard = new G722Decoder(16_000).decode(new G722Encoder().encode(loud, 16_000)).subarray(3200)
    for (let i = 40; i < heard.length; i += 160) expect(heard[i]).toBeGreaterThan(20_000)
  })
})

it('a decoder that joins in the middle agrees before long', () => {
  const coded = new G722Encoder().encode(sine(1000, 32_000, { rateHz: 16_000, amplitude: 8000 }), 16_000)
  const late = new G722Decoder(16_000).decode(coded.subarray(8000)).subarray(1600)
  expect(toneLevel(late, 1000, 16_000)).toBeCloseTo(8000, -3)
})

it('an odd sample is left out, and nothing is no audio', () => {
  expect(new G722Encoder().encode(new Int16Array(321), 16_000)).toHaveLength(160)
  expect(new G722Encoder().encode(new Int16Array(161), 8_000)).toHaveLength(161)
  expect(new G722Encoder().encode(new Int16Array(0), 16_000)).toHaveLength(0)
  expect(new G722Decoder(16_000).decode(new Uint8Array(0))).toHaveLength(0)
})
