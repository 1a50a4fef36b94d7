import { sourceNetwork } from '../services/source-network.ts'

const WINDOW_MS = 60_000
const MAX_SOURCES = 4_096

/** Counts what is wrong (a malformed message, a wrong token) by source, so that nobody can make us answer all day. Bounded: the oldest source is forgotten. */
export class SourceMeter {
  readonly #limit: number
  readonly #bySource = new Map<string, { sinceMs: number; count: number }>()

  constructor(limitPerMinute: number) {
    this.#limit = limitPerMinute
  }

  /** True while this source may still be answered. `nowMs` is of any clock that goes forward. */
  note(address: string, nowMs: number): boolean {
    const source = sourceNetwork(address)
    const known = this.#bySource.get(source)
    if (known !== undefined && nowMs - known.sinceMs < WINDOW_MS) {
      known.count += 1
      return known.count <= this.#limit
    }
    this.#bySource.delete(source)
    const [oldest] = this.#bySource.keys()
    if (this.#bySource.size >= MAX_SOURCES && oldest !== undefined) this.#bySource.delete(oldest)
    this.#bySource.set(source, { sinceMs: nowMs, count: 1 })
    return this.#limit > 0
  }
}
