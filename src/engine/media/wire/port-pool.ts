const DEFAULT_RANGE = { min: 16_384, max: 32_767 }

/**
 * How long a pair rests after use, so that what is still on its way to the last call does not come into the next: a phone whose BYE was
 * lost three times stops after 3.5 s (RFC 3261 §17.1.2.2). As long, a pair that another program holds is not tried again.
 */
export const PORT_REST_MS = 5_000

export interface PortPoolOptions {
  /** 0-0 is 16384-32767. */
  readonly range: { readonly min: number; readonly max: number }
  /** Monotonic. */
  readonly nowMs: () => number
  /** An integer from 0 up to, not including, `below`; nobody outside can guess it. */
  readonly random: (below: number) => number
}

/** Hands out even RTP ports, each with the odd one above it, drawn at random: who hears of one call's port learns nothing of the next. */
export class PortPool {
  readonly pairs: number
  readonly #options: PortPoolOptions
  /** In no order. */
  readonly #free: number[]
  readonly #taken = new Set<number>()
  readonly #resting: RestingPort[] = []
  readonly #refused: RestingPort[] = []

  /** Throws a RangeError for a range without a pair. */
  constructor(options: PortPoolOptions) {
    const { min, max } = options.range.min === 0 && options.range.max === 0 ? DEFAULT_RANGE : options.range
    const first = min + (min & 1)
    this.pairs = Math.floor((max - first + 1) / 2)
    if (!Number.isInteger(min) || !Number.isInteger(max) || min < 1 || max > 65_535 || this.pairs < 1) {
      throw new RangeError(`media port range ${min}-${max} holds no pair of ports between 1 and 65535`)
    }
    this.#options = options
    this.#free = Array.from({ length: this.pairs }, (_, i) => first + 2 * i)
  }

  get inUse(): number {
    return this.#taken.size
  }

  /** Undefined when all are in use, by us or by others. With none free, the one that rested longest has to do. */
  take(): number | undefined {
    this.#endRests(this.#resting)
    this.#endRests(this.#refused)
    const port = this.#draw() ?? this.#resting.shift()?.port
    if (port !== undefined) this.#taken.add(port)
    return port
  }

  /** Its stream is closed. */
  release(port: number): void {
    if (this.#taken.delete(port)) this.#resting.push({ port, untilMs: this.#options.nowMs() + PORT_REST_MS })
  }

  /** The system would not give it to us: another program has it. */
  refuse(port: number): void {
    if (this.#taken.delete(port)) this.#refused.push({ port, untilMs: this.#options.nowMs() + PORT_REST_MS })
  }

  #draw(): number | undefined {
    if (this.#free.length === 0) return undefined
    const at = this.#options.random(this.#free.length)
    const port = this.#free[at]
    const last = this.#free.pop()
    if (last !== undefined && last !== port) this.#free[at] = last
    return port
  }

  #endRests(ports: RestingPort[]): void {
    const nowMs = this.#options.nowMs()
    const stillResting = ports.findIndex(({ untilMs }) => untilMs > nowMs)
    const ended = ports.splice(0, stillResting < 0 ? ports.length : stillResting)
    for (const { port } of ended) this.#free.push(port)
  }
}

/** In the order in which their rests end. */
interface RestingPort {
  readonly port: number
  readonly untilMs: number
}
