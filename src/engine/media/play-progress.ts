const CELLS = 65_536
/** A pair of ports has one stream at a time; the rest is for mixers. */
const PAIRS = 32_768

/**
 * How far each playback has come, in memory that outlives a worker: the worker writes, the main thread reads it when that worker died. Each cell has the
 * number of its playback, so that nothing of an earlier one is taken for it.
 */
export class PlayProgress {
  readonly shared: SharedArrayBuffer
  readonly #playIds: Float64Array
  readonly #reached: Float64Array

  constructor(shared: SharedArrayBuffer = new SharedArrayBuffer(2 * 8 * CELLS)) {
    this.shared = shared
    this.#playIds = new Float64Array(shared, 0, CELLS)
    this.#reached = new Float64Array(shared, 8 * CELLS, CELLS)
  }

  static cellOfStream(rtpPort: number): number {
    return rtpPort >> 1
  }

  /** Mixers so far apart that both may be open share a cell only when there are 32,768 of them. */
  static cellOfMixer(number: number): number {
    return PAIRS + (number % (CELLS - PAIRS))
  }

  /** `samples` at 8 kHz, all rounds counted. */
  note(cell: number, playId: number, samples: number): void {
    this.#reached[cell] = samples
    this.#playIds[cell] = playId
  }

  /** Undefined when this playback never began. */
  reached(cell: number, playId: number): number | undefined {
    return this.#playIds[cell] === playId ? this.#reached[cell] : undefined
  }
}
