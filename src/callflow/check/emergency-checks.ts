import type { PhoneNumber } from '../design/document.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { emergencyCallerIds, missingInAddress } from '../numbering/emergency-caller-ids.ts'
import type { Finding } from './finding.ts'

/** Numbers that emergency services would see without knowing where they are (M92, M93). Nothing to say where no trunk leads out. */
export function checkEmergency(design: DesignSnapshot): Finding[] {
  const { account } = design
  if (!account || design.list('trunk').length === 0) return []
  return emergencyCallerIds(design).flatMap(({ number, deviceIds, phoneNumberId, hasAddress }): Finding[] => {
    if (hasAddress) return []
    const phones = deviceIds.length === 1 ? '1 phone' : `${deviceIds.length} phones`
    if (number === '') {
      const message = `${phones} of "${account.name}" would call emergency services without a number.`
      return [{ code: 'no-emergency-number', severity: 'warning', documentId: account.id, message }]
    }
    const owned = design.find('phone-number', phoneNumberId)
    const why = owned ? `which has no ${whatIsMissing(owned)}` : 'which the account does not own'
    const message = `${phones} would call emergency services as ${number}, ${why}.`
    return [{ code: 'no-emergency-address', severity: 'warning', documentId: phoneNumberId ?? account.id, message }]
  })
}

/** `emergency address`, or what an address that was begun lacks. */
function whatIsMissing(owned: PhoneNumber): string {
  if (owned.emergencyAddress === null) return 'emergency address'
  return `${missingInAddress(owned).join(', ')} in its emergency address`
}
