/**
 * Token buckets for failures: each key may fail `maxFailures` times at once, and again as time gives tokens back, `maxFailures` in
 * `windowMs`. Bounded: when `maxSources` are known, the one that failed longest ago is forgotten.
 */
export class AuthThrottle {
  readonly #buckets = new Map<string, { readonly tokens: number; readonly atMs: number }>()
  readonly #limits: ThrottleLimits

  constructor(limits: Partial<ThrottleLimits> = {}) {
    this.#limits = { ...defaultLimits, ...limits }
  }

  get size(): number {
    return this.#buckets.size
  }

  /** Seconds until the key may fail again; 0 when it may now. */
  retryAfterSec(key: string, nowMs: number): number {
    const { maxFailures, windowMs } = this.#limits
    const missing = 1 - this.#tokensOf(key, nowMs)
    return missing <= 0 ? 0 : Math.max(1, Math.ceil((missing * windowMs) / maxFailures / 1_000))
  }

  failed(key: string, nowMs: number): void {
    const tokens = Math.max(0, this.#tokensOf(key, nowMs) - 1)
    this.#buckets.delete(key) // re-inserted last: the map's order is that of the latest failure
    this.#buckets.set(key, { tokens, atMs: nowMs })
    if (this.#buckets.size <= this.#limits.maxSources) return
    for (const oldest of this.#buckets.keys()) {
      this.#buckets.delete(oldest)
      break
    }
  }

  succeeded(key: string): void {
    this.#buckets.delete(key)
  }

  #tokensOf(key: string, nowMs: number): number {
    const { maxFailures, windowMs } = this.#limits
    const bucket = this.#buckets.get(key)
    if (!bucket) return maxFailures
    const givenBack = (Math.max(0, nowMs - bucket.atMs) * maxFailures) / windowMs
    return Math.min(maxFailures, bucket.tokens + givenBack)
  }
}

export interface ThrottleLimits {
  readonly maxFailures: number
  readonly windowMs: number
  readonly maxSources: number
}

const defaultLimits: ThrottleLimits = { maxFailures: 20, windowMs: 60_000, maxSources: 10_000 }
