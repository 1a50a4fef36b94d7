import type { Timers } from '../../sip/user-agent-options.ts'

export interface PaceOptions<T> {
  readonly timers: Timers
  readonly act: (item: T) => void
  /** So many in one go, and so long between goes. */
  readonly atOnce?: number
  readonly everyMs?: number
}

/** Does things one after another at a steady pace, each once however often it was asked for: 2,000 a second unless told otherwise. */
export class Pace<T> {
  readonly #options: PaceOptions<T>
  readonly #waiting = new Set<T>()
  #stopTimer: (() => void) | undefined
  #isClosed = false

  constructor(options: PaceOptions<T>) {
    this.#options = options
  }

  add(item: T): void {
    if (this.#isClosed) return
    this.#waiting.add(item)
    this.#stopTimer ??= this.#options.timers.after(0, () => this.#go())
  }

  remove(item: T): void {
    this.#waiting.delete(item)
  }

  close(): void {
    this.#isClosed = true
    this.#waiting.clear()
    this.#stopTimer?.()
  }

  #go(): void {
    const { timers, act, atOnce = 40, everyMs = 20 } = this.#options
    let left = atOnce
    for (const item of this.#waiting) {
      if (left-- === 0) break
      this.#waiting.delete(item)
      act(item)
    }
    this.#stopTimer = this.#waiting.size > 0 ? timers.after(everyMs, () => this.#go()) : undefined
  }
}
