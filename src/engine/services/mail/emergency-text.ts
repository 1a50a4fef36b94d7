import type { DesignSnapshot } from '../../../callflow/design/snapshot.ts'
import { firstKnownZone } from '../../../callflow/schedule/local-time.ts'
import { type Mail, oneLine } from './mail.ts'
import { timeOf } from './mail-texts.ts'
import { wordsIn } from './mail-words.ts'

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

/** What 47 CFR §9.16(b)(2) asks for: that such a call was made, the number to call back, and where the caller is. In the account's language. */
export function emergencyText(call: EmergencyMail, design: DesignSnapshot): Pick<Mail, 'subject' | 'text' | 'about'> {
  const number = oneLine(call.number, 16)
  const words = wordsIn(design.account?.language)
  const { help } = words
  const { person, phone } = call
  const known = person !== '' && phone !== '' ? help.at(person, phone) : person || phone
  const who = oneLine(known || help.somebodyOutside, 128)
  const lines = [
    help.called(number),
    '',
    `${help.who} ${who}`,
    `${help.callBack} ${oneLine(call.callerNumber, 35) || help.noNumber}`,
    `${help.where} ${oneLine(call.address, 400) || help.noAddress}`,
    `${words.when} ${timeOf(call.atMs, firstKnownZone(design.account?.timezone), words)}`,
    '',
    help.ringsBack,
  ]
  return { subject: help.subject(number, who), text: lines.join('\n'), about: 'an emergency call' }
}
