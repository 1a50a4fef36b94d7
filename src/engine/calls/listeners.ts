/** Those who want to hear of something, in the order they asked. One may leave while all are told. */
export class Listeners<Args extends readonly unknown[] = []> {
  readonly #all = new Set<(...args: Args) => void>()

  /** The returned function takes the listener back. */
  add(listener: (...args: Args) => void): () => void {
    this.#all.add(listener)
    return () => void this.#all.delete(listener)
  }

  tell(...args: Args): void {
    for (const listener of this.#all) listener(...args)
  }

  clear(): void {
    this.#all.clear()
  }
}
