import type { DesignSnapshot } from '../../callflow/design/snapshot.ts'
import type { EngineClock } from '../clock.ts'
import type { MessageChange } from '../control/message-contract.ts'
import type { MessageStore } from '../state/message-store.ts'

export interface MessageWorld {
  readonly bundles: { readonly active: { readonly design: DesignSnapshot } | undefined }
  readonly state: { readonly messages: MessageStore }
  readonly clock: Pick<EngineClock, 'wall'>
}

/** A message as its owner wants it: new or heard, in another box, deleted or taken back. Lamps follow. False: there is no such message or box. */
export function changeMessage({ bundles, state: { messages }, clock }: MessageWorld, change: MessageChange): boolean {
  const { messageId, isNew, mailboxId, isDeleted } = change
  if (!messages.get(messageId)) return false
  if (mailboxId !== undefined && !bundles.active?.design.find('mailbox', mailboxId)) return false
  if (mailboxId !== undefined) messages.moveTo(messageId, mailboxId)
  if (isNew === true) messages.markNew(messageId)
  if (isNew === false) messages.markSaved(messageId)
  if (isDeleted === true) messages.trash(messageId, clock.wall())
  if (isDeleted === false) messages.restore(messageId)
  return true
}
