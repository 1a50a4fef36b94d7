import { keys, type LampDialog, type LampSources, type Shown, type Watched } from './lamp.ts'

/** Where a call is: a step of a callflow. */
export interface Step {
  readonly callflowId: string
  readonly nodeId: string
}

/** A call at a step. */
export interface CallAtStep {
  readonly isTalking: boolean
  /** Who stands there; an empty number: not shown. */
  readonly who: Shown
}

const keyOf = ({ callflowId, nodeId }: Step) => keys.step(callflowId, nodeId)

/** Which calls are at which step. */
export class CallsAtSteps {
  readonly #stepOf = new Map<string, Step>()
  readonly #byStep = new Map<string, Map<string, CallAtStep>>()

  /** Calls, and steps that somebody is at. */
  get size(): number {
    return this.#stepOf.size + this.#byStep.size
  }

  /** Returns the keys of what that changes; an undefined step: the call is at none. */
  set(callId: string, step: Step | undefined, at: CallAtStep): readonly string[] {
    const before = this.#stepOf.get(callId)
    const changed = new Set<string>()
    if (before && (!step || keyOf(before) !== keyOf(step))) {
      this.#forget(keyOf(before), callId)
      this.#stepOf.delete(callId)
      changed.add(keyOf(before))
    }
    if (step && this.#remember(keyOf(step), callId, at)) changed.add(keyOf(step))
    if (step) this.#stepOf.set(callId, step)
    return [...changed]
  }

  /** Who came first, first. */
  at(step: Step): readonly CallAtStep[] {
    return [...(this.#byStep.get(keyOf(step))?.values() ?? [])]
  }

  #remember(key: string, callId: string, at: CallAtStep): boolean {
    const calls = this.#byStep.get(key) ?? new Map<string, CallAtStep>()
    this.#byStep.set(key, calls)
    const was = calls.get(callId)
    calls.set(callId, at)
    return was?.isTalking !== at.isTalking || was.who.name !== at.who.name || was.who.number !== at.who.number
  }

  #forget(key: string, callId: string): void {
    const calls = this.#byStep.get(key)
    calls?.delete(callId)
    if (calls?.size === 0) this.#byStep.delete(key)
  }
}

/**
 * One lamp for all calls at a step, however many they are: blinking while one of them waits to be answered, with who has waited longest, else lit.
 * Undefined from `stateOf`: that call does not light it.
 */
function lampOfStep(step: Step, stateOf: (call: CallAtStep) => LampDialog['state'] | undefined): Watched {
  return {
    keys: [keyOf(step)],
    mailboxIds: [],
    dialogs(sources: LampSources): readonly LampDialog[] {
      const calls = sources.callsAt(step).filter((call) => stateOf(call) !== undefined)
      const dialog = { id: `step-${step.nodeId}`, direction: 'recipient' } as const
      const waiting = calls.find((call) => stateOf(call) === 'early')
      if (!waiting) return calls.length === 0 ? [] : [{ ...dialog, state: 'confirmed' }]
      const { who } = waiting
      return [{ ...dialog, state: 'early', ...(who.number === '' ? {} : { remote: who }) }]
    },
  }
}

export const lampOfGroup = (step: Step): Watched =>
  lampOfStep(step, ({ isTalking }) => (isTalking ? 'confirmed' : 'early'))

/** Whoever is in a menu waits for nobody. */
export const lampOfMenu = (step: Step): Watched => lampOfStep(step, () => 'confirmed')

/** Who talks to an agent waits no longer. */
export const lampOfQueue = (step: Step): Watched =>
  lampOfStep(step, ({ isTalking }) => (isTalking ? undefined : 'early'))

/** Lit while somebody is in the conference room. */
export const lampOfRoom = (conferenceId: string): Watched => ({
  keys: [keys.room(conferenceId)],
  mailboxIds: [],
  dialogs: (sources) =>
    sources.isInUse(conferenceId) ? [{ id: `room-${conferenceId}`, state: 'confirmed', direction: 'recipient' }] : [],
})
