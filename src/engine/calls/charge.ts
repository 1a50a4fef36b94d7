import type { DesignSnapshot } from '../../callflow/design/snapshot.ts'
import { countryOf } from '../../callflow/numbering/country.ts'
import { numberClass } from '../../callflow/numbering/number-class.ts'
import type { DialLeg } from '../../callflow/run/operation.ts'
import type { Caller } from '../../callflow/run/script.ts'
import type { Cdr } from '../control/contract.ts'

export type Charge = Pick<Cdr, 'chargedTo' | 'numberClass'>

export const freeOfCharge: Charge = { chargedTo: '', numberClass: '' }

/** What a call that went outside costs whom (M99): the person whose leg it was, else the one of ours who called. */
export function chargeOf(design: DesignSnapshot, { target, userId }: DialLeg, { origin }: Caller): Charge {
  if (target.kind !== 'number') return freeOfCharge
  const device = origin.kind === 'device' ? origin : undefined
  const callerId = device?.userId ?? design.find('device', device?.deviceId)?.ownerId ?? ''
  return {
    chargedTo: userId ?? callerId,
    numberClass: numberClass(target.number, countryOf(design)),
  }
}
