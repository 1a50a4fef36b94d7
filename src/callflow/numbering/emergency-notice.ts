import { addresses } from '../design/fax-mail.ts'
import { isMailAddress, missingForMail } from '../design/kinds/mail-settings.ts'
import type { PhoneNumber } from '../design/document.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { countryOf } from './country.ts'
import { toE164 } from './e164.ts'
import { missingInAddress } from './emergency-caller-ids.ts'

export type EmergencyAddress = NonNullable<PhoneNumber['emergencyAddress']>

/** The address that is registered for the number that a call for help shows; undefined for none, and for one that is not whole (M92). */
export function registeredAddress(design: DesignSnapshot, shownNumber: string): EmergencyAddress | undefined {
  const owned = ownedNumber(design, shownNumber)
  return owned?.emergencyAddress && missingInAddress(owned).length === 0 ? owned.emergencyAddress : undefined
}

/** Who is told by mail of a call for help that shows that number: those named with its address, and those of the account. */
export function toldOfEmergency(design: DesignSnapshot, shownNumber: string): readonly string[] {
  const ofNumber = ownedNumber(design, shownNumber)?.emergencyAddress?.notifyEmails ?? []
  return addresses('', [...ofNumber, ...(design.account?.emergencyEmails ?? [])])
}

/** How people are told of a call for help: always on the screen, and by mail where somebody is to be mailed and mail can leave. */
export const toldHow = (design: DesignSnapshot, emails: readonly string[]) =>
  ({ outcome: emails.some(isMailAddress) && !missingForMail(design.account?.mail) ? 'mailed' : 'screen' }) as const

/** `Seaside Ltd, 12 Harbour Road, Suite 4, Vancouver, BC V6B 1A1`; empty for none. */
export function addressWords(address: EmergencyAddress | undefined): string {
  if (!address) return ''
  const { callerName, street, extended, city, region } = address
  const place = [region, postalCodeOf(address)].filter((each) => each.trim() !== '').join(' ')
  return [callerName, street, extended, city, place].filter((each) => each.trim() !== '').join(', ')
}

/** With the four digits behind a ZIP code, where they are entered. */
export const postalCodeOf = ({ postalCode, postalCodeExtra }: EmergencyAddress): string =>
  postalCodeExtra === '' ? postalCode : `${postalCode}-${postalCodeExtra}`

function ownedNumber(design: DesignSnapshot, shownNumber: string): PhoneNumber | undefined {
  const number = toE164(shownNumber, countryOf(design)) ?? shownNumber
  return design.list('phone-number').find((each) => each.number === number)
}
