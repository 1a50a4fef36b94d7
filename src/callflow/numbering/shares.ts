interface Sharer {
  readonly id: string
  /** Above 0. */
  readonly weight: number
}

/**
 * Those who share numbers, in the order in which one number asks them: each is first for as large a part of all numbers as its weight is of all weights.
 * The same number asks the same one first, as long as they are the same, and when one leaves only its numbers move (weighted rendezvous hashing).
 */
export function byShare<Each extends Sharer>(sharers: readonly Each[], number: string): readonly Each[] {
  const places = sharers.map((each) => ({ each, place: -Math.log(partOf(`${number} ${each.id}`)) / each.weight }))
  return places.toSorted((a, b) => a.place - b.place).map(({ each }) => each)
}

/** A text as a number between 0 and 1, evenly and always the same (FNV-1a, mixed as MurmurHash3 ends). */
function partOf(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (((hash ^ (hash >>> 16)) >>> 0) + 0.5) / 2 ** 32
}
