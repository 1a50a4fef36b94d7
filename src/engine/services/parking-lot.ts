import { FIRST_SLOT, MOST_SLOTS } from '../../callflow/numbering/lamp-address.ts'

/** Slots of parked calls, in memory. */
export class ParkingLot<Parked> {
  readonly #slots = new Map<string, { readonly callId: string; parked: Parked | undefined }>()

  /**
   * Keeps a slot for a call, the first free one from 101 when none is named; the same one when it is kept for that call already. Undefined: somebody
   * else is in it, or there is none left.
   */
  reserve(slot: string, callId: string): string | undefined {
    const wanted = slot || this.slotOf(callId) || this.#firstFree()
    if (wanted === undefined) return undefined
    const there = this.#slots.get(wanted)
    if (there && there.callId !== callId) return undefined
    if (!there) this.#slots.set(wanted, { callId, parked: undefined })
    return wanted
  }

  /** The call is there from now on, and nowhere else. */
  put(slot: string, callId: string, parked: Parked): void {
    this.leave(callId)
    this.#slots.set(slot, { callId, parked })
  }

  parkedIn(slot: string): Parked | undefined {
    return this.#slots.get(slot)?.parked
  }

  /** Where that call is, or is about to be; empty for one that is in no slot. */
  slotOf(callId: string): string {
    return [...this.#slots].find(([, each]) => each.callId === callId)?.[0] ?? ''
  }

  /** Gives back whatever is kept for a call. */
  leave(callId: string): void {
    for (const [slot, each] of this.#slots) if (each.callId === callId) this.#slots.delete(slot)
  }

  /** Slots in use, for whoever shows them. */
  list(): readonly { readonly slot: string; readonly callId: string }[] {
    return [...this.#slots].map(([slot, { callId }]) => ({ slot, callId }))
  }

  #firstFree(): string | undefined {
    for (let number = FIRST_SLOT; number < FIRST_SLOT + MOST_SLOTS; number++) {
      if (!this.#slots.has(String(number))) return String(number)
    }
    return undefined
  }
}
