import type { Timers } from '../user-agent-options.ts'
import type { TimerName } from './effects.ts'

/** The armed timers of one transaction, by letter. */
export class TimerSet {
  readonly #timers: Timers
  readonly #armed = new Map<TimerName, () => void>()

  constructor(timers: Timers) {
    this.#timers = timers
  }

  arm(name: TimerName, delayMs: number, action: () => void): void {
    this.disarm(name)
    const cancel = this.#timers.after(delayMs, () => {
      this.#armed.delete(name)
      action()
    })
    this.#armed.set(name, cancel)
  }

  disarm(name: TimerName): void {
    this.#armed.get(name)?.()
    this.#armed.delete(name)
  }

  clear(): void {
    for (const cancel of this.#armed.values()) cancel()
    this.#armed.clear()
  }
}
