import type { DesignSnapshot } from '../design/snapshot.ts'
import type { Caller } from '../run/script.ts'
import { countryOf } from './country.ts'
import { callForHelp, isEmergency } from './emergency.ts'
import { type NumberKind, numberKind, toE164 } from './e164.ts'

/** What kind of number is dialled, as call restrictions know them (A0). */
const numberClasses = ['emergency', 'toll-free', 'premium', 'domestic', 'caribbean', 'international', 'other'] as const
export type NumberClass = (typeof numberClasses)[number]

/** Numbers of North America that cost as much as abroad. */
const northAmericaAtHome: ReadonlySet<string> = new Set(['US', 'CA'])

/** Extensions and codes are `other`, as is what no country's plan knows. */
export function numberClass(number: string, country: string): NumberClass {
  if (isEmergency(number, country)) return 'emergency'
  const international = toE164(number, country)
  if (international === undefined) return 'other'
  const kind: NumberKind = numberKind(international)
  if (kind.type === 'toll-free') return 'toll-free'
  if (kind.type === 'premium') return 'premium'
  const home = country.toUpperCase()
  if (kind.country === home) return 'domestic'
  if (kind.callingCode !== '1') return 'international'
  if (northAmericaAtHome.has(home) && (kind.country === undefined || northAmericaAtHome.has(kind.country)))
    return 'domestic'
  return 'caribbean'
}

/**
 * Whether a caller may dial an outside number: denied when account, user or device deny its class; calls for help are never denied. Callers from
 * outside are only under the account's restrictions.
 */
export function mayCall(design: DesignSnapshot, caller: Caller, number: string): boolean {
  const country = countryOf(design)
  if (callForHelp(number, country)) return true
  const dialled = numberClass(number, country)
  const { device, user } = partiesOf(design, caller)
  return ![design.account, user, device].some((each) => each?.deniedClasses.some((denied) => denied === dialled))
}

/** Longer than any extension plan, or marked international: worth sending to a carrier. */
export function isOutsideNumber(dialled: string): boolean {
  return /^\+?[0-9]{7,15}$/.test(dialled.replaceAll(/[\s().-]/g, ''))
}

/** The phone a call comes from and the person who calls: whoever is logged in there, else its owner. */
export function partiesOf(design: DesignSnapshot, { origin }: Caller) {
  const device = origin.kind === 'device' ? design.find('device', origin.deviceId) : undefined
  const user = origin.kind === 'device' ? design.find('user', origin.userId ?? device?.ownerId) : undefined
  return { device, user }
}
