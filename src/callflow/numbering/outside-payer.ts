import type { DocumentId } from '../design/kind.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import type { DialLeg } from '../run/operation.ts'
import type { Caller } from '../run/script.ts'

/** Whose an outside call is, for bills and limits; empty: nobody's. */
export interface OutsidePayer {
  readonly userId: DocumentId
  /** The phone it is made from, that forwards it, or that stands for the number. */
  readonly deviceId: DocumentId
}

/** The person whose leg it is, else the one of ours who called or transferred the call (M99). */
export function payerOf(
  design: DesignSnapshot,
  { target, userId, forwardedBy }: Pick<DialLeg, 'target' | 'userId' | 'forwardedBy'>,
  { origin }: Caller,
): OutsidePayer {
  const callerId =
    origin.kind === 'device' ? (origin.userId ?? design.find('device', origin.deviceId)?.ownerId ?? '') : ''
  const payer = userId ?? callerId
  if (target.kind === 'device') return { userId: payer, deviceId: target.deviceId }
  if (forwardedBy !== undefined) return { userId: payer, deviceId: design.find('device', forwardedBy)?.id ?? '' }
  return { userId: payer, deviceId: origin.kind === 'device' && payer === callerId ? origin.deviceId : '' }
}
