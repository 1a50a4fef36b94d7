import type { PhoneNumber } from '../design/document.ts'
import type { DocumentId } from '../design/kind.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { countryOf } from './country.ts'
import { presentedCallerId } from './caller-id.ts'
import { toE164 } from './e164.ts'

/** A number that emergency services would see, and the phones that would show it. */
export interface EmergencyCallerId {
  /** E.164 where it can be read; empty when the phones show none. */
  readonly number: string
  readonly deviceIds: readonly DocumentId[]
  readonly phoneNumberId: DocumentId | undefined
  /** Whether a whole address is entered for it (M92). */
  readonly hasAddress: boolean
}

/**
 * The numbers that need an emergency address: those that some phone would show, no more (M93, M94). Set at the account only, that is one. Phones without
 * an emergency number show what other calls outside do.
 */
export function emergencyCallerIds(design: DesignSnapshot): readonly EmergencyCallerId[] {
  const country = countryOf(design)
  const byNumber = new Map<string, DocumentId[]>()
  for (const { id, enabled, type } of design.list('device')) {
    if (!enabled || type === 'cell-phone' || type === 'landline') continue // those call emergency services by themselves
    const caller = { name: '', number: '', origin: { kind: 'device', deviceId: id } } as const
    const shown = presentedCallerId({ design, caller, reason: 'emergency' }).number
    const number = toE164(shown, country) ?? shown
    const same = byNumber.get(number)
    if (same) same.push(id)
    else byNumber.set(number, [id])
  }
  return [...byNumber].map(([number, deviceIds]) => {
    const owned = design.list('phone-number').find((each) => each.number === number)
    const hasAddress = owned !== undefined && missingInAddress(owned).length === 0
    return { number, deviceIds, phoneNumberId: owned?.id, hasAddress }
  })
}

/**
 * What an emergency address must say and does not, in words (M92). All of it when there is none; the region only counts in North America.
 */
export function missingInAddress({ number, emergencyAddress: address }: PhoneNumber): readonly string[] {
  const missing: string[] = []
  if (!address?.street.trim()) missing.push('street address')
  if (!address?.city.trim()) missing.push('city')
  if (number.startsWith('+1') && !/^[A-Za-z]{2}$/.test(address?.region ?? ''))
    missing.push('state or province in two letters')
  if (!address?.postalCode.trim()) missing.push('postal code')
  return missing
}
