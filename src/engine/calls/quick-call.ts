import type { DesignSnapshot } from '../../callflow/design/snapshot.ts'
import { countryOf } from '../../callflow/numbering/country.ts'
import { callForHelp } from '../../callflow/numbering/emergency.ts'
import type { Click, ClickRefused } from './click-to-call.ts'

export const notThere: ClickRefused = { ok: false, why: 'not-found' }

/** Whether a phone lets anybody make it call that number. For help only people call. */
export function allowsQuickCall(design: DesignSnapshot | undefined, { fromId, number }: Click): boolean {
  const device = design?.find('device', fromId)
  if (!design || !device?.enabled || !device.anonymousQuickCalls) return false
  return callForHelp(number, countryOf(design)) === undefined
}
