import type { Clock, Timers } from '../user-agent-options.ts'

/** Time that passes when a test says so. Timers due run in order of their time, then of their setting. */
export class SimClock implements Clock, Timers {
  #nowMs = 0
  #order = 0
  #pending: { readonly atMs: number; readonly order: number; readonly action: () => void }[] = []

  now(): number {
    return this.#nowMs
  }

  get pendingCount(): number {
    return this.#pending.length
  }

  after(delayMs: number, action: () => void): () => void {
    const entry = { atMs: this.#nowMs + delayMs, order: this.#order++, action }
    this.#pending.push(entry)
    return () => {
      this.#pending = this.#pending.filter((other) => other !== entry)
    }
  }

  /** Lets promises settle between timers, so that what they start is seen in time. */
  async advance(byMs: number): Promise<void> {
    const untilMs = this.#nowMs + byMs
    for (;;) {
      await settle()
      const next = this.#pending.toSorted((a, b) => a.atMs - b.atMs || a.order - b.order)[0]
      if (next === undefined || next.atMs > untilMs) break
      this.#pending = this.#pending.filter((other) => other !== next)
      this.#nowMs = next.atMs
      next.action()
    }
    this.#nowMs = untilMs
  }
}

async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve()
}
