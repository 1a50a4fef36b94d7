import type { Gap } from './concealer.ts'
import { timestampDistance } from '../wire/rtp-packet.ts'

const RING_SAMPLES = 8192 // 1.024 s at 8 kHz; a power of two so that timestamps wrap onto it evenly
/** Where nothing was written: no sample of 16 bits. */
const EMPTY = 0x10000
const NO_GAPS: readonly Gap[] = []
const MIN_DELAY = 320
const MAX_DELAY = 1600
const SHRINK_STEP = 160
/** Playout is watched this long before a delay that proved needless is cut. */
const WATCH_SAMPLES = 16_000
const NEEDLESS = 320

/**
 * Puts decoded audio back in order and on an even clock: samples go in by RTP timestamp and come out by the tick. The delay starts
 * at 40 ms and follows the jitter (RFC 3550 §6.4.1) up to 200 ms; losses and pauses come out as silence. 8 kHz, s16.
 */
export class JitterBuffer {
  readonly #ring = new Int32Array(RING_SAMPLES).fill(EMPTY)
  #gaps: readonly Gap[] = NO_GAPS
  #ssrc: number | undefined
  #playout = 0
  /** Samples ahead of `#playout` up to the newest written. */
  #ahead = 0
  #jitter = 0
  #last: { timestamp: number; atMs: number } | undefined
  #leastLead = RING_SAMPLES
  #watched = 0
  #late = 0

  /** Packets that came after their turn. */
  get latePackets(): number {
    return this.#late
  }

  /** Where nothing had come for the frame that was pulled last. */
  get gaps(): readonly Gap[] {
    return this.#gaps
  }

  get isEmpty(): boolean {
    return this.#ahead <= 0
  }

  push(packet: { readonly ssrc: number; readonly timestamp: number }, samples: Int16Array, nowMs: number): void {
    if (samples.length === 0 || samples.length > RING_SAMPLES / 2) return
    this.#measure(packet.timestamp, nowMs)
    let lead = timestampDistance(packet.timestamp, this.#playout)
    const isUnknown = this.#ssrc !== packet.ssrc || Math.abs(lead) > RING_SAMPLES - samples.length
    const ranDry = this.isEmpty && (lead < 0 || lead > this.#delay)
    if (isUnknown || ranDry) lead = this.#restart(packet, isUnknown)
    if (lead < 0) {
      this.#late++
      return
    }
    this.#leastLead = Math.min(this.#leastLead, lead)
    this.#write(packet.timestamp, samples)
    this.#ahead = Math.max(this.#ahead, lead + samples.length)
  }

  /** The next `count` samples; `undefined` when nothing is there and nothing is on its way. */
  pull(count: number): Int16Array | undefined {
    if (this.isEmpty) return undefined
    this.#shrink(count)
    const out = new Int16Array(count)
    let isMissing = false
    for (let i = 0; i < count; i++) {
      const at = (this.#playout + i) & (RING_SAMPLES - 1)
      const sample = this.#ring[at] ?? EMPTY
      if (sample === EMPTY) isMissing = true
      else out[i] = sample
    }
    this.#gaps = isMissing ? this.#gapsIn(count) : NO_GAPS
    this.#clear(count)
    this.#skip(count)
    return out
  }

  get #delay(): number {
    return Math.min(MAX_DELAY, Math.max(MIN_DELAY, MIN_DELAY / 2 + Math.round(4 * this.#jitter)))
  }

  /** A new source, or the first packet after running dry: it is played one delay from now. */
  #restart(packet: { readonly ssrc: number; readonly timestamp: number }, isUnknown: boolean): number {
    if (isUnknown) this.#ring.fill(EMPTY)
    this.#ssrc = packet.ssrc
    const delay = this.#delay
    this.#playout = (packet.timestamp - delay) >>> 0
    this.#ahead = 0
    this.#leastLead = RING_SAMPLES
    this.#watched = 0
    return delay
  }

  #measure(timestamp: number, nowMs: number): void {
    if (this.#last !== undefined) {
      const transit = (nowMs - this.#last.atMs) * 8 - timestampDistance(timestamp, this.#last.timestamp)
      // A pause or a new source is no jitter.
      if (Math.abs(transit) < RING_SAMPLES) this.#jitter += (Math.abs(transit) - this.#jitter) / 16
    }
    this.#last = { timestamp, atMs: nowMs }
  }

  #write(timestamp: number, samples: Int16Array): void {
    for (let i = 0; i < samples.length; i++) this.#ring[(timestamp + i) & (RING_SAMPLES - 1)] = samples[i] ?? 0
  }

  /** Over 2 s every packet came well before its turn: drop 20 ms, which also keeps up with a sender whose clock runs fast. */
  #shrink(count: number): void {
    this.#watched += count
    if (this.#watched < WATCH_SAMPLES) return
    if (this.#leastLead < RING_SAMPLES && this.#leastLead > this.#delay + NEEDLESS) {
      this.#clear(SHRINK_STEP)
      this.#skip(SHRINK_STEP)
    }
    this.#watched = 0
    this.#leastLead = RING_SAMPLES
  }

  #gapsIn(count: number): readonly Gap[] {
    const gaps: Gap[] = []
    let from = -1
    for (let i = 0; i <= count; i++) {
      const isEmpty = i < count && this.#ring[(this.#playout + i) & (RING_SAMPLES - 1)] === EMPTY
      if (isEmpty && from < 0) from = i
      if (!isEmpty && from >= 0) {
        gaps.push([from, i])
        from = -1
      }
    }
    return gaps
  }

  #clear(count: number): void {
    for (let i = 0; i < count; i++) this.#ring[(this.#playout + i) & (RING_SAMPLES - 1)] = EMPTY
  }

  #skip(count: number): void {
    this.#playout = (this.#playout + count) >>> 0
    this.#ahead -= count
  }
}
