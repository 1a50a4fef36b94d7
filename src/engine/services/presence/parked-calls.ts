import { keys, type Shown } from './lamp.ts'

interface Parked extends Shown {
  readonly slot: string
}

/** Who is in which parking slot, as lamps show it. */
export class ParkedCalls {
  readonly #byCall = new Map<string, Parked>()

  /** Returns the keys of what that changes; an empty slot: it is in none. */
  set(callId: string, slot: string, { name, number }: Shown): readonly string[] {
    const before = this.#byCall.get(callId)
    if ((before?.slot ?? '') === slot && (slot === '' || (before?.name === name && before.number === number))) return []
    if (slot === '') this.#byCall.delete(callId)
    else this.#byCall.set(callId, { slot, name, number })
    return [...new Set([before?.slot ?? '', slot, ''])].map(keys.slot)
  }

  /** An empty text asks for any. */
  in(slot: string): Shown | undefined {
    for (const { slot: its, name, number } of this.#byCall.values())
      if (slot === '' || its === slot) return { name, number }
    return undefined
  }
}
