import type { Account, PhoneNumber } from '../design/document.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { type EmergencyCallerId, emergencyCallerIds, missingInAddress } from '../numbering/emergency-caller-ids.ts'
import { addressWords, registeredAddress, toldHow, toldOfEmergency } from '../numbering/emergency-notice.ts'
import type { Finding } from './finding.ts'

/** Numbers that emergency services would see without knowing where they are (M92, M93). Nothing to say where no trunk leads out. */
export function checkEmergency(design: DesignSnapshot): Finding[] {
  const { account } = design
  if (!account || design.list('trunk').length === 0) return []
  return emergencyCallerIds(design).flatMap((shown) => [
    ...checkAddress(design, account, shown),
    ...checkTold(design, account, shown),
  ])
}

const phonesOf = ({ deviceIds }: EmergencyCallerId) =>
  deviceIds.length === 1 ? '1 phone' : `${deviceIds.length} phones`

function checkAddress(design: DesignSnapshot, account: Account, shown: EmergencyCallerId): Finding[] {
  const { number, phoneNumberId, hasAddress } = shown
  if (hasAddress) return []
  const phones = phonesOf(shown)
  if (number === '') {
    const message = `${phones} of "${account.name}" would call emergency services without a number.`
    return [{ code: 'no-emergency-number', severity: 'warning', documentId: account.id, message }]
  }
  const owned = design.find('phone-number', phoneNumberId)
  const why = owned ? `which has no ${whatIsMissing(owned)}` : 'which the account does not own'
  const message = `${phones} would call emergency services as ${number}, ${why}.`
  return [{ code: 'no-emergency-address', severity: 'warning', documentId: phoneNumberId ?? account.id, message }]
}

/** Says what would be sent, and that nobody here would know (47 CFR §9.16: whoever can be told is to be told). */
function checkTold(design: DesignSnapshot, account: Account, shown: EmergencyCallerId): Finding[] {
  const { number, phoneNumberId } = shown
  const emails = toldOfEmergency(design, number)
  if (toldHow(design, emails).outcome === 'mailed') return []
  const as = number === '' ? 'without a number' : `as ${number}`
  const address = addressWords(registeredAddress(design, number))
  const at = address === '' ? 'without an address' : `at ${address}`
  const why = emails.length === 0 ? 'nobody is named to be mailed about it' : 'the account sends no mail'
  const message = `A call for help by ${phonesOf(shown)} would go out ${as}, ${at}; ${why}.`
  return [{ code: 'emergency-untold', severity: 'info', documentId: phoneNumberId ?? account.id, message }]
}

/** `emergency address`, or what an address that was begun lacks. */
function whatIsMissing(owned: PhoneNumber): string {
  if (owned.emergencyAddress === null) return 'emergency address'
  return `${missingInAddress(owned).join(', ')} in its emergency address`
}
