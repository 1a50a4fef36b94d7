import type { Account } from '../design/document.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import type { Caller } from '../run/script.ts'
import { countryOf } from './country.ts'
import { isEmergency } from './emergency.ts'
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
 * Whether a caller may dial an outside number: denied when account, user or device deny its class; emergency numbers are never denied. Callers from
 * outside are only under the account's restrictions.
 */
export function mayCall(design: DesignSnapshot, caller: Caller, number: string): boolean {
  const dialled = numberClass(number, countryOf(design))
  if (dialled === 'emergency') return true
  const { device, user } = partiesOf(design, caller)
  return ![design.account, user, device].some((each) => each?.deniedClasses.some((denied) => denied === dialled))
}

/** Closed groups (A0): a person or phone whose groups are closed reaches only extensions that share a group with them. */
function mayReachUser(design: DesignSnapshot, caller: Caller, calledUserId: string): boolean {
  const { device, user } = partiesOf(design, caller)
  if (!isClosed(design.account) && !user?.closedGroups && !device?.closedGroups) return true
  const ownIds = [user?.id, device?.id].filter((id) => id !== undefined)
  if (ownIds.includes(calledUserId)) return true
  return design.list('group').some(({ members }) => {
    const ids = members.map(({ id }) => id)
    return ids.includes(calledUserId) && ownIds.some((id) => ids.includes(id))
  })
}

/** Whether a phone may call what is dialled inside, by closed groups: numbers that are nobody's extension always. */
export function mayDialInside(design: DesignSnapshot, caller: Caller, dialled: string): boolean {
  const called = design.list('user').find(({ extension }) => extension !== '' && extension === dialled)
  return called === undefined || mayReachUser(design, caller, called.id)
}

/**
 * Whether a call is refused before any flow (A0 "call restriction"): closed groups keep the caller from that extension, or no flow answers and
 * the caller may not dial outside numbers of that class.
 */
export function isDenied(design: DesignSnapshot, caller: Caller, dialled: string, isAnswered: boolean): boolean {
  if (caller.origin.kind !== 'device') return false
  if (!mayDialInside(design, caller, dialled)) return true
  return !isAnswered && isOutsideNumber(dialled) && !mayCall(design, caller, dialled)
}

/** Longer than any extension plan, or marked international: worth sending to a carrier. */
export function isOutsideNumber(dialled: string): boolean {
  return /^\+?[0-9]{7,15}$/.test(dialled.replaceAll(/[\s().-]/g, ''))
}

const isClosed = (account: Account | undefined) => account?.closedGroups ?? false

function partiesOf(design: DesignSnapshot, { origin }: Caller) {
  const device = origin.kind === 'device' ? design.find('device', origin.deviceId) : undefined
  const user = origin.kind === 'device' ? design.find('user', origin.userId ?? device?.ownerId) : undefined
  return { device, user }
}
