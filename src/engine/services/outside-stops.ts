import { type OutsideParty, stoppedWords } from '../../callflow/numbering/outside-limits.ts'
import type { EngineClock } from '../clock.ts'
import { type OutsideStop, outsideStopSchema } from '../control/outside-stop-contract.ts'
import type { RuntimeState } from '../state/runtime-state.ts'
import { readJson } from '../state/json-column.ts'

export interface OutsideStopsOptions {
  readonly runtimeState: Pick<RuntimeState, 'list' | 'write'>
  readonly clock: Pick<EngineClock, 'wall'>
  readonly newId: () => string
  readonly onChanged: (stops: readonly OutsideStop[]) => void
  /** Somebody's calls were stopped, in a sentence for whoever runs the house. */
  readonly onStopped: (message: string) => void
}

/** Whose calls outside are stopped until an administrator lets them again. Kept in runtime state: a restart lets nobody call. */
export class OutsideStops {
  readonly #options: OutsideStopsOptions
  /** By whom they concern. */
  readonly #stops = new Map<string, OutsideStop>()

  constructor(options: OutsideStopsOptions) {
    this.#options = options
    for (const { name, value } of options.runtimeState.list()) {
      const stop = name === NAME ? readJson(outsideStopSchema, value) : undefined
      if (stop) this.#stops.set(partyKey(stop), stop)
    }
  }

  /** The newest first. */
  list(): readonly OutsideStop[] {
    return [...this.#stops.values()].toSorted((a, b) => b.atMs - a.atMs)
  }

  whyStopped(party: OutsideParty): string | undefined {
    return this.#stops.get(partyKey(party))?.why
  }

  stop({ party, whose, why }: { readonly party: OutsideParty; readonly whose: string; readonly why: string }): void {
    const { runtimeState, clock, newId, onChanged, onStopped } = this.#options
    if (this.#stops.has(partyKey(party))) return
    const stop: OutsideStop = { ...party, stopId: newId(), atMs: clock.wall(), whose, why }
    this.#stops.set(partyKey(party), stop)
    runtimeState.write({ ...party, name: NAME }, JSON.stringify(stop))
    onChanged(this.list())
    onStopped(`${stoppedWords(whose, why)}. Calls for help still go out. An administrator can let them again.`)
  }

  /** Whoever it is may call outside again; false when there is no such stop. */
  lift(stopId: string): boolean {
    const stop = this.list().find((each) => each.stopId === stopId)
    if (!stop) return false
    this.#stops.delete(partyKey(stop))
    this.#options.runtimeState.write({ scope: stop.scope, id: stop.id, name: NAME }, undefined)
    this.#options.onChanged(this.list())
    return true
  }
}

const NAME = 'outside-stop'
const partyKey = ({ scope, id }: OutsideParty) => `${scope} ${id}`
