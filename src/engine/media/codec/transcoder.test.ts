import { describe, expect, it } from 'vitest'
import type { AudioCodec } from '../media-engine.ts'
import { concat, sine, toneLevel } from '../testing/tone-level.ts'
import { codecs, packetTicks } from './codecs.ts'
import { Transcoder } from './transcoder.ts'

const names: readonly AudioCodec[] = ['PCMU', 'PCMA', 'G722', 'OPUS']
const pairs = names.flatMap((from) => names.map((to) => ({ from, to })))

/** `seconds` of a tone from one codec through the other, heard at `rateHz`. */
function heardThrough(from: AudioCodec, to: AudioCodec, hz: number, rateHz: 8_000 | 16_000): Int16Array {
  const best = codecs[from].bestRateHz
  const voice = sine(hz, best, { rateHz: best, amplitude: 8000 })
  const encoder = codecs[from].encoder()
  const transcoder = new Transcoder(to, codecs[to].encoder())
  const decoder = codecs[to].decoder(rateHz)
  const size = best / 50
  const frames = Array.from({ length: 50 }, (_, i) => {
    const payload = encoder.encode(voice.subarray(i * size, (i + 1) * size), best)
    const out = transcoder.transcode({ content: from, ssrc: 1 }, payload)
    expect(codecs[to].ticksOf(out)).toBe(160)
    return decoder.decode(out)
  })
  return concat(frames)
}

describe('between any two codecs', () => {
  it.each(pairs)('$from to $to: a tone stays as loud', ({ from, to }) => {
    const heard = heardThrough(from, to, 1000, 8_000)
    expect(heard).toHaveLength(8000)
    const level = toneLevel(heard.subarray(1600), 1000)
    expect(level).toBeGreaterThan(6500)
    expect(level).toBeLessThan(9500)
  })

  it.each(pairs.filter(({ from, to }) => codecs[from].bestRateHz + codecs[to].bestRateHz === 32_000))(
    '$from to $to: wideband stays wideband',
    ({ from, to }) => {
      expect(toneLevel(heardThrough(from, to, 5600, 16_000).subarray(3200), 5600, 16_000)).toBeGreaterThan(4000)
    },
  )
})

it('one codec to itself is left as it is', () => {
  const payload = Uint8Array.of(1, 2, 3)
  expect(new Transcoder('G722', codecs.G722.encoder()).transcode({ content: 'G722', ssrc: 1 }, payload)).toBe(payload)
})

it('another source begins with a decoder of its own', () => {
  const speaks = (hz: number, seconds: number) => {
    const encoder = codecs.G722.encoder()
    return encoder.encode(sine(hz, 16_000 * seconds, { rateHz: 16_000, amplitude: 20_000 }), 16_000)
  }
  const both = new Transcoder('PCMU', codecs.PCMU.encoder())
  both.transcode({ content: 'G722', ssrc: 1 }, speaks(300, 1))
  const one = new Transcoder('PCMU', codecs.PCMU.encoder())
  const payload = speaks(1000, 1)
  expect(both.transcode({ content: 'G722', ssrc: 2 }, payload)).toEqual(
    one.transcode({ content: 'G722', ssrc: 2 }, payload),
  )
})

describe.each(names)('%s of seeded rubbish', (name) => {
  it.each(codecs[name].bestRateHz === 8_000 ? [8_000] : [8_000, 16_000])(
    'at %i Hz never throws, and is never more audio than it says',
    (rateHz) => {
      let state = 7
      const random = (below: number) => {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
        return Math.floor((state / 2 ** 32) * below)
      }
      const decoder = codecs[name].decoder(rateHz === 8_000 ? 8_000 : 16_000)
      const perTick = rateHz / 8000
      for (let i = 0; i < 4000; i++) {
        const payload = Uint8Array.from({ length: random(i % 10 === 0 ? 1024 : 60) }, () => random(256))
        const samples = decoder.decode(payload)
        expect([0, codecs[name].ticksOf(payload) * perTick]).toContain(samples.length)
        expect(samples.length).toBeLessThanOrEqual(Math.max(960, payload.length) * perTick)
      }
    },
  )
})

it('what cannot be decoded is not sent on', () => {
  const transcoder = new Transcoder('PCMU', codecs.PCMU.encoder())
  expect(transcoder.transcode({ content: 'OPUS', ssrc: 1 }, new Uint8Array(0))).toHaveLength(0)
  const good = codecs.OPUS.encoder().encode(new Int16Array(160), 8_000)
  expect(transcoder.transcode({ content: 'OPUS', ssrc: 1 }, good)).toHaveLength(160)
})

it.each([
  ['PCMU', 30, 240],
  ['G722', 60, 480],
  ['OPUS', 30, 160],
  ['OPUS', 40, 320],
  ['PCMU', 5, 80],
  ['PCMU', 200, 480],
  ['PCMU', 0, 160],
] as const)('packets of %s for %i ms last %i ticks', (codec, ptimeMs, ticks) => {
  expect(packetTicks({ codec, ptimeMs })).toBe(ticks)
})
