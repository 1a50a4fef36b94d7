import { Temporal } from 'temporal-polyfill'
import type { DocumentOf, Mailbox } from '../../../callflow/design/document.ts'
import type { DesignSnapshot } from '../../../callflow/design/snapshot.ts'
import { firstKnownZone } from '../../../callflow/schedule/local-time.ts'
import type { OperationOf } from '../../../callflow/run/operation.ts'
import type { VoicemailMessage } from '../../control/contract.ts'
import { type Mail, oneLine } from './mail.ts'

type Account = DocumentOf<'account'>
type Said = Pick<Mail, 'subject' | 'text' | 'about'>

interface NewMessage {
  readonly message: VoicemailMessage
  readonly mailbox: Mailbox
  readonly design: DesignSnapshot
  readonly attach: OperationOf<'notify-message'>['attach']
}

/** What a mail says of a new message (A6). */
export function voicemailText({ message, mailbox, design, attach }: NewMessage): Said {
  const site = design.find('site', design.find('user', mailbox.ownerId)?.siteId)
  const zone = firstKnownZone(mailbox.timezone, site?.timezone, design.account?.timezone)
  const box = oneLine(mailbox.name, 128)
  const from = partyOf(message)
  const lines = [
    `There is a new message in the mailbox "${box}".`,
    '',
    `From: ${from}`,
    `When: ${timeOf(message.receivedMs, zone)}`,
    `Length: ${lengthOf(message.durationMs)}`,
    '',
    recordingLine(attach),
  ]
  return {
    subject: `Voicemail from ${from} (${lengthOf(message.durationMs)})`,
    text: lines.join('\n'),
    about: `a message in "${box}"`,
  }
}

/** The engine makes no MP3 or MP4. */
function recordingLine(attach: NewMessage['attach']): string {
  if (attach === 'none') return 'The recording is in the mailbox: listen to it by phone.'
  if (attach === 'wav') return 'The recording is attached.'
  return `The recording is attached as WAV, which this engine makes instead of ${attach.toUpperCase()}.`
}

export interface MissedCall {
  readonly callerName: string
  readonly callerNumber: string
  readonly dialled: string
  readonly startedMs: number
}

export function missedCallText(call: MissedCall, design: DesignSnapshot): Said {
  const zone = firstKnownZone(design.account?.timezone)
  const from = partyOf(call)
  const dialled = oneLine(call.dialled, 64)
  const lines = [
    'A call was missed: nobody talked, and no message was left.',
    '',
    `From: ${from}`,
    `To: ${dialled}`,
    `When: ${timeOf(call.startedMs, zone)}`,
  ]
  return { subject: `Missed call from ${from}`, text: lines.join('\n'), about: 'a missed call' }
}

export function troubleText(sentences: readonly string[], account: Account | undefined): Said {
  const office = oneLine(account?.name ?? '', 64)
  const lines = [`The telephone system${office === '' ? '' : ` of ${office}`} has something to say:`, '']
  const subject = sentences.length === 1 ? oneLine(sentences[0] ?? '', 100) : `${sentences.length} notices`
  return {
    subject: `Callwright: ${subject}`,
    text: [...lines, ...sentences.map((sentence) => `- ${sentence}`)].join('\n'),
    about: 'trouble',
  }
}

export function testText(): Said {
  const text = 'This mail was sent by Callwright to try the mail settings of the account. Nothing needs to be done.'
  return { subject: 'Test mail from Callwright', text, about: 'a test' }
}

/** `Bob (+16045550100)`. Callers choose their names: one line, nothing unseen. */
function partyOf({ callerName, callerNumber }: Pick<VoicemailMessage, 'callerName' | 'callerNumber'>): string {
  const name = oneLine(callerName, 64)
  const number = oneLine(callerNumber, 35)
  if (name === '' || name === number) return number || 'somebody unknown'
  return number === '' ? name : `${name} (${number})`
}

/** `Friday 27 November 2026, 14:03 (Europe/London)` */
export function timeOf(epochMs: number, zone: string): string {
  const at = Temporal.Instant.fromEpochMilliseconds(Math.floor(epochMs)).toZonedDateTimeISO(zone)
  const weekday = at.toLocaleString('en-GB', { weekday: 'long' })
  const month = at.toLocaleString('en-GB', { month: 'long' })
  const two = (value: number) => String(value).padStart(2, '0')
  return `${weekday} ${at.day} ${month} ${at.year}, ${two(at.hour)}:${two(at.minute)} (${zone})`
}

/** `0:34` */
function lengthOf(durationMs: number): string {
  const seconds = Math.max(0, Math.round(durationMs / 1_000))
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
