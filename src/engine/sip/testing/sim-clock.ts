import type { Clock, Timers } from '../user-agent-options.ts'

interface Pending {
  readonly atMs: number
  readonly order: number
  readonly action: () => void
}

/** Time that passes when a test says so. Timers due run in order of their time, then of their setting. */
export class SimClock implements Clock, Timers {
  #nowMs = 0
  #order = 0
  /** The next one due is the last. */
  readonly #pending: Pending[] = []

  now(): number {
    return this.#nowMs
  }

  get pendingCount(): number {
    return this.#pending.length
  }

  after(delayMs: number, action: () => void): () => void {
    const entry = { atMs: this.#nowMs + delayMs, order: this.#order++, action }
    this.#pending.splice(this.#placeOf(entry), 0, entry)
    return () => {
      const place = this.#placeOf(entry)
      if (this.#pending[place] === entry) this.#pending.splice(place, 1)
    }
  }

  /** Lets promises settle between timers, so that what they start is seen in time. */
  async advance(byMs: number): Promise<void> {
    const untilMs = this.#nowMs + byMs
    for (;;) {
      await settle()
      const next = this.#pending.at(-1)
      if (next === undefined || next.atMs > untilMs) break
      this.#pending.pop()
      this.#nowMs = Math.max(this.#nowMs, next.atMs)
      next.action()
    }
    this.#nowMs = untilMs
  }

  /** Where it stands, or would: behind all that are due later. */
  #placeOf({ atMs, order }: Pending): number {
    let [low, high] = [0, this.#pending.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      const other = this.#pending[middle]
      if (other && (other.atMs > atMs || (other.atMs === atMs && other.order > order))) low = middle + 1
      else high = middle
    }
    return low
  }
}

async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve()
}
