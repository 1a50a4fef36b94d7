const WINDOW_MS = 60_000
const MAX_SOURCES = 4_096

/** Counts malformed messages by source address, so that nobody can make us answer 400 all day. */
export class MalformedMeter {
  readonly #limit: number
  readonly #bySource = new Map<string, { since: number; count: number }>()

  constructor(limitPerMinute: number) {
    this.#limit = limitPerMinute
  }

  /** True while this source may still be answered. `now` is epoch milliseconds. */
  note(address: string, now: number): boolean {
    const known = this.#bySource.get(address)
    if (known !== undefined && now - known.since < WINDOW_MS) {
      known.count += 1
      return known.count <= this.#limit
    }
    if (this.#bySource.size >= MAX_SOURCES) this.#bySource.clear()
    this.#bySource.set(address, { since: now, count: 1 })
    return this.#limit > 0
  }
}
