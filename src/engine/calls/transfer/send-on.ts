import type { Transfer } from '../../../callflow/run/interruption.ts'
import type { Leg } from '../leg.ts'

export interface SendingOn {
  /** The other side of `leg`, which goes on at once. */
  readonly stays: Leg
  readonly transfer: Transfer
}

/** Whoever is at `leg` leaves the call to the other side, which goes on at another number. `leg` is nobody's then. */
export function sendOn(leg: Leg, { stays, transfer }: SendingOn): void {
  const { call } = leg
  if (!call) return
  call.payer = transfer.by
  call.history.transferredBy(leg.label)
  if (leg === call.caller) {
    call.letGo(stays)
    call.putCaller(stays, transfer.caller)
  } else call.letGo(leg)
  leg.call = undefined
  call.interrupt({ kind: 'transferred', transfer })
}
