import type { SupervisionManner } from '../../../callflow/run/operation.ts'
import type { Caller } from '../../../callflow/run/script.ts'
import type { Leg } from '../leg.ts'
import { Listeners } from '../listeners.ts'

/** Somebody who listens in: where they hear it, and how they take part. */
export interface Watcher {
  readonly ear: Leg
  readonly who: Caller
  readonly manner: SupervisionManner
}

/** Who listens in at one leg. It goes with the leg from conversation to conversation. */
export class Watchers {
  readonly #byEar = new Map<Leg, Watcher>()
  readonly #changed = new Listeners()

  get all(): readonly Watcher[] {
    return [...this.#byEar.values()]
  }

  /** As from now on: a new one, or one that takes part otherwise. */
  set(watcher: Watcher): void {
    this.#byEar.set(watcher.ear, watcher)
    this.#changed.tell()
  }

  remove(ear: Leg): void {
    if (this.#byEar.delete(ear)) this.#changed.tell()
  }

  onChanged(listener: () => void): () => void {
    return this.#changed.add(listener)
  }
}
