import { sequenceDistance, timestampDistance } from './rtp-packet.ts'

const SAMPLES_PER_MS = 8
/** A pause this long between our own packets starts a new talkspurt. */
const TALKSPURT_GAP_MS = 200
const MAX_SEQUENCE_JUMP = 3000
const MAX_CLOCK_JUMP_MS = 5000

export interface OutgoingHeader {
  readonly sequence: number
  readonly timestamp: number
  readonly marker: boolean
}

export interface IncomingHeader {
  readonly ssrc: number
  readonly sequence: number
  readonly timestamp: number
  readonly marker: boolean
}

/**
 * Numbers the packets of one outgoing SSRC so that sequence and timestamp run on whatever the source: our own audio, a relayed
 * stream, another relayed stream. Relayed packets keep their spacing (gaps, reordering, event timestamps); a new source is
 * put right behind the last packet, the timestamp advanced by the time that passed (RFC 3550 §5.1, §7.1).
 */
export class SendTimeline {
  readonly ssrc: number
  #nextSequence: number
  #nextTimestamp: number
  /** Newest timestamp sent and when, to advance the clock over silence. */
  #reference: { timestamp: number; atMs: number } | undefined
  #source: number | 'own' | undefined
  #relayBase = { sequence: 0, sequenceDelta: 0, timestampDelta: 0 }

  constructor(start: { readonly ssrc: number; readonly sequence: number; readonly timestamp: number }) {
    this.ssrc = start.ssrc >>> 0
    this.#nextSequence = start.sequence & 0xffff
    this.#nextTimestamp = start.timestamp >>> 0
  }

  /** Our own packet of `samples` samples. */
  own(samples: number, nowMs: number): OutgoingHeader {
    const paused = this.#reference === undefined || nowMs - this.#reference.atMs > TALKSPURT_GAP_MS
    const marker = this.#source !== 'own' || paused
    if (marker) this.#nextTimestamp = this.#timestampAt(nowMs)
    this.#source = 'own'
    const header = { sequence: this.#takeSequence(), timestamp: this.#nextTimestamp, marker }
    this.#advance(header.timestamp, samples, nowMs)
    return header
  }

  /** Our own packet at a timestamp given by an earlier `own`, as repeats of one telephone-event need. */
  repeat(timestamp: number): OutgoingHeader {
    return { sequence: this.#takeSequence(), timestamp, marker: false }
  }

  /** Header for a relayed packet; `undefined` when it is older than the source's first packet and has no number left. */
  relay(packet: IncomingHeader, samples: number, nowMs: number): OutgoingHeader | undefined {
    const rebased = this.#source !== packet.ssrc || this.#jumps(packet, nowMs)
    if (rebased) {
      this.#source = packet.ssrc
      this.#relayBase = {
        sequence: packet.sequence,
        sequenceDelta: this.#nextSequence - packet.sequence,
        timestampDelta: this.#timestampAt(nowMs) - packet.timestamp,
      }
    }
    const sinceBase = sequenceDistance(packet.sequence, this.#relayBase.sequence)
    if (sinceBase < 0) return undefined
    // Half a circle after the base the comparison would turn round: move the base along.
    if (sinceBase > 0x3fff) this.#relayBase.sequence = (packet.sequence - 0x1000) & 0xffff
    const sequence = (packet.sequence + this.#relayBase.sequenceDelta) & 0xffff
    const timestamp = (packet.timestamp + this.#relayBase.timestampDelta) >>> 0
    if (sequenceDistance(sequence, this.#nextSequence) >= 0) this.#nextSequence = (sequence + 1) & 0xffff
    if (this.#reference === undefined || timestampDistance(timestamp, this.#reference.timestamp) > 0) {
      this.#advance(timestamp, samples, nowMs)
    }
    return { sequence, timestamp, marker: packet.marker || rebased }
  }

  /** A packet of the relayed source that is sent nobody. */
  leaveOut(packet: IncomingHeader): void {
    if (this.#source === packet.ssrc) this.#relayBase.sequenceDelta--
  }

  #jumps(packet: IncomingHeader, nowMs: number): boolean {
    const sequence = packet.sequence + this.#relayBase.sequenceDelta
    if (Math.abs(sequenceDistance(sequence, this.#nextSequence)) > MAX_SEQUENCE_JUMP) return true
    if (this.#reference === undefined) return false
    const advance = timestampDistance(packet.timestamp + this.#relayBase.timestampDelta, this.#reference.timestamp)
    return Math.abs(advance / SAMPLES_PER_MS - (nowMs - this.#reference.atMs)) > MAX_CLOCK_JUMP_MS
  }

  #timestampAt(nowMs: number): number {
    if (this.#reference === undefined) return this.#nextTimestamp
    const byClock = this.#reference.timestamp + Math.round((nowMs - this.#reference.atMs) * SAMPLES_PER_MS)
    const isAhead = timestampDistance(byClock, this.#nextTimestamp) > 0
    return (isAhead ? byClock : this.#nextTimestamp) >>> 0
  }

  #advance(timestamp: number, samples: number, nowMs: number): void {
    this.#reference = { timestamp, atMs: nowMs }
    this.#nextTimestamp = (timestamp + samples) >>> 0
  }

  #takeSequence(): number {
    const sequence = this.#nextSequence
    this.#nextSequence = (sequence + 1) & 0xffff
    return sequence
  }
}
