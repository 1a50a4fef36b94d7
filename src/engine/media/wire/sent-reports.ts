import type { StreamQuality } from '../media-engine.ts'
import type { ReportBlock } from './rtcp-packet.ts'

/** Reports that an answer may still name: some twenty seconds. */
const REMEMBERED = 4
/** Longer is no way of packets but a far end that does not know how to count. */
const MAX_ROUND_TRIP_MS = 10_000

/** Our SRs, and what the far end's blocks say of our packets; the time between is the round trip (RFC 3550 §6.4.1). */
export class SentReports {
  readonly #sent: { readonly time: number; readonly atMs: number }[] = []
  #farEnd: StreamQuality['farEnd']
  readonly #roundTrips = { sumMs: 0, count: 0 }

  sent(time: number, atMs: number): void {
    this.#sent.push({ time, atMs })
    if (this.#sent.length > REMEMBERED) this.#sent.shift()
  }

  heardBack({ lost, jitter, lastReport, sinceLastReport }: ReportBlock, clockRate: number, nowMs: number): void {
    this.#farEnd = { lost: Math.max(0, lost), jitterMs: (jitter * 1_000) / clockRate }
    const report = this.#sent.find(({ time }) => time === lastReport)
    if (lastReport === 0 || report === undefined) return
    const roundTripMs = nowMs - report.atMs - (sinceLastReport * 1_000) / 65_536
    // Their clock counts in steps of its own: a little less than nothing is nothing.
    if (roundTripMs < -10 || roundTripMs > MAX_ROUND_TRIP_MS) return
    this.#roundTrips.sumMs += Math.max(0, roundTripMs)
    this.#roundTrips.count++
  }

  get figures(): Pick<StreamQuality, 'farEnd' | 'roundTripMs'> {
    const { sumMs, count } = this.#roundTrips
    return { ...(this.#farEnd && { farEnd: this.#farEnd }), ...(count > 0 && { roundTripMs: sumMs / count }) }
  }
}
