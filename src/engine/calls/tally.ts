/** How many of each there are. What nobody has is forgotten, so it is never larger than what it counts. */
export class Tally {
  readonly #counts = new Map<string, number>()
  #total = 0

  get total(): number {
    return this.#total
  }

  /** Keys that somebody has. */
  get size(): number {
    return this.#counts.size
  }

  of(key: string): number {
    return this.#counts.get(key) ?? 0
  }

  /** One more. The answer takes it back, once, however often it is called. */
  add(key: string): () => void {
    this.#counts.set(key, this.of(key) + 1)
    this.#total++
    let isCounted = true
    return () => {
      if (!isCounted) return
      isCounted = false
      this.#total--
      const left = this.of(key) - 1
      if (left === 0) this.#counts.delete(key)
      else this.#counts.set(key, left)
    }
  }
}
