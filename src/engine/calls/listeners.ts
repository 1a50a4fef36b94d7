/** Those who want to hear of something, in the order they asked. While all are told one may leave, and whoever comes hears of the next. */
export class Listeners<Args extends readonly unknown[] = []> {
  readonly #all = new Set<(...args: Args) => void>()

  /** The returned function takes the listener back. */
  add(listener: (...args: Args) => void): () => void {
    this.#all.add(listener)
    return () => void this.#all.delete(listener)
  }

  tell(...args: Args): void {
    const all = Array.from(this.#all)
    for (const listener of all) if (this.#all.has(listener)) listener(...args)
  }

  clear(): void {
    this.#all.clear()
  }
}
