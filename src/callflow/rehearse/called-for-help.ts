import type { DocumentId } from '../design/kind.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { callerAtDevice } from '../numbering/caller-at-device.ts'
import { countryOf } from '../numbering/country.ts'
import { toE164 } from '../numbering/e164.ts'
import { emergencyNumbers } from '../numbering/emergency.ts'
import { wayOut } from '../numbering/way-out.ts'
import type { Caller } from '../run/script.ts'
import { CALL_BACK_MS, type CalledForHelp } from '../scripts/emergency-call-back.ts'
import type { WorldSetup } from './world.ts'

/** Whom a call to that number rings first, because they have called for help under it a while ago: as the engine asks it of the calls it made. */
export function calledBack(
  design: DesignSnapshot,
  {
    dialled,
    caller,
    calledForHelp = [],
  }: Pick<WorldSetup, 'calledForHelp'> & { readonly dialled: string; readonly caller: Caller },
): readonly CalledForHelp[] {
  if (caller.origin.kind !== 'trunk') return []
  const number = toE164(dialled, countryOf(design)) ?? dialled
  return calledForHelp.flatMap(({ deviceId, agoMs }) => {
    const shown = numberShownForHelp(design, deviceId)
    if (agoMs >= CALL_BACK_MS || shown === undefined || shown.number !== number) return []
    const { origin } = shown.caller
    const userId = origin.kind === 'device' ? origin.userId : undefined
    return [{ deviceId, ...(userId === undefined ? {} : { userId }) }]
  })
}

/** What emergency services see of that phone, and call back; undefined where there is no such phone, or it shows nothing. */
export function numberShownForHelp(
  design: DesignSnapshot,
  deviceId: DocumentId,
): { readonly number: string; readonly caller: Caller } | undefined {
  const device = design.find('device', deviceId)
  const [dialled] = emergencyNumbers(countryOf(design))
  if (!device || dialled === undefined) return undefined
  const caller = callerAtDevice(design, device, () => undefined)
  const { callerNumber } = wayOut({ design, caller, number: dialled }).shown
  const number = toE164(callerNumber, countryOf(design)) ?? callerNumber
  return number === '' ? undefined : { number, caller }
}
