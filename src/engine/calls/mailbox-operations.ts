import type { OperationOf, ResultOf } from '../../callflow/run/operation.ts'
import type { LiveCall } from './live-call.ts'

export function listMessages(call: LiveCall, mailboxId: string): ResultOf<'list-messages'> {
  const messages = call.world.messages.list(mailboxId).toReversed()
  return { messages: messages.map(({ mailboxId: _mailboxId, wasCutShort: _wasCutShort, ...message }) => message) }
}

/** A copy that does not fit into the other box is not made. */
export function updateMessage(call: LiveCall, operation: OperationOf<'update-message'>): ResultOf<'update-message'> {
  const { messages, newId } = call.world
  const { messageId, change } = operation
  if (change.kind !== 'copy-to') {
    const isDone = change.kind === 'delete' ? messages.remove(messageId) : messages.markSaved(messageId)
    return { outcome: isDone ? 'done' : 'gone' }
  }
  if (readMailbox(call, change.mailboxId).isFull) return { outcome: 'gone' }
  const copy = messages.copy(
    messageId,
    { messageId: newId(), mailboxId: change.mailboxId },
    introductionOf(call, change),
  )
  if (!copy) return { outcome: 'gone' }
  call.events.messageSaved(copy)
  return { outcome: 'done', copyId: copy.messageId }
}

function introductionOf(call: LiveCall, { introduction }: CopyTo) {
  if (!introduction) return undefined
  const wavPath = call.recordings.get(introduction.recordingId)
  if (wavPath === undefined) throw new Error(`there is no recording ${introduction.recordingId} in this call`)
  return { wavPath, durationMs: introduction.durationMs }
}

type CopyTo = Extract<OperationOf<'update-message'>['change'], { kind: 'copy-to' }>

export function readMailbox(call: LiveCall, mailboxId: string): ResultOf<'read-mailbox'> {
  const counts = call.world.messages.counts(mailboxId)
  const limit = call.design.find('mailbox', mailboxId)?.maxMessages ?? 0
  return { ...counts, isFull: counts.newMessages + counts.savedMessages >= limit }
}

export function keepRecording(call: LiveCall, operation: OperationOf<'keep-recording'>): ResultOf<'keep-recording'> {
  const path = call.recordings.get(operation.recordingId)
  if (path === undefined) throw new Error(`there is no recording ${operation.recordingId} in this call`)
  call.world.kept.keep(operation.as, path)
  call.recordings.delete(operation.recordingId)
  return { outcome: 'kept' }
}

export function forgetKept(call: LiveCall, { what }: OperationOf<'forget-kept'>): ResultOf<'forget-kept'> {
  call.world.kept.forget(what)
  return { outcome: 'done' }
}
