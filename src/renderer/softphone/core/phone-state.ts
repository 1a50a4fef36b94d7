import { type PhoneCall, stepCall } from './phone-call.ts'
import type { PhoneEvent, Registration } from './phone-event.ts'
import { type LogEntry, logged } from './call-log.ts'

/** The browser phone as it is now. */
export interface PhoneState {
  readonly registration: Registration
  /** Oldest first; those that ended stay until they are dismissed. */
  readonly calls: readonly PhoneCall[]
  /** Newest first. */
  readonly log: readonly LogEntry[]
}

export const silentPhone: PhoneState = { registration: { state: 'off' }, calls: [], log: [] }

/** More would not be a phone; the engine refuses long before. */
const MAX_CALLS = 50

/** One step. An event of a call that is not there, or that its call cannot have now, changes nothing. */
export function stepPhone(state: PhoneState, event: PhoneEvent): PhoneState {
  switch (event.kind) {
    case 'registration':
      return { ...state, registration: event.registration }
    case 'call':
      return withCall(state, event)
    case 'dismissed':
      return { ...state, calls: state.calls.filter(({ id, state: is }) => id !== event.id || is !== 'ended') }
    default: {
      const before = state.calls.find(({ id }) => id === event.id)
      if (!before) return state
      const after = stepCall(before, event)
      if (after === before) return state
      const calls = state.calls.map((call) => (call === before ? after : call))
      return { ...state, calls, log: after.state === 'ended' ? logged(state.log, after) : state.log }
    }
  }
}

function withCall(state: PhoneState, event: Extract<PhoneEvent, { kind: 'call' }>): PhoneState {
  const { id, direction, name, number, atMs } = event
  if (state.calls.length >= MAX_CALLS || state.calls.some((call) => call.id === id)) return state
  const call: PhoneCall = {
    id,
    direction,
    state: direction === 'in' ? 'ringing' : 'connecting',
    name,
    number,
    startedMs: atMs,
    answeredMs: null,
    endedMs: null,
    isHeld: false,
    isHeldThere: false,
    isMuted: false,
    hasEarlyMedia: false,
    keys: '',
    transfer: null,
    reason: '',
  }
  return { ...state, calls: [...state.calls, call] }
}

const isTalking = ({ state, isHeld }: PhoneCall) => state === 'up' && !isHeld

/** The call that keys go to: the one talked in, else the newest that goes on. */
export function callInHand({ calls }: PhoneState): PhoneCall | undefined {
  return calls.findLast(isTalking) ?? calls.findLast(({ state }) => state === 'up' || state === 'connecting')
}

/** The call that "answer" answers: whoever rings longest. */
export function ringingHere({ calls }: PhoneState): PhoneCall | undefined {
  return calls.find(({ direction, state }) => direction === 'in' && state === 'ringing')
}

/** Those that wait while that one is talked in: one voice at a time. */
export function othersToHold({ calls }: PhoneState, id: string): readonly PhoneCall[] {
  return calls.filter((call) => call.id !== id && isTalking(call))
}

/** What is heard here that the other side does not send: somebody rings, or we wait for them to. */
export function tonesOf(state: PhoneState): 'ring' | 'ring-quietly' | 'ringback' | null {
  const isTalked = state.calls.some(isTalking)
  if (ringingHere(state)) return isTalked ? 'ring-quietly' : 'ring'
  const waits = state.calls.some((call) => call.direction === 'out' && call.state === 'ringing' && !call.hasEarlyMedia)
  return waits && !isTalked ? 'ringback' : null
}
