import { addresses } from '../../design/fax-mail.ts'
import type { Mailbox } from '../../design/document.ts'
import type { DesignSnapshot } from '../../design/snapshot.ts'
import type { MailboxMessage, OperationKind } from '../../run/operation.ts'
import { perform } from '../../run/script.ts'
import type { Does } from '../does.ts'

const URL_TRIES = 3
const URL_TIMEOUT_MS = 5_000

export type NewMessage = Pick<MailboxMessage, 'messageId' | 'durationMs' | 'callerName' | 'callerNumber'>

/** What steps that bring messages into boxes may ask for beside the message itself. */
export const voicemailNotices = [
  'notify-message',
  'http-request',
  'publish-mwi',
] as const satisfies readonly OperationKind[]

/** Who is mailed about new messages: the owner when voicemail by e-mail is on for them, and the box's other addresses (A6). */
export function notifiedAddresses(mailbox: Mailbox, design: DesignSnapshot): readonly string[] {
  const owner = design.find('user', mailbox.ownerId)
  return addresses(owner?.voicemailToEmail ? owner.email : '', mailbox.notifyEmails)
}

/**
 * What follows a new message (A6): lamps, mail, the web address; then, once everybody was told, it counts as heard or is deleted if the box
 * wants that. When there was nobody to tell, or one of them could not be told, it stays new: no message is lost with its notification.
 */
export function* tellOfMessage(mailbox: Mailbox, design: DesignSnapshot, message: NewMessage): Does<void> {
  yield* showMessageCounts(mailbox)
  const isMailed = yield* mail(mailbox, design, message)
  const isPosted = yield* post(mailbox, message)
  const told = [isMailed, isPosted].filter((each) => each !== undefined)
  if (mailbox.afterNotify === 'keep-new' || told.length === 0 || told.includes(false)) return
  const kind = mailbox.afterNotify === 'delete' ? 'delete' : 'mark-saved'
  yield* perform({ kind: 'update-message', messageId: message.messageId, change: { kind } })
  yield* showMessageCounts(mailbox)
}

/** MWI: how many messages wait, for the lamps of the box's phones. */
export function* showMessageCounts({ id }: Pick<Mailbox, 'id'>): Does<void> {
  const { newMessages, savedMessages } = yield* perform({ kind: 'read-mailbox', mailboxId: id })
  yield* perform({ kind: 'publish-mwi', mailboxId: id, newMessages, savedMessages })
}

/** Undefined: there was nobody to tell. */
function* mail(mailbox: Mailbox, design: DesignSnapshot, { messageId }: NewMessage): Does<boolean | undefined> {
  const emails = notifiedAddresses(mailbox, design)
  if (emails.length === 0) return undefined
  const { attachMessage, attachmentFormat, transcription } = mailbox
  const { outcome } = yield* perform({
    kind: 'notify-message',
    mailboxId: mailbox.id,
    messageId,
    emails,
    attach: attachMessage ? attachmentFormat : 'none',
    transcription,
  })
  return outcome === 'sent'
}

/** The server must have taken it before the message may go. */
function* post(box: Mailbox, message: NewMessage): Does<boolean | undefined> {
  const { notifyUrl, afterNotify } = box
  if (notifyUrl === '') return undefined
  const { outcome } = yield* perform({
    ...posting(notifyUrl),
    fields: {
      event: 'voicemail-new',
      ...fieldsOf(box),
      'message-id': message.messageId,
      'caller-name': message.callerName,
      'caller-number': message.callerNumber,
      'duration-ms': String(message.durationMs),
    },
    awaits: afterNotify === 'keep-new' ? 'nothing' : 'acceptance',
  })
  return outcome === 'sent'
}

/** The box's web server hears when too many wrong PINs have shut it. */
export function* tellOfGuessing(box: Mailbox, callerNumber: string): Does<void> {
  if (box.notifyUrl === '') return
  yield* perform({
    ...posting(box.notifyUrl),
    fields: { event: 'voicemail-pin-guessed', ...fieldsOf(box), 'caller-number': callerNumber },
    awaits: 'nothing',
  })
}

const fieldsOf = ({ id, name, number }: Mailbox) => ({ 'mailbox-id': id, 'mailbox-name': name, mailbox: number })

const posting = (url: string) =>
  ({ kind: 'http-request', url, method: 'post', headers: {}, retries: URL_TRIES, timeoutMs: URL_TIMEOUT_MS }) as const
