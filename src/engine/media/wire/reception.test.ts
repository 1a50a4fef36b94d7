import { describe, expect, it } from 'vitest'
import { Reception } from './reception.ts'

const packet = (sequence: number, timestamp = 160 * sequence, ssrc = 7) => ({
  marker: false,
  payloadType: 0,
  sequence: sequence & 0xffff,
  timestamp: timestamp >>> 0,
  ssrc,
  payload: new Uint8Array(160),
})

/** Packets of 20 ms that come when they were sent. */
function hear(reception: Reception, sequences: readonly number[], ssrc = 7): void {
  for (const sequence of sequences) {
    reception.take(packet(sequence, 160 * sequence, ssrc), 8_000, true, 20 * sequence)
  }
}

describe('what is heard of a far end (RFC 3550 appendix A)', () => {
  it('counts what is missing between the first and the last', () => {
    const reception = new Reception()
    hear(reception, [10, 11, 13, 14, 17])
    expect(reception.heard).toEqual({ packets: 5, lost: 3, jitterMs: 0 })
  })

  it('takes a late packet for the one that was missed, and a doubled one for no gain', () => {
    const reception = new Reception()
    hear(reception, [1, 3, 2, 3, 3])
    expect(reception.heard).toMatchObject({ packets: 5, lost: 0 })
    expect(reception.block(0)).toMatchObject({ lost: -2, fractionLost: 0 })
    hear(reception, [4, 4, 4])
    expect(reception.block(0)).toMatchObject({ lost: -4, fractionLost: 0 })
    const late = new Reception()
    hear(late, [1, 5, 2])
    expect(late.heard).toMatchObject({ packets: 3, lost: 2 })
  })

  it('counts on where sequence numbers and timestamps come round', () => {
    const reception = new Reception()
    hear(reception, [65_534, 65_535, 65_536, 65_538])
    expect(reception.heard).toMatchObject({ packets: 4, lost: 1 })
    expect(reception.block(0)?.highestSequence).toBe(65_538)
    const late = new Reception()
    late.take(packet(1, 2 ** 32 - 160), 8_000, true, 0)
    late.take(packet(2, 2 ** 32), 8_000, true, 20)
    expect(late.heard.jitterMs).toBe(0)
  })

  it('begins anew with another source, or another numbering, and keeps what was', () => {
    const reception = new Reception()
    hear(reception, [1, 3])
    hear(reception, [500, 502, 503], 8)
    hear(reception, [9_000, 9_001], 8)
    expect(reception.heard).toMatchObject({ packets: 7, lost: 2 })
    expect(reception.block(0)).toMatchObject({ ssrc: 8, lost: 0, highestSequence: 9_001 })
  })

  it('says what was lost since the last report in 256ths, and since the beginning', () => {
    const reception = new Reception()
    hear(reception, [0, 1, 2, 3])
    expect(reception.block(0)).toMatchObject({ fractionLost: 0, lost: 0 })
    hear(reception, [4, 7])
    expect(reception.block(0)).toMatchObject({ fractionLost: 128, lost: 2 })
    hear(reception, [8])
    expect(reception.block(0)).toMatchObject({ fractionLost: 0, lost: 2 })
  })

  it('has a jitter of a sixteenth of each difference in transit (A.8), in ms whatever the clock', () => {
    for (const clockRate of [8_000, 48_000]) {
      const reception = new Reception()
      const perPacket = clockRate / 50
      reception.take(packet(1, perPacket), clockRate, true, 20)
      reception.take(packet(2, 2 * perPacket), clockRate, true, 56)
      expect(reception.heard.jitterMs).toBeCloseTo(1, 6)
      expect(reception.block(0)?.jitter).toBe(clockRate / 1_000)
    }
  })

  it('does not take the timestamp of a key, or of a phone that sets its clock anew, for jitter', () => {
    const reception = new Reception()
    hear(reception, [1, 2])
    reception.take(packet(3, 320), 8_000, false, 200)
    reception.take(packet(4, 900_000), 8_000, true, 80)
    reception.take(packet(5, 900_160), 8_000, true, 100)
    expect(reception.heard).toEqual({ packets: 5, lost: 0, jitterMs: 0 })
  })

  it('answers the last report of the same source with how long ago it came', () => {
    const reception = new Reception()
    hear(reception, [1])
    expect(reception.block(0)).toMatchObject({ lastReport: 0, sinceLastReport: 0 })
    reception.reported({ ssrc: 7, reportTime: 0xdead_beef }, 1_000)
    expect(reception.block(1_500)).toMatchObject({ lastReport: 0xdead_beef, sinceLastReport: 32_768 })
    reception.reported({ ssrc: 9, reportTime: 1 }, 1_000)
    expect(reception.block(1_500)).toMatchObject({ lastReport: 0, sinceLastReport: 0 })
  })

  it('has nothing to report of nobody', () => {
    expect(new Reception().block(0)).toBeUndefined()
  })
})
