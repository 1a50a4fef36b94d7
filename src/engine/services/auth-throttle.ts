/**
 * Counts failures by source and refuses a source that had too many within the window. Bounded: when `maxSources` are known, the
 * one heard of longest ago is forgotten.
 */
export class AuthThrottle {
  readonly #failures = new Map<string, { count: number; sinceMs: number }>()
  readonly #limits: ThrottleLimits

  constructor(limits: Partial<ThrottleLimits> = {}) {
    this.#limits = { ...defaultLimits, ...limits }
  }

  /** Seconds until the source may try again; 0 when it may now. */
  retryAfterSec(source: string, nowMs: number): number {
    const entry = this.#failures.get(source)
    if (!entry || entry.count < this.#limits.maxFailures) return 0
    const leftMs = entry.sinceMs + this.#limits.windowMs - nowMs
    if (leftMs > 0) return Math.ceil(leftMs / 1_000)
    this.#failures.delete(source)
    return 0
  }

  failed(source: string, nowMs: number): void {
    const entry = this.#failures.get(source)
    const isFresh = !entry || nowMs - entry.sinceMs > this.#limits.windowMs
    this.#failures.delete(source) // re-inserted last: the map's order is that of the latest failure
    this.#failures.set(source, isFresh ? { count: 1, sinceMs: nowMs } : { ...entry, count: entry.count + 1 })
    if (this.#failures.size <= this.#limits.maxSources) return
    for (const oldest of this.#failures.keys()) {
      this.#failures.delete(oldest)
      break
    }
  }

  succeeded(source: string): void {
    this.#failures.delete(source)
  }
}

export interface ThrottleLimits {
  readonly maxFailures: number
  readonly windowMs: number
  readonly maxSources: number
}

const defaultLimits: ThrottleLimits = { maxFailures: 20, windowMs: 60_000, maxSources: 10_000 }
