export interface SlicesOptions {
  /** Milliseconds, from any beginning. */
  readonly now?: () => number
  /** Lets others have the thread. */
  readonly pause?: () => Promise<void>
}

/** Well under the 10 ms that nothing may keep the signalling thread: the last part of a slice comes on top, and a collection may. */
const SLICE_MS = 3

/**
 * Long work beside calls: `await slices.next()` between its parts, each of them short. The first one is a slice by itself: nobody knows for how long whoever
 * begins has had the thread already.
 */
export class Slices {
  readonly #now: () => number
  readonly #pause: () => Promise<void>
  #beganMs = Number.NEGATIVE_INFINITY

  constructor({ now = () => performance.now(), pause = nextTurn }: SlicesOptions = {}) {
    this.#now = now
    this.#pause = pause
  }

  /** Undefined while there is time left in this slice. */
  next(): Promise<void> | undefined {
    return this.#now() - this.#beganMs < SLICE_MS ? undefined : this.#begin()
  }

  async #begin(): Promise<void> {
    await this.#pause()
    this.#beganMs = this.#now()
  }
}

/** After what came in meanwhile was handled. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}
