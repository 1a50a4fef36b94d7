import type { EmergencyCall } from '../store/live-events.ts'

/** What the notice of a call for help says. `when` is a moment in words. */
export function emergencyWords(call: EmergencyCall, when: string): { readonly news: string; readonly more: string } {
  const { number, callerName, callerNumber, address, mailed } = call
  const as = callerNumber === '' ? 'without a number' : `as ${callerNumber}`
  const who = callerName === '' ? '' : ` (${callerName})`
  return {
    news: `Emergency call to ${number} ${as}${who}, ${when}.`,
    more: `${address === '' ? 'No address went along.' : `From ${address}.`} ${mailed.length === 0 ? 'Nobody was mailed.' : `Mailed to ${mailed.join(', ')}.`}`,
  }
}
