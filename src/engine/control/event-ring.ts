/** Something that happened, with the id a follower resumes after. */
export interface RingEntry<E> {
  readonly id: string
  readonly event: E
}

export interface EventRingOptions<E> {
  /** How many of the latest are kept. */
  readonly size: number
  /** Of this ring and no earlier one: an id from before a restart is known by it. */
  readonly epoch: string
  readonly resync: E
  /** Events that say all that earlier ones of them said: only the latest is kept. */
  readonly isWhole?: (event: E) => boolean
}

interface Slot<E> {
  readonly sequence: number
  /** Undefined once a later event says all that this one said. */
  readonly event: E | undefined
}

/**
 * The latest events, for any number of followers at their own speed, so that whoever lost its connection catches up. An id from before a restart, or of
 * what is kept no longer, is answered by `resync`, after which the follower reads everything again.
 */
export class EventRing<E> {
  readonly #options: EventRingOptions<E>
  readonly #slots: Slot<E>[] = []
  readonly #waiting = new Set<() => void>()
  #next = 1
  #latestWhole = 0

  constructor(options: EventRingOptions<E>) {
    this.#options = options
  }

  publish(event: E): void {
    const sequence = this.#next++
    if (this.#options.isWhole?.(event) === true) this.#replaceWhole(sequence)
    this.#slots[sequence % this.#options.size] = { sequence, event }
    for (const wake of this.#waiting) wake()
  }

  /** Without `lastEventId`: from now on. A follower too slow for the ring gets `resync` and goes on from the newest. Ends when `signal` aborts. */
  async *follow(
    lastEventId: string | undefined,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<RingEntry<E>, void, undefined> {
    let next = this.#start(lastEventId)
    while (!signal?.aborted) {
      if (next === undefined || next < this.#next - this.#options.size) {
        next = this.#next
        yield { id: this.#idOf(next - 1), event: this.#options.resync }
      } else if (next === this.#next) {
        await this.#published(signal)
      } else {
        const event = this.#at(next)?.event
        if (event !== undefined) yield { id: this.#idOf(next), event }
        next += 1
      }
    }
  }

  #start(lastEventId: string | undefined): number | undefined {
    if (lastEventId === undefined || lastEventId === '') return this.#next
    const [epoch, sequence] = lastEventId.split(':')
    const last = Number(sequence)
    const isKnown = epoch === this.#options.epoch && Number.isSafeInteger(last) && last < this.#next && last >= 0
    return isKnown ? last + 1 : undefined
  }

  #at(sequence: number): Slot<E> | undefined {
    const slot = this.#slots[sequence % this.#options.size]
    return slot?.sequence === sequence ? slot : undefined
  }

  #replaceWhole(sequence: number): void {
    const before = this.#latestWhole
    if (this.#at(before)) this.#slots[before % this.#options.size] = { sequence: before, event: undefined }
    this.#latestWhole = sequence
  }

  #idOf(sequence: number): string {
    return `${this.#options.epoch}:${sequence}`
  }

  #published(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        this.#waiting.delete(wake)
        signal?.removeEventListener('abort', wake)
        resolve()
      }
      this.#waiting.add(wake)
      signal?.addEventListener('abort', wake)
    })
  }
}
