/** Something that happened, with the id a follower resumes after. */
export interface RingEntry<E> {
  readonly id: string
  readonly event: E
}

/**
 * Keeps the last `size` events so that a page that lost its connection catches up. Ids carry the ring's own `epoch`: an id from before a restart, or
 * one the ring no longer holds, is answered by `resync`, after which the page reads everything again.
 */
export class EventRing<E> {
  readonly #entries: RingEntry<E>[] = []
  readonly #size: number
  readonly #epoch: string
  readonly #resync: E
  readonly #waiting = new Set<() => void>()
  #next = 1

  constructor(options: { readonly size: number; readonly epoch: string; readonly resync: E }) {
    this.#size = options.size
    this.#epoch = options.epoch
    this.#resync = options.resync
  }

  publish(event: E): void {
    this.#entries.push({ id: this.#idOf(this.#next), event })
    this.#next += 1
    if (this.#entries.length > this.#size) this.#entries.shift()
    for (const wake of this.#waiting) wake()
  }

  /** Without `lastEventId`: from now on. A follower too slow for the ring gets `resync` and goes on from the newest. */
  async *follow(lastEventId: string | undefined, signal: AbortSignal): AsyncGenerator<RingEntry<E>, void, undefined> {
    let next = this.#start(lastEventId)
    while (!signal.aborted) {
      if (next === undefined || next < this.#oldest()) {
        next = this.#next
        yield { id: this.#idOf(next - 1), event: this.#resync }
        continue
      }
      const entry: RingEntry<E> | undefined = this.#entries[next - this.#oldest()]
      if (entry) {
        next += 1
        yield entry
      } else {
        await this.#published(signal)
      }
    }
  }

  #start(lastEventId: string | undefined): number | undefined {
    if (lastEventId === undefined || lastEventId === '') return this.#next
    const [epoch, sequence] = lastEventId.split(':')
    const last = Number(sequence)
    const known = epoch === this.#epoch && Number.isSafeInteger(last) && last < this.#next && last >= 0
    return known ? last + 1 : undefined
  }

  #oldest(): number {
    return this.#next - this.#entries.length
  }

  #idOf(sequence: number): string {
    return `${this.#epoch}:${sequence}`
  }

  #published(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        this.#waiting.delete(wake)
        signal.removeEventListener('abort', wake)
        resolve()
      }
      this.#waiting.add(wake)
      signal.addEventListener('abort', wake)
    })
  }
}
