import { Temporal } from 'temporal-polyfill'
import type { Mailbox } from '../../design/document.ts'
import type { MailboxMessage, Sound } from '../../run/operation.ts'
import type { CallContext } from '../../run/script.ts'
import { firstKnownZone } from '../../schedule/local-time.ts'
import { type PromptId, prompt } from '../prompts.ts'
import { grammarOf } from '../saying/grammar.ts'
import { spokenNumber } from '../saying/number.ts'

/** Said before a message: its place and who left it. */
export function envelopeBefore(message: MailboxMessage, place: number): readonly Sound[] {
  return [prompt('vm-message_number'), ...spokenNumber(place), ...callerOf(message)]
}

function callerOf({ callerNumber }: MailboxMessage): Sound[] {
  const text = callerNumber.replaceAll(/[^0-9+*#]/g, '').slice(0, 24)
  return text === '' ? [prompt('vm-from_unknown')] : [prompt('vm-from'), { kind: 'digits', text }]
}

const weekdays: readonly PromptId[] = [
  'time-monday',
  'time-tuesday',
  'time-wednesday',
  'time-thursday',
  'time-friday',
  'time-saturday',
  'time-sunday',
]

/** Said after it: weekday and time of day in the box's time zone, else where its owner is, for a message of the last six days; before that the day of the year. In the grammar of the call's language. */
export function envelopeAfter(
  call: CallContext,
  { mailbox, message, nowMs }: { readonly mailbox: Mailbox; readonly message: MailboxMessage; readonly nowMs: number },
): readonly Sound[] {
  const { design } = call
  const grammar = grammarOf(call)
  const site = design.find('site', design.find('user', mailbox.ownerId)?.siteId)
  const zone = firstKnownZone(mailbox.timezone, site?.timezone, design.account?.timezone)
  const at = Temporal.Instant.fromEpochMilliseconds(Math.floor(message.receivedMs)).toZonedDateTimeISO(zone)
  const today = Temporal.Instant.fromEpochMilliseconds(Math.floor(nowMs)).toZonedDateTimeISO(zone).toPlainDate()
  const daysAgo = at.toPlainDate().until(today).days
  const day = daysAgo === 0 ? 'time-today' : daysAgo === 1 ? 'time-yesterday' : weekdays[at.dayOfWeek - 1]
  const date = daysAgo > 6 ? grammar.date(at.month, at.day) : day ? [prompt(day)] : []
  return [prompt('vm-received'), ...date, ...grammar.time(at.hour, at.minute)]
}
