const DEFAULT_RANGE = { min: 16_384, max: 32_767 }

/** Hands out even RTP ports, each with the odd one above it, round the range so that a port rests before it is used again. */
export class PortPool {
  readonly #first: number
  readonly #size: number
  readonly #taken = new Set<number>()
  #next = 0

  /** Throws a RangeError for a range without a pair; 0-0 is 16384-32767. */
  constructor(range: { readonly min: number; readonly max: number }) {
    const { min, max } = range.min === 0 && range.max === 0 ? DEFAULT_RANGE : range
    this.#first = min + (min & 1)
    this.#size = Math.floor((max - this.#first + 1) / 2)
    if (!Number.isInteger(min) || !Number.isInteger(max) || min < 1 || max > 65_535 || this.#size < 1) {
      throw new RangeError(`media port range ${min}-${max} holds no pair of ports between 1 and 65535`)
    }
  }

  get pairs(): number {
    return this.#size
  }

  take(): number | undefined {
    for (let i = 0; i < this.#size; i++) {
      const port = this.#first + 2 * ((this.#next + i) % this.#size)
      if (this.#taken.has(port)) continue
      this.#taken.add(port)
      this.#next = (this.#next + i + 1) % this.#size
      return port
    }
    return undefined
  }

  release(port: number): void {
    this.#taken.delete(port)
  }

  /** A seldom used start: several engines on one machine do not all begin at the bottom. */
  startAt(fraction: number): this {
    this.#next = Math.floor(fraction * this.#size) % this.#size
    return this
  }
}
