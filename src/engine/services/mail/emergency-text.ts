import type { DesignSnapshot } from '../../../callflow/design/snapshot.ts'
import { firstKnownZone } from '../../../callflow/schedule/local-time.ts'
import { type Mail, oneLine } from './mail.ts'
import { timeOf } from './mail-texts.ts'

export interface EmergencyMail {
  readonly number: string
  readonly callerName: string
  readonly callerNumber: string
  /** What went along, in words; empty for nothing. */
  readonly address: string
  /** Names of the phone and of whoever is at it; empty where unknown. */
  readonly phone: string
  readonly person: string
  readonly atMs: number
}

/** What 47 CFR §9.16(b)(2) asks for: that such a call was made, the number to call back, and where the caller is. */
export function emergencyText(call: EmergencyMail, design: DesignSnapshot): Pick<Mail, 'subject' | 'text' | 'about'> {
  const number = oneLine(call.number, 16)
  const who = oneLine([call.person, call.phone].filter((each) => each !== '').join(', at ') || 'somebody outside', 128)
  const lines = [
    `${number} was called for help.`,
    '',
    `Who: ${who}`,
    `Call back: ${oneLine(call.callerNumber, 35) || 'no number was shown'}`,
    `Where: ${oneLine(call.address, 400) || 'no address is registered for that number'}`,
    `When: ${timeOf(call.atMs, firstKnownZone(design.account?.timezone))}`,
    '',
    'Calls to that number ring the phone it was called from for the next 30 minutes.',
  ]
  return { subject: `Emergency call to ${number} by ${who}`, text: lines.join('\n'), about: 'an emergency call' }
}
