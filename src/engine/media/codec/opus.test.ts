import { describe, expect, it } from 'vitest'
import { sine, toneLevel } from '../testing/tone-level.ts'
import { OpusStreamDecoder, OpusStreamEncoder, opusTicks } from './opus.ts'

const packetsOf = (samples: Int16Array, size: number, rateHz: 8_000 | 16_000) => {
  const encoder = new OpusStreamEncoder()
  return Array.from({ length: samples.length / size }, (_, i) =>
    encoder.encode(samples.subarray(i * size, (i + 1) * size), rateHz),
  )
}

function decodedAt(rateHz: 8_000 | 16_000, packets: readonly Uint8Array[]): Int16Array {
  const decoder = new OpusStreamDecoder(rateHz)
  return Int16Array.from(packets.flatMap((packet) => [...decoder.decode(packet)]))
}

describe('a packet says how long it is (RFC 6716 §3.1)', () => {
  it.each([
    { what: 'SILK, 60 ms', bytes: [3 << 3], ticks: 480 },
    { what: 'SILK wideband, 10 ms', bytes: [8 << 3], ticks: 80 },
    { what: 'hybrid, 20 ms', bytes: [13 << 3], ticks: 160 },
    { what: 'CELT, 2.5 ms', bytes: [16 << 3], ticks: 20 },
    { what: 'CELT, 20 ms', bytes: [31 << 3], ticks: 160 },
    { what: 'two frames', bytes: [(9 << 3) | 1], ticks: 320 },
    { what: 'two frames of unlike length', bytes: [(9 << 3) | 2], ticks: 320 },
    { what: 'five frames', bytes: [(9 << 3) | 3, 5], ticks: 800 },
    { what: 'six of 20 ms, the longest', bytes: [(9 << 3) | 3, 6], ticks: 960 },
    { what: 'seven of 20 ms', bytes: [(9 << 3) | 3, 7], ticks: 0 },
    { what: 'no frame', bytes: [(9 << 3) | 3, 0], ticks: 0 },
    { what: 'a count that is not there', bytes: [(9 << 3) | 3], ticks: 0 },
    { what: 'nothing', bytes: [], ticks: 0 },
  ])('$what', ({ bytes, ticks }) => {
    expect(opusTicks(Uint8Array.from(bytes))).toBe(ticks)
  })
})

describe.each([8_000, 16_000] as const)('at %i Hz', (rateHz) => {
  it.each([10, 20, 40, 60])('packets of %i ms carry a tone', (ms) => {
    const size = (rateHz * ms) / 1000
    const packets = packetsOf(sine(700, size * 50, { rateHz }), size, rateHz)
    expect(packets.every((packet) => opusTicks(packet) === ms * 8)).toBe(true)
    const heard = decodedAt(rateHz, packets)
    expect(heard).toHaveLength(size * 50)
    expect(toneLevel(heard.subarray(rateHz / 5), 700, rateHz)).toBeGreaterThan(7000)
  })
})

it('is decoded at another rate than it was encoded at', () => {
  const packets = packetsOf(sine(700, 16_000, { rateHz: 16_000 }), 320, 16_000)
  const heard = decodedAt(8_000, packets)
  expect(heard).toHaveLength(8000)
  expect(toneLevel(heard.subarray(1600), 700)).toBeGreaterThan(7000)
})

describe.each([8_000, 16_000] as const)('speech at %i Hz', (rateHz) => {
  it('carries the packet before once more, for whoever lost it', () => {
    const voice = Int16Array.from({ length: 2 * rateHz }, (_, i) => {
      const loudness = 0.55 + 0.45 * Math.sin((8 * Math.PI * i) / rateHz)
      let sum = 0
      for (let partial = 1; partial < 15; partial++) {
        sum += Math.sin((2 * Math.PI * 140 * partial * i) / rateHz + partial) / partial
      }
      return Math.round(4000 * loudness * sum)
    })
    // The flag behind that of voice activity, at the head of a SILK frame (RFC 6716 §4.2.4).
    const packets = packetsOf(voice, rateHz / 50, rateHz)
    const repaired = packets.filter(([, first = 0]) => (first & 0x40) !== 0)
    expect(repaired.length).toBeGreaterThan(packets.length / 2)
  })
})
