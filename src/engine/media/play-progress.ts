/** A pair of ports has one stream at a time. */
const PAIRS = 32_768

/**
 * How far each stream's playback has come, in memory that outlives a worker: the worker writes, the main thread reads it when that worker died. By the
 * stream's RTP port, each cell with the number of its playback, so that nothing of an earlier one is taken for it.
 */
export class PlayProgress {
  readonly #playIds: Float64Array
  readonly #reached: Float64Array

  constructor(shared: SharedArrayBuffer = new SharedArrayBuffer(2 * 8 * PAIRS)) {
    this.shared = shared
    this.#playIds = new Float64Array(shared, 0, PAIRS)
    this.#reached = new Float64Array(shared, 8 * PAIRS, PAIRS)
  }

  readonly shared: SharedArrayBuffer

  /** `samples` at 8 kHz, all rounds counted. */
  note(port: number, playId: number, samples: number): void {
    this.#reached[port >> 1] = samples
    this.#playIds[port >> 1] = playId
  }

  /** Undefined when this playback never began. */
  reached(port: number, playId: number): number | undefined {
    return this.#playIds[port >> 1] === playId ? this.#reached[port >> 1] : undefined
  }
}
