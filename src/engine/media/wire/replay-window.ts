const SIZE = 64n
const ALL = (1n << SIZE) - 1n

/** Which packets of a source were taken in (RFC 3711 §3.3.2): none twice, and none from before the last 64. */
export class ReplayWindow {
  #newest = -1
  /** The lowest bit is the newest. */
  #seen = 0n

  /** Of all that were taken in; -1 before the first. */
  get newest(): number {
    return this.#newest
  }

  isNew(index: number): boolean {
    if (index > this.#newest) return true
    const behind = BigInt(this.#newest - index)
    return behind < SIZE && (this.#seen & (1n << behind)) === 0n
  }

  /** It was found to be genuine. */
  note(index: number): void {
    if (index > this.#newest) {
      const ahead = BigInt(index - this.#newest)
      this.#seen = ahead >= SIZE ? 1n : ((this.#seen << ahead) | 1n) & ALL
      this.#newest = index
    } else this.#seen |= 1n << BigInt(this.#newest - index)
  }
}
