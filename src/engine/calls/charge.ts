import type { DesignSnapshot } from '../../callflow/design/snapshot.ts'
import { countryOf } from '../../callflow/numbering/country.ts'
import { numberClass } from '../../callflow/numbering/number-class.ts'
import { payerOf } from '../../callflow/numbering/outside-payer.ts'
import type { DialLeg } from '../../callflow/run/operation.ts'
import type { Caller } from '../../callflow/run/script.ts'
import type { Cdr } from '../control/contract.ts'

export type Charge = Pick<Cdr, 'chargedTo' | 'numberClass'>

export const freeOfCharge: Charge = { chargedTo: '', numberClass: '' }

/** What a call that went outside costs whom (M99). */
export function chargeOf(design: DesignSnapshot, leg: DialLeg, payer: Caller): Charge {
  const { target } = leg
  if (target.kind !== 'number') return freeOfCharge
  return { chargedTo: payerOf(design, leg, payer).userId, numberClass: numberClass(target.number, countryOf(design)) }
}
