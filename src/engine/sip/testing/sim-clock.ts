import type { Clock, Timers } from '../user-agent-options.ts'

interface Pending {
  readonly atMs: number
  readonly order: number
  /** Undefined once it has run or was taken back; it stands where it stood until its time comes. */
  action: (() => void) | undefined
}

/** Time that passes when a test says so. Timers due run in order of their time, then of their setting. */
export class SimClock implements Clock, Timers {
  #nowMs: number
  #order = 0
  #count = 0
  /** A binary heap: the next one due is the first, and none is due before the one at half its place. */
  readonly #heap: Pending[] = []

  /** `startMs`: where the time begins, for what asks for the hour of the day. */
  constructor(startMs = 0) {
    this.#nowMs = startMs
  }

  /** Until the next timer is due; undefined while there is none. */
  get nextInMs(): number | undefined {
    const next = this.#next()
    return next && Math.max(0, next.atMs - this.#nowMs)
  }

  now(): number {
    return this.#nowMs
  }

  get pendingCount(): number {
    return this.#count
  }

  after(delayMs: number, action: () => void): () => void {
    const entry: Pending = { atMs: this.#nowMs + delayMs, order: this.#order++, action }
    this.#put(entry)
    this.#count++
    return () => void this.#take(entry)
  }

  /** Lets promises settle between timers, so that what they start is seen in time. */
  async advance(byMs: number): Promise<void> {
    const untilMs = this.#nowMs + byMs
    for (;;) {
      await settle()
      const next = this.#next()
      if (next === undefined || next.atMs > untilMs) break
      this.#drop()
      this.#nowMs = Math.max(this.#nowMs, next.atMs)
      this.#take(next)?.()
    }
    this.#nowMs = untilMs
  }

  /** What it was to do, once. */
  #take(entry: Pending): (() => void) | undefined {
    const { action } = entry
    if (action) this.#count--
    entry.action = undefined
    return action
  }

  /** Nothing waits for what was taken back to be settled. */
  #next(): Pending | undefined {
    while (this.#heap[0] && !this.#heap[0].action) this.#drop()
    return this.#heap[0]
  }

  #put(entry: Pending): void {
    const heap = this.#heap
    let at = heap.length
    while (at > 0) {
      const above = (at - 1) >>> 1
      const other = heap[above]
      if (!other || !isBefore(entry, other)) break
      heap[at] = other
      at = above
    }
    heap[at] = entry
  }

  /** Takes the first one out: the last one sinks from there to its place. */
  #drop(): void {
    const heap = this.#heap
    const last = heap.pop()
    if (!last || heap.length === 0) return
    let at = 0
    for (;;) {
      let below = 2 * at + 1
      const [left, right] = [heap[below], heap[below + 1]]
      if (left && right && isBefore(right, left)) below++
      const other = heap[below]
      if (!other || !isBefore(other, last)) break
      heap[at] = other
      at = below
    }
    heap[at] = last
  }
}

const isBefore = (a: Pending, b: Pending): boolean => a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order)

async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve()
}
