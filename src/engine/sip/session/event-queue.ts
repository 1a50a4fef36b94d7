import type { SessionListener } from '../user-agent.ts'

type Event = (listener: SessionListener) => void

/** Of a peer that talks while nobody listens, the latest. */
const MAX_KEPT = 64

/** Tells everybody who listens; while nobody does, what happens is kept. */
export class EventQueue {
  readonly #listeners = new Set<SessionListener>()
  #kept: Event[] = []

  /** Until the returned function is called. */
  listen(listener: SessionListener): () => void {
    this.#listeners.add(listener)
    const kept = this.#kept
    this.#kept = []
    for (const event of kept) event(listener)
    return () => {
      this.#listeners.delete(listener)
    }
  }

  /** Those who are there now hear it, also when one of them throws, which is thrown again in the end. */
  emit(event: Event): void {
    if (this.#listeners.size === 0) {
      if (this.#kept.length === MAX_KEPT) this.#kept.shift()
      this.#kept.push(event)
      return
    }
    const failures: unknown[] = []
    for (const listener of [...this.#listeners]) {
      if (!this.#listeners.has(listener)) continue
      try {
        event(listener)
      } catch (error) {
        failures.push(error)
      }
    }
    if (failures.length > 0) throw failures[0]
  }

  /** The first answer that anybody has. */
  ask<Answer>(question: (listener: SessionListener) => Answer | undefined): Answer | undefined {
    for (const listener of [...this.#listeners]) {
      const answer = question(listener)
      if (answer !== undefined) return answer
    }
    return undefined
  }
}
