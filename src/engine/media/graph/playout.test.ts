import { describe, expect, it } from 'vitest'
import { codecs } from '../codec/codecs.ts'
import type { AudioCodec } from '../media-engine.ts'
import { concat, sine, toneLevel } from '../testing/tone-level.ts'
import { Playout } from './playout.ts'

const PACKETS = 250

/** What is heard of 5 s of a tone whose packets come as `arrivals` say, each when and as often as its list has it; nothing else may be heard. */
function heardOf(codec: AudioCodec, arrivals: readonly (readonly number[])[], hz = 400): Int16Array {
  const { bestRateHz } = codecs[codec]
  const encoder = codecs[codec].encoder()
  const size = bestRateHz / 50
  const voice = sine(hz, size * arrivals.length, { rateHz: bestRateHz })
  const due = arrivals.flatMap((times, i) => {
    const payload = encoder.encode(voice.subarray(i * size, (i + 1) * size), bestRateHz)
    const packet = { content: codec, ssrc: 5, sequence: i, timestamp: 160 * i, marker: i === 0, payload }
    return times.map((atMs) => ({ atMs, packet }))
  })
  const inOrder = due.toSorted((a, b) => a.atMs - b.atMs)
  const playout = new Playout()
  const frames: Int16Array[] = []
  let next = 0
  for (let tick = 0; tick < arrivals.length + 20; tick++) {
    for (let one = inOrder[next]; one !== undefined && one.atMs < tick * 20; one = inOrder[++next]) {
      playout.push(one.packet, one.atMs)
    }
    frames.push(playout.pull(160) ?? new Int16Array(160))
  }
  return concat(frames)
}

let state = 11
const random = () => {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
  return state / 2 ** 32
}
const times = (of: (i: number) => readonly number[]) => Array.from({ length: PACKETS }, (_, i) => of(i))
/** Of blocks of 5 ms in which nothing is heard. */
function silentMs(samples: Int16Array): number {
  let ms = 0
  for (let at = 0; at + 40 <= samples.length; at += 40) {
    if (samples.subarray(at, at + 40).every((sample) => Math.abs(sample) < 100)) ms += 5
  }
  return ms
}

describe.each(['PCMU', 'G722', 'OPUS'] as const)('%s', (codec) => {
  it('with 20 %% of its packets lost goes on being heard', () => {
    const heard = heardOf(
      codec,
      times((i) => (random() < 0.2 ? [] : [i * 20])),
    )
    expect(toneLevel(heard.subarray(1600, 39_000), 400)).toBeGreaterThan(6500)
    expect(silentMs(heard.subarray(1600, 39_000))).toBeLessThan(60)
  })

  it('each two packets the wrong way round is heard whole', () => {
    const heard = heardOf(
      codec,
      times((i) => [(i ^ 1) * 20 + 1]),
    )
    expect(toneLevel(heard.subarray(4000, 39_000), 400)).toBeGreaterThan(codec === 'PCMU' ? 9000 : 4000)
  })

  it('with delays of up to 60 ms is heard whole', () => {
    const heard = heardOf(
      codec,
      times((i) => [i * 20 + Math.floor(random() * 60)]),
    )
    expect(toneLevel(heard.subarray(16_000, 39_000), 400)).toBeGreaterThan(codec === 'PCMU' ? 8500 : 4000)
  })
})

it('packets that come twice are heard once', () => {
  const once = heardOf(
    'PCMU',
    times((i) => [i * 20]),
  )
  expect(
    heardOf(
      'PCMU',
      times((i) => [i * 20, i * 20 + 7]),
    ),
  ).toEqual(once)
})
