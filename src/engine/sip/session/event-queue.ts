import type { SessionListener } from '../user-agent.ts'

type Event = (listener: SessionListener) => void

/** Keeps what happens until somebody listens. */
export class EventQueue {
  #listener: SessionListener | undefined
  #kept: Event[] = []

  get listener(): SessionListener | undefined {
    return this.#listener
  }

  listen(listener: SessionListener): void {
    this.#listener = listener
    const kept = this.#kept
    this.#kept = []
    for (const event of kept) event(listener)
  }

  emit(event: Event): void {
    if (this.#listener === undefined) this.#kept.push(event)
    else event(this.#listener)
  }
}
