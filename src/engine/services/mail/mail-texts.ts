import { Temporal } from 'temporal-polyfill'
import type { DocumentOf, Mailbox } from '../../../callflow/design/document.ts'
import type { DesignSnapshot } from '../../../callflow/design/snapshot.ts'
import { firstKnownZone } from '../../../callflow/schedule/local-time.ts'
import type { OperationOf } from '../../../callflow/run/operation.ts'
import type { VoicemailMessage } from '../../control/message-contract.ts'
import { type Mail, oneLine } from './mail.ts'
import { type MailWords, wordsIn } from './mail-words.ts'
import { troubleIn } from './trouble-sentences.ts'

type Account = DocumentOf<'account'>
type Said = Pick<Mail, 'subject' | 'text' | 'about'>

interface NewMessage {
  readonly message: VoicemailMessage
  readonly mailbox: Mailbox
  readonly design: DesignSnapshot
  readonly attach: OperationOf<'notify-message'>['attach']
  /** What was said comes along as text, where it was written down. */
  readonly transcription?: boolean
}

/** What a mail says of a new message (A6), in the language of whose box it is, else the account's. */
export function voicemailText({ message, mailbox, design, attach, transcription = false }: NewMessage): Said {
  const owner = design.find('user', mailbox.ownerId)
  const words = wordsIn(owner?.language, design.account?.language)
  const site = design.find('site', owner?.siteId)
  const zone = firstKnownZone(mailbox.timezone, site?.timezone, design.account?.timezone)
  const box = oneLine(mailbox.name, 128)
  const from = partyOf(message, words)
  const length = lengthOf(message.durationMs)
  const lines = [
    words.newMessage(box),
    '',
    `${words.from} ${from}`,
    `${words.when} ${timeOf(message.receivedMs, zone, words)}`,
    `${words.length} ${length}`,
    '',
    ...(transcription && message.transcript !== undefined ? [words.inWriting, message.transcript, ''] : []),
    recordingLine(attach, words),
  ]
  return {
    subject: words.voicemailSubject(from, length),
    text: lines.join('\n'),
    about: `a message in "${box}"`,
  }
}

/** The engine makes no MP3 or MP4. */
function recordingLine(attach: NewMessage['attach'], words: MailWords): string {
  if (attach === 'none') return words.isInMailbox
  return attach === 'wav' ? words.isAttached : words.isAttachedAsWav(attach.toUpperCase())
}

export interface MissedCall {
  readonly callerName: string
  readonly callerNumber: string
  readonly dialled: string
  readonly startedMs: number
}

/** In the account's language. */
export function missedCallText(call: MissedCall, design: DesignSnapshot): Said {
  const words = wordsIn(design.account?.language)
  const zone = firstKnownZone(design.account?.timezone)
  const from = partyOf(call, words)
  const dialled = oneLine(call.dialled, 64)
  const lines = [
    words.missed,
    '',
    `${words.from} ${from}`,
    `${words.to} ${dialled}`,
    `${words.when} ${timeOf(call.startedMs, zone, words)}`,
  ]
  return { subject: words.missedSubject(from), text: lines.join('\n'), about: 'a missed call' }
}

/** In the account's language, as far as the sentences are known in it. */
export function troubleText(sentences: readonly string[], account: Account | undefined): Said {
  const { trouble } = wordsIn(account?.language)
  const told = sentences.map((sentence) => troubleIn(account?.language, sentence))
  const subject = told.length === 1 ? oneLine(told[0] ?? '', 100) : trouble.notices(told.length)
  return {
    subject: `Callwright: ${subject}`,
    text: [trouble.says(oneLine(account?.name ?? '', 64)), '', ...told.map((sentence) => `- ${sentence}`)].join('\n'),
    about: 'trouble',
  }
}

export function testText(account: Account | undefined): Said {
  return { ...wordsIn(account?.language).test, about: 'a test' }
}

/** `Bob (+16045550100)`. Callers choose their names: one line, nothing unseen. */
function partyOf(
  { callerName, callerNumber }: Pick<VoicemailMessage, 'callerName' | 'callerNumber'>,
  { somebody }: MailWords,
): string {
  const name = oneLine(callerName, 64)
  const number = oneLine(callerNumber, 35)
  if (name === '' || name === number) return number || somebody
  return number === '' ? name : `${name} (${number})`
}

/** `Friday 27 November 2026, 14:03 (Europe/London)` */
export function timeOf(epochMs: number, zone: string, { locale, date }: MailWords): string {
  const at = Temporal.Instant.fromEpochMilliseconds(Math.floor(epochMs)).toZonedDateTimeISO(zone)
  const weekday = at.toLocaleString(locale, { weekday: 'long' })
  const month = at.toLocaleString(locale, { month: 'long' })
  const two = (value: number) => String(value).padStart(2, '0')
  return `${date({ weekday, day: at.day, month, year: at.year })}, ${two(at.hour)}:${two(at.minute)} (${zone})`
}

/** `0:34` */
function lengthOf(durationMs: number): string {
  const seconds = Math.max(0, Math.round(durationMs / 1_000))
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
