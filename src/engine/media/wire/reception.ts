import type { ReportBlock } from './rtcp-packet.ts'
import { type RtpPacket, sequenceDistance } from './rtp-packet.ts'

/** Further than this is no loss but another numbering (RFC 3550 appendix A.1). */
const MAX_DROPOUT = 3_000
/** Timestamps that jump further are another clock: a phone that was on hold, or changed what it plays. */
const MAX_TRANSIT_CHANGE_SEC = 1

/** What came of a far end's packets, as RFC 3550 §6.4.1 and appendices A.1, A.3 and A.8 count it. */
export interface Heard {
  readonly packets: number
  /** Of those expected; doubles do not make up for it below 0. */
  readonly lost: number
  /** Of the arrival, milliseconds, the mean over all packets. */
  readonly jitterMs: number
}

interface Source {
  readonly ssrc: number
  readonly first: number
  highest: number
  packets: number
  transit: number | undefined
  jitter: number
  /** At the last report. */
  reported: { expected: number; packets: number }
}

/** One stream's reception, whatever sources follow one another in it. */
export class Reception {
  #source: Source | undefined
  #clockRate = 8_000
  readonly #before = { packets: 0, lost: 0 }
  #jitterSumMs = 0
  #jitterCount = 0
  #lastReport: { readonly ssrc: number; readonly time: number; readonly atMs: number } | undefined

  /** `isTimed`: its timestamp says when it was made, which a key's does not. */
  take(packet: RtpPacket, clockRate: number, isTimed: boolean, nowMs: number): void {
    const { sequence, ssrc } = packet
    const last = this.#source
    const ahead = last === undefined ? 0 : sequenceDistance(sequence, last.highest & 0xffff)
    const isSame = last?.ssrc === ssrc && Math.abs(ahead) < MAX_DROPOUT
    const source = isSame ? last : this.#begin(ssrc, sequence)
    source.packets++
    if (isSame && ahead > 0) source.highest += ahead
    this.#clockRate = clockRate
    if (isTimed) this.#timed(source, packet.timestamp, nowMs)
  }

  /** An SR of the far end. */
  reported({ ssrc, reportTime }: { readonly ssrc: number; readonly reportTime: number }, nowMs: number): void {
    this.#lastReport = { ssrc, time: reportTime, atMs: nowMs }
  }

  get heard(): Heard {
    const source = this.#source
    return {
      packets: this.#before.packets + (source?.packets ?? 0),
      lost: this.#before.lost + (source ? lostOf(source) : 0),
      jitterMs: this.#jitterCount === 0 ? 0 : this.#jitterSumMs / this.#jitterCount,
    }
  }

  /** What the next report says; undefined while nothing was heard. */
  block(nowMs: number): ReportBlock | undefined {
    const source = this.#source
    if (source === undefined) return undefined
    const expected = expectedOf(source)
    const since = expected - source.reported.expected
    const lost = since - (source.packets - source.reported.packets)
    source.reported = { expected, packets: source.packets }
    const report = this.#lastReport?.ssrc === source.ssrc ? this.#lastReport : undefined
    return {
      ssrc: source.ssrc,
      fractionLost: since <= 0 || lost <= 0 ? 0 : Math.floor((lost * 256) / since),
      lost: Math.max(-0x80_0000, Math.min(0x7f_ffff, expected - source.packets)),
      highestSequence: source.highest >>> 0,
      jitter: Math.floor(source.jitter),
      lastReport: report?.time ?? 0,
      sinceLastReport: report === undefined ? 0 : Math.round(((nowMs - report.atMs) * 65_536) / 1_000),
    }
  }

  #begin(ssrc: number, sequence: number): Source {
    if (this.#source !== undefined) {
      this.#before.packets += this.#source.packets
      this.#before.lost += lostOf(this.#source)
    }
    this.#source = {
      ssrc,
      first: sequence,
      highest: sequence,
      packets: 0,
      transit: undefined,
      jitter: 0,
      reported: { expected: 0, packets: 0 },
    }
    return this.#source
  }

  #timed(source: Source, timestamp: number, nowMs: number): void {
    const transit = (nowMs * this.#clockRate) / 1_000 - timestamp
    const change = source.transit === undefined ? undefined : Math.abs(transit - source.transit)
    source.transit = transit
    if (change === undefined || change > MAX_TRANSIT_CHANGE_SEC * this.#clockRate) return
    source.jitter += (change - source.jitter) / 16
    this.#jitterSumMs += (source.jitter * 1_000) / this.#clockRate
    this.#jitterCount++
  }
}

function expectedOf({ first, highest }: Source): number {
  return highest - first + 1
}

function lostOf(source: Source): number {
  return Math.max(0, expectedOf(source) - source.packets)
}
