import type { EmergencyCall } from '../store/live-events.ts'

/** Phones are usually named after whose they are: that is not said twice. */
export function madeBy(person = '', phone = ''): string {
  return phone.startsWith(person) ? phone : [person, phone].filter((name) => name !== '').join(', ')
}

/** What the notice of a call for help says. `by` is whoever made it, empty where nobody knows; `when` a moment in words. */
export function emergencyWords(
  call: EmergencyCall,
  { by, when }: { readonly by: string; readonly when: string },
): { readonly news: string; readonly more: string } {
  const { number, callerNumber, address, mailed } = call
  const as = callerNumber === '' ? 'without a number' : `as ${callerNumber}`
  return {
    news: `Emergency call to ${number}${by === '' ? '' : ` by ${by}`} ${as}, ${when}.`,
    more: `${address === '' ? 'No address went along.' : `From ${address}.`} ${mailed.length === 0 ? 'Nobody was mailed.' : `Mailed to ${mailed.join(', ')}.`}`,
  }
}
