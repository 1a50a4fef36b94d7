import { createHash } from 'node:crypto'
import { type Document, type DocumentOf, makeDocument } from '../../src/callflow/design/document.ts'
import { flow } from './flow.ts'

export const realm = 'callwright.test'

/** A small company for tests: people with phones, mailboxes and a flow each, as documents to add to. */
export function company(fields: Partial<DocumentOf<'account'>> = {}): Document[] {
  return [makeDocument('account', { id: 'account', name: 'Test company', sipRealm: realm, timezone: 'UTC', ...fields })]
}

export interface SeatOptions {
  readonly device?: Partial<DocumentOf<'device'>>
  readonly mailbox?: Partial<DocumentOf<'mailbox'>>
  /** Seconds the phone rings before the mailbox takes over. */
  readonly ringSec?: number
}

/** User, phone, mailbox and the flow `user -> voicemail` of one extension; ids are `user-1001`, `device-1001`, `box-1001`, `flow-1001`. */
export function seat(extension: string, options: SeatOptions = {}): Document[] {
  const [userId, deviceId, boxId] = [`user-${extension}`, `device-${extension}`, `box-${extension}`]
  const timeoutSec = options.ringSec ?? 20
  return [
    makeDocument('user', {
      id: userId,
      name: `Person ${extension}`,
      firstName: 'Person',
      lastName: extension,
      extension,
    }),
    makeDocument('device', {
      id: deviceId,
      name: `Phone ${extension}`,
      ownerId: userId,
      sipUsername: extension,
      sipPassword: passwordOf(extension),
      ...options.device,
    }),
    makeDocument('mailbox', {
      id: boxId,
      name: `Box ${extension}`,
      number: extension,
      ownerId: userId,
      skipInstructions: true,
      ...options.mailbox,
    }),
    flow(`flow-${extension}`, {
      numbers: [extension],
      nodes: {
        user: { type: 'user', settings: { userId, timeoutSec }, wires: { _: 'voicemail' } },
        voicemail: { type: 'voicemail', settings: { mailboxId: boxId } },
      },
    }),
  ]
}

export const passwordOf = (extension: string): string => `secret-${extension}`

/** A media document for a sound, to be put as a blob. */
export function sound(id: string, wav: Uint8Array): Document {
  return makeDocument('media', {
    id,
    name: id,
    sha256: createHash('sha256').update(wav).digest('hex'),
    sizeBytes: wav.length,
  })
}
