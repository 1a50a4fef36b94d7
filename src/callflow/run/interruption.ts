import type { Admission } from '../numbering/admit.ts'
import type { Caller } from './script.ts'

/** What takes a call away from its script. */
export type Interruption =
  /** The caller hung up. */
  | { readonly kind: 'caller-gone' }
  /** Somebody sent the call on: it goes on there. */
  | { readonly kind: 'transferred'; readonly transfer: Transfer }
  /** Somebody else has the caller now, and the call ends: at another phone, in a parking slot, in another call. */
  | { readonly kind: 'picked-up' | 'parked' | 'moved' }
  | { readonly kind: 'ended-by-operator' | 'engine-stopped' }

/** A call that somebody in it sends on (RFC 5589), once that is decided. */
export interface Transfer {
  /** Who goes on, as the new place is told of them. */
  readonly caller: Caller
  /** Who sends the call on: their rights have counted, and they are rung again when nobody answers there. */
  readonly by: Caller
  readonly to: Extract<Admission, { kind: 'flow' | 'outside' }>
  /** Whoever goes on asked for it themselves: nobody is rung again when nobody answers there. */
  readonly isOwn?: true
}

/** Thrown into a script at the operation during or before which the call was taken away. Scripts clean up in `finally` and let it pass. */
export class Interrupted extends Error {
  readonly interruption: Interruption

  constructor(interruption: Interruption) {
    super(interruption.kind)
    this.interruption = interruption
  }
}

/** Every call may end so: one for all of them costs no stack trace each. */
export const callerGone = new Interrupted({ kind: 'caller-gone' })
