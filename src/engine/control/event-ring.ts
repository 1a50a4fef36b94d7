import type { EngineEvent } from './contract.ts'

export interface NumberedEvent {
  readonly id: number
  readonly event: EngineEvent
}

interface Slot {
  readonly id: number
  /** Undefined once a later event says all that this one said. */
  readonly event: EngineEvent | undefined
}

const CAPACITY = 5_000

/**
 * The latest events by number, for any number of readers at their own speed. A reader who fell out of the ring is told to `resync`.
 * Of lists of all registrations only the latest is kept: five thousand lists of a thousand phones would be more than a gigabyte.
 */
export class EventRing {
  readonly #ring: Slot[] = []
  readonly #waiting = new Set<() => void>()
  readonly #capacity: number
  #nextId: number
  #latestListId = -1

  /** `firstId` should be far from any id of an earlier run, so that a reader from then is told to resync. */
  constructor(firstId: number, capacity = CAPACITY) {
    this.#nextId = firstId
    this.#capacity = capacity
  }

  push(event: EngineEvent): void {
    const id = this.#nextId++
    if (event.kind === 'registrations-changed') this.#replaceList(id)
    this.#ring[id % this.#capacity] = { id, event }
    if (this.#waiting.size === 0) return
    const waiting = [...this.#waiting]
    this.#waiting.clear()
    for (const wake of waiting) wake()
  }

  /** Events after `lastSeen`, or from now on. Ends when `signal` aborts. */
  async *after(lastSeen: number | undefined, signal: AbortSignal | undefined): AsyncGenerator<NumberedEvent> {
    let next = lastSeen === undefined ? this.#nextId : lastSeen + 1
    while (!signal?.aborted) {
      if (next > this.#nextId || next < this.#nextId - this.#capacity) {
        next = this.#nextId
        yield { id: next - 1, event: { kind: 'resync' } }
        continue
      }
      const entry = this.#ring[next % this.#capacity]
      if (next < this.#nextId) {
        if (entry?.id === next) {
          next++
          if (entry.event) yield { id: entry.id, event: entry.event }
        } else {
          // Numbers from before this run, or overwritten while the reader slept.
          next = this.#nextId
          yield { id: next - 1, event: { kind: 'resync' } }
        }
        continue
      }
      await this.#nextPush(signal)
    }
  }

  #replaceList(id: number): void {
    const at = this.#latestListId % this.#capacity
    if (this.#ring[at]?.id === this.#latestListId) this.#ring[at] = { id: this.#latestListId, event: undefined }
    this.#latestListId = id
  }

  #nextPush(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        signal?.removeEventListener('abort', wake)
        this.#waiting.delete(wake)
        resolve()
      }
      this.#waiting.add(wake)
      signal?.addEventListener('abort', wake, { once: true })
    })
  }
}
