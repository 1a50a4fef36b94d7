import type { DocumentId } from '../../callflow/design/kind.ts'
import type { DesignSnapshot } from '../../callflow/design/snapshot.ts'
import { countryOf } from '../../callflow/numbering/country.ts'
import { numberClass } from '../../callflow/numbering/number-class.ts'
import type { DialLeg } from '../../callflow/run/operation.ts'
import type { Caller } from '../../callflow/run/script.ts'
import type { Cdr } from '../control/contract.ts'

export type Charge = Pick<Cdr, 'chargedTo' | 'numberClass'>

export const freeOfCharge: Charge = { chargedTo: '', numberClass: '' }

/** What a call that went outside costs whom (M99). */
export function chargeOf(design: DesignSnapshot, leg: DialLeg, payer: Caller): Charge {
  const { target } = leg
  if (target.kind !== 'number') return freeOfCharge
  return { chargedTo: chargedTo(design, leg, payer), numberClass: numberClass(target.number, countryOf(design)) }
}

/** The person whose leg it is, else the one of ours who called or transferred the call. */
export function chargedTo(design: DesignSnapshot, { userId }: Pick<DialLeg, 'userId'>, { origin }: Caller): DocumentId {
  if (userId !== undefined) return userId
  return origin.kind === 'device' ? (origin.userId ?? design.find('device', origin.deviceId)?.ownerId ?? '') : ''
}
