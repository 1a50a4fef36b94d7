import { stat } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import MailComposer from 'nodemailer/lib/mail-composer'
import type { MailSettings } from '../../../callflow/design/kinds/mail-settings.ts'
import { type Mail, oneLine } from './mail.ts'

/** A mail as it goes over the wire (RFC 5322, RFC 2045). */
export interface ComposedMail {
  readonly from: string
  readonly to: readonly string[]
  readonly sizeBytes: number
  /** Whether everything is attached that was to be. */
  readonly isComplete: boolean
  readonly open: () => Readable
}

export type FindRecording = (messageId: string) => string | undefined

/** Most servers refuse mails of more than 25 or 35 MB, in base64. */
const MAX_ATTACHED_BYTES = 18_000_000

/** The same mail has the same Message-ID in every try, so that who gets it twice can tell. */
export async function compose(mail: Mail, settings: MailSettings, find: FindRecording): Promise<ComposedMail> {
  const found = await attachmentOf(mail, find)
  const from = settings.senderAddress
  const make = () =>
    new MailComposer({
      from: { name: oneLine(settings.senderName, 128), address: from },
      to: mail.to.map((address) => ({ name: '', address })),
      subject: oneLine(mail.subject, 200),
      date: new Date(mail.createdMs),
      messageId: `<${mail.id}@${from.slice(from.lastIndexOf('@') + 1)}>`,
      headers: { 'Auto-Submitted': 'auto-generated' }, // RFC 3834: nobody's holiday answers it
      text: found.note === '' ? mail.text : `${mail.text}\n\n${found.note}`,
      attachments:
        found.path === undefined ? [] : [{ path: found.path, filename: found.fileName, contentType: 'audio/wav' }],
      disableUrlAccess: true,
    })
      .compile()
      .createReadStream()
  return { from, to: mail.to, sizeBytes: found.sizeBytes, isComplete: found.note === '', open: make }
}

async function attachmentOf({ attachment }: Mail, find: FindRecording) {
  const nothing = { path: undefined, fileName: '', sizeBytes: 0, note: '' }
  if (!attachment) return nothing
  const path = find(attachment.messageId)
  const size =
    path === undefined
      ? undefined
      : await stat(path).then(
          ({ size: bytes }) => bytes,
          () => undefined,
        )
  if (path === undefined || size === undefined) {
    return { ...nothing, note: 'The recording is not attached: the message was removed before this mail could leave.' }
  }
  if (size > MAX_ATTACHED_BYTES) {
    return { ...nothing, note: 'The recording is too long to be attached: listen to it by phone.' }
  }
  return { path, fileName: attachment.fileName, sizeBytes: size, note: '' }
}
