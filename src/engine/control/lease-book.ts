/** What is open on behalf of each paired token, to be ended with it. */
export class LeaseBook {
  readonly #ends = new Map<string, Set<() => void>>()

  /** Returns how to say that it has ended by itself. Without a token nothing is noted: the engine's own is never revoked. */
  hold(tokenId: string | undefined, end: () => void): () => void {
    if (tokenId === undefined) return () => {}
    const held = this.#ends.get(tokenId) ?? new Set()
    this.#ends.set(tokenId, held.add(end))
    return () => {
      held.delete(end)
      if (held.size === 0 && this.#ends.get(tokenId) === held) this.#ends.delete(tokenId)
    }
  }

  end(tokenId: string): void {
    const held = this.#ends.get(tokenId)
    this.#ends.delete(tokenId)
    for (const end of held ?? []) end()
  }
}
