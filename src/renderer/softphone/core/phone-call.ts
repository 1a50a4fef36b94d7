import type { PhoneEvent } from './phone-event.ts'
import { endWords } from './sip-words.ts'

/** One call of the browser phone. Times are epoch milliseconds. */
export interface PhoneCall {
  readonly id: string
  readonly direction: 'in' | 'out'
  /**
   * `connecting`: out, nothing heard of it yet, or picked up and not through yet. `ringing`: there, or here. `up`: both hear each other.
   * `ended`: shown for a moment, with the reason.
   */
  readonly state: 'connecting' | 'ringing' | 'up' | 'ended'
  /** As the other side is shown, with what callflows put before it. Empty: unknown. */
  readonly name: string
  readonly number: string
  readonly startedMs: number
  readonly answeredMs: number | null
  readonly endedMs: number | null
  /** By us. */
  readonly isHeld: boolean
  /** By them. */
  readonly isHeldThere: boolean
  readonly isMuted: boolean
  /** What is heard before anybody answers comes from there: a prompt, music, their ringing. */
  readonly hasEarlyMedia: boolean
  /** Keys pressed in it, the last 32. */
  readonly keys: string
  readonly transfer: Transfer | null
  /** Why it ended, or what went wrong while it goes on; empty: nothing to say. */
  readonly reason: string
}

export interface Transfer {
  /** The number, or the name of the other call. */
  readonly to: string
  readonly state: 'asked' | 'ringing'
}

const MAX_KEYS = 32

/** What an event does to the call it names. One that does not fit its state changes nothing. */
export function stepCall(call: PhoneCall, event: PhoneEvent): PhoneCall {
  if (call.state === 'ended') return call
  switch (event.kind) {
    case 'ringing':
      if (call.state === 'up' || call.direction === 'in') return call
      return { ...call, state: 'ringing', hasEarlyMedia: call.hasEarlyMedia || event.hasMedia }
    case 'answering':
      return call.state === 'ringing' && call.direction === 'in' ? { ...call, state: 'connecting' } : call
    case 'answered':
      return call.state === 'up' ? call : { ...call, state: 'up', answeredMs: event.atMs }
    case 'held':
      if (call.state !== 'up') return call
      return event.by === 'us' ? { ...call, isHeld: event.isHeld } : { ...call, isHeldThere: event.isHeld }
    case 'muted':
      return { ...call, isMuted: event.isMuted }
    case 'keyed':
      return call.state === 'up' ? { ...call, keys: (call.keys + event.key).slice(-MAX_KEYS) } : call
    case 'transfer':
      return call.state === 'up' ? transferred(call, event) : call
    case 'ended':
      return { ...call, state: 'ended', endedMs: event.atMs, transfer: null, reason: reasonOf(call, event) }
    default:
      return call
  }
}

function transferred(call: PhoneCall, event: Extract<PhoneEvent, { kind: 'transfer' }>): PhoneCall {
  if (event.state !== 'failed') return { ...call, transfer: { to: event.to, state: event.state }, reason: '' }
  return { ...call, transfer: null, reason: `${event.to} was not reached: ${event.words}` }
}

function reasonOf(call: PhoneCall, event: Extract<PhoneEvent, { kind: 'ended' }>): string {
  if (call.transfer) return `Transferred to ${call.transfer.to}`
  return endWords(event, { wasUp: call.state === 'up', direction: call.direction })
}
