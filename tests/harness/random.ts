/** The same numbers for the same seed, 0 to 1 without 1: a test that failed can be run again. (Marsaglia's xorshift, 32 bits.) */
export function seeded(seed: number): () => number {
  let state = seed === 0 ? 1 : seed | 0
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
}
