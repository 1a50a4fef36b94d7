/** So much at once, the rest in a line of limited length. */
export class BoundedWork {
  readonly #atOnce: number
  readonly #mostWaiting: number
  readonly #waiting: (() => void)[] = []
  #running = 0

  constructor(atOnce: number, mostWaiting: number) {
    this.#atOnce = atOnce
    this.#mostWaiting = mostWaiting
  }

  /** Undefined when the line is full. Settles as `work` does. */
  run<T>(work: () => Promise<T>): Promise<T> | undefined {
    if (this.#running < this.#atOnce) {
      this.#running++
      return this.#whole(work)
    }
    if (this.#waiting.length >= this.#mostWaiting) return undefined
    return new Promise<void>((resolve) => {
      this.#waiting.push(resolve)
    }).then(() => this.#whole(work))
  }

  /** Its place goes to the next in line. */
  async #whole<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } finally {
      const next = this.#waiting.shift()
      if (next) next()
      else this.#running--
    }
  }
}
