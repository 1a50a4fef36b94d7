import type { SessionListener } from '../user-agent.ts'

type Event = (listener: SessionListener) => void

/** Of a peer that talks while nobody listens, the latest. */
const MAX_KEPT = 64

/** Tells everybody who listens; while nobody does, what happens is kept. */
export class EventQueue {
  /** Never changed in place: an event is for those who were there when it came. */
  #listeners: readonly SessionListener[] = []
  #kept: Event[] = []
  #isClosed = false

  /** Until the returned function is called. */
  listen(listener: SessionListener): () => void {
    if (!this.#isClosed) this.#listeners = [...this.#listeners, listener]
    const kept = this.#kept
    this.#kept = []
    for (const event of kept) event(listener)
    return () => {
      this.#listeners = this.#listeners.filter((each) => each !== listener)
    }
  }

  /** All hear it, also when one of them throws, which is thrown again in the end. */
  emit(event: Event): void {
    if (this.#listeners.length === 0) {
      if (this.#kept.length === MAX_KEPT) this.#kept.shift()
      this.#kept.push(event)
      return
    }
    const failures: unknown[] = []
    for (const listener of this.#listeners) {
      if (!this.#listeners.includes(listener)) continue
      try {
        event(listener)
      } catch (error) {
        failures.push(error)
      }
    }
    if (failures.length > 0) throw failures[0]
  }

  /** The last event was emitted: whoever listened is let go, for a session may be remembered longer than its call. */
  close(): void {
    this.#isClosed = true
    this.#listeners = []
  }

  /** Who came last is asked first, and the first answer counts. */
  ask<Answer>(question: (listener: SessionListener) => Answer | undefined): Answer | undefined {
    for (const listener of this.#listeners.toReversed()) {
      const answer = question(listener)
      if (answer !== undefined) return answer
    }
    return undefined
  }
}
