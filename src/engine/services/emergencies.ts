import { CALL_BACK_MS, type CalledForHelp } from '../../callflow/scripts/emergency-call-back.ts'
import type { EngineClock } from '../clock.ts'
import { type EmergencyCall, emergencyCallSchema } from '../control/emergency-contract.ts'
import type { RuntimeState } from '../state/runtime-state.ts'
import { readJson } from '../state/json-column.ts'

/** As many are kept; the oldest of those that somebody has seen goes first. */
const MAX_KEPT = 200

export interface EmergenciesOptions {
  readonly runtimeState: Pick<RuntimeState, 'list' | 'write'>
  readonly clock: EngineClock
  readonly newId: () => string
  readonly onChanged: (calls: readonly EmergencyCall[]) => void
}

type NewCall = Omit<EmergencyCall, 'emergencyId' | 'atMs' | 'seenMs'>

interface Kept {
  readonly call: EmergencyCall
  /** By the clock that measures, which nobody can set. */
  readonly callsBackUntilMs: number
}

/**
 * Calls for help: shown until somebody has seen them, and called back for 30 minutes. Kept in runtime state, so that neither ends with the engine.
 */
export class Emergencies {
  readonly #options: EmergenciesOptions
  readonly #kept = new Map<string, Kept>()

  constructor(options: EmergenciesOptions) {
    this.#options = options
    const { runtimeState, clock } = options
    for (const { scope, name, value } of runtimeState.list()) {
      if (scope !== SCOPE || name !== NAME) continue
      const call = readJson(emergencyCallSchema, value)
      if (call) this.#keep(call, CALL_BACK_MS - Math.max(0, clock.wall() - call.atMs))
    }
  }

  /** The newest first. */
  list(): readonly EmergencyCall[] {
    return [...this.#kept.values()].map(({ call }) => call).toSorted((a, b) => b.atMs - a.atMs)
  }

  add(about: NewCall): void {
    const { newId, clock } = this.#options
    const call = { ...about, emergencyId: newId(), atMs: clock.wall(), seenMs: null }
    this.#keep(call, CALL_BACK_MS)
    this.#write(call)
    this.#forgetOldest()
    this.#options.onChanged(this.list())
  }

  /** Somebody has taken note of it; false when there is no such call. */
  seen(emergencyId: string): boolean {
    const kept = this.#kept.get(emergencyId)
    if (!kept) return false
    if (kept.call.seenMs === null) {
      const call = { ...kept.call, seenMs: this.#options.clock.wall() }
      this.#kept.set(emergencyId, { ...kept, call })
      this.#write(call)
      this.#options.onChanged(this.list())
    }
    return true
  }

  /** Hardly ever: whoever asks for every call asks this first. */
  get isAnybodyCalledBack(): boolean {
    return this.#kept.size > 0
  }

  /** Who has called for help under one of these numbers within the last 30 minutes. */
  callersUnder(numbers: readonly string[]): readonly CalledForHelp[] {
    const nowMs = this.#options.clock.now()
    return [...this.#kept.values()]
      .filter(
        ({ call, callsBackUntilMs }) =>
          call.deviceId !== '' && nowMs < callsBackUntilMs && numbers.includes(call.callerNumber),
      )
      .map(({ call: { deviceId, userId } }) => ({ deviceId, ...(userId === '' ? {} : { userId }) }))
  }

  #keep(call: EmergencyCall, callsBackForMs: number): void {
    this.#kept.set(call.emergencyId, { call, callsBackUntilMs: this.#options.clock.now() + callsBackForMs })
  }

  #write(call: EmergencyCall): void {
    this.#options.runtimeState.write(keyOf(call), JSON.stringify(call))
  }

  #forgetOldest(): void {
    if (this.#kept.size <= MAX_KEPT) return
    const oldest = this.list().toReversed()
    const call = oldest.find(({ seenMs }) => seenMs !== null) ?? oldest[0]
    if (!call) return
    this.#kept.delete(call.emergencyId)
    this.#options.runtimeState.write(keyOf(call), undefined)
  }
}

const SCOPE = 'account'
const NAME = 'emergency-call'
const keyOf = ({ emergencyId }: EmergencyCall) => ({ scope: SCOPE, id: emergencyId, name: NAME }) as const
