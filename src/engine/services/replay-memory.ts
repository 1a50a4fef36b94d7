/** Holds what must not be used twice for at least `windowMs`, in two generations: nothing is searched to be forgotten. */
export class ReplayMemory {
  readonly #windowMs: number
  readonly #maxPerWindow: number
  #current = new Set<string>()
  #previous = new Set<string>()
  #sinceMs = 0

  /** When more than `maxPerWindow` come within a window, the oldest are forgotten early. */
  constructor(windowMs: number, maxPerWindow = 100_000) {
    this.#windowMs = windowMs
    this.#maxPerWindow = maxPerWindow
  }

  /** False when `proof` was used before. */
  use(proof: string, nowMs: number): boolean {
    if (nowMs - this.#sinceMs > this.#windowMs || this.#current.size >= this.#maxPerWindow) this.#turn(nowMs)
    if (this.#current.has(proof) || this.#previous.has(proof)) return false
    this.#current.add(proof)
    return true
  }

  #turn(nowMs: number): void {
    this.#previous = nowMs - this.#sinceMs > 2 * this.#windowMs ? new Set() : this.#current
    this.#current = new Set()
    this.#sinceMs = nowMs
  }
}
