import { byteAt, timestampDistance, uint16, writeUint16 } from './rtp-packet.ts'

/*
 * RFC 4733 §2.3: event (8 bits), E, R, volume (6 bits), duration (16 bits, timestamp units from the event's start).
 */

const KEYS = '0123456789*#ABCD'
const VOLUME_DBM0 = 10
/** Samples of slack when deciding whether a new timestamp without a marker is still the same key press. */
const CONTINUATION_SLACK = 160
const REMEMBERED_EVENTS = 16

export interface TelephoneEvent {
  readonly key: string
  readonly isEnd: boolean
  /** Timestamp units. */
  readonly duration: number
}

/** `undefined` for a truncated payload; `key` is empty for events that are not keys (flash, tones). */
export function parseTelephoneEvent(payload: Uint8Array): TelephoneEvent | undefined {
  if (payload.length < 4) return undefined
  return { key: KEYS[byteAt(payload, 0)] ?? '', isEnd: byteAt(payload, 1) >= 0x80, duration: uint16(payload, 2) }
}

export function serializeTelephoneEvent(event: TelephoneEvent): Uint8Array {
  const out = new Uint8Array(4)
  out[0] = KEYS.indexOf(event.key)
  out[1] = (event.isEnd ? 0x80 : 0) | VOLUME_DBM0
  writeUint16(out, 2, event.duration)
  return out
}

/** The same event for a clock `factor` times as fast. */
export function withDurationTimes(payload: Uint8Array, factor: number): Uint8Array {
  const out = payload.slice()
  writeUint16(out, 2, Math.min(0xffff, Math.round(uint16(payload, 2) * factor)))
  return out
}

interface Heard {
  readonly ssrc: number
  /** Of the first packet, and of the newest segment. */
  readonly timestamp: number
  readonly key: string
  duration: number
  isEnded: boolean
}

/**
 * Turns event packets into key presses: each once, at its first packet, however many repeats, lost ends or late packets follow.
 * A press is told apart by its timestamp; a changed timestamp that neither follows an end nor a pause nor carries the marker
 * is a long press in segments (§2.5.1.3), or a sender that moves the timestamp on.
 */
export class DigitReceiver {
  readonly #heard: Heard[] = []

  /** The key newly pressed, if any. */
  receive(
    packet: { readonly ssrc: number; readonly timestamp: number; readonly marker: boolean },
    event: TelephoneEvent,
  ): string | undefined {
    const known = this.#heard.find((one) => one.ssrc === packet.ssrc && one.timestamp === packet.timestamp)
    if (known !== undefined) {
      known.duration = Math.max(known.duration, event.duration)
      known.isEnded ||= event.isEnd
      return undefined
    }
    const isContinuation = this.#continues(packet, event)
    this.#heard.unshift({
      ssrc: packet.ssrc,
      timestamp: packet.timestamp,
      key: event.key,
      duration: event.duration,
      isEnded: event.isEnd,
    })
    this.#heard.length = Math.min(this.#heard.length, REMEMBERED_EVENTS)
    return isContinuation || event.key === '' ? undefined : event.key
  }

  #continues(
    packet: { readonly ssrc: number; readonly timestamp: number; readonly marker: boolean },
    event: TelephoneEvent,
  ): boolean {
    const last = this.#heard[0]
    if (last === undefined || last.isEnded || packet.marker) return false
    if (last.ssrc !== packet.ssrc || last.key !== event.key) return false
    const sinceStart = timestampDistance(packet.timestamp, last.timestamp)
    return sinceStart > 0 && sinceStart <= last.duration + CONTINUATION_SLACK
  }
}

/** What one 20 ms step of sending digits asks for. */
export type DigitStep =
  | { readonly kind: 'event'; readonly event: TelephoneEvent; readonly copies: number }
  | { readonly kind: 'gap' }

const STEP_SAMPLES = 160
const EVENT_STEPS = 5
const GAP_STEPS = 3
const END_COPIES = 3
export const MAX_DIGITS = 64

/** Sends a queue of keys: 100 ms each in packets every 20 ms, the end three times, then 60 ms of nothing. */
export class DigitSender {
  #queue = ''
  #step = 0

  get isSending(): boolean {
    return this.#queue !== ''
  }

  /** The key being sent. */
  get key(): string {
    return this.#queue.charAt(0)
  }

  /** What does not fit into the queue of 64 is left out. */
  push(digits: string): void {
    this.#queue = (this.#queue + digits.toUpperCase()).slice(0, MAX_DIGITS)
  }

  /** To be called every 20 ms while `isSending`. */
  next(): DigitStep {
    const step = this.#step
    const key = this.key
    this.#step++
    if (step < EVENT_STEPS) {
      const isEnd = step === EVENT_STEPS - 1
      const event = { key, isEnd, duration: (step + 1) * STEP_SAMPLES }
      return { kind: 'event', event, copies: isEnd ? END_COPIES : 1 }
    }
    if (this.#step === EVENT_STEPS + GAP_STEPS) {
      this.#step = 0
      this.#queue = this.#queue.slice(1)
    }
    return { kind: 'gap' }
  }
}

export function isDigitString(digits: string): boolean {
  return digits.length <= MAX_DIGITS && /^[0-9*#A-D]*$/i.test(digits)
}
