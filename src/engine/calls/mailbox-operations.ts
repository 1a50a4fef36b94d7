import type { OperationOf, ResultOf } from '../../callflow/run/operation.ts'
import { isNoRoom } from '../state/no-room.ts'
import type { Call } from './call.ts'

export function listMessages(call: Call, mailboxId: string): ResultOf<'list-messages'> {
  const messages = call.world.messages.list(mailboxId).toReversed()
  return { messages: messages.map(({ mailboxId: _mailboxId, wasCutShort: _wasCutShort, ...message }) => message) }
}

/** A copy that does not fit into the other box, or on the disk, is not made. */
export async function updateMessage(
  call: Call,
  operation: OperationOf<'update-message'>,
): Promise<ResultOf<'update-message'>> {
  const { messages, newId, clock } = call.world
  const { messageId, change } = operation
  if (change.kind !== 'copy-to') {
    const isDone = change.kind === 'delete' ? messages.trash(messageId, clock.wall()) : messages.markSaved(messageId)
    return { outcome: isDone ? 'done' : 'gone' }
  }
  if (readMailbox(call, change.mailboxId).isFull) return { outcome: 'gone' }
  const as = { messageId: newId(), mailboxId: change.mailboxId }
  const copy = await ifRoom(call, messages.copy(messageId, as, introductionOf(call, change)))
  if (!copy) return { outcome: 'gone' }
  call.events.messageSaved(copy)
  return { outcome: 'done', copyId: copy.messageId }
}

function introductionOf(call: Call, { introduction }: CopyTo) {
  if (!introduction) return undefined
  const wavPath = call.recordings.get(introduction.recordingId)
  if (wavPath === undefined) throw new Error(`there is no recording ${introduction.recordingId} in this call`)
  return { wavPath, durationMs: introduction.durationMs }
}

type CopyTo = Extract<OperationOf<'update-message'>['change'], { kind: 'copy-to' }>

export function readMailbox(call: Call, mailboxId: string): ResultOf<'read-mailbox'> {
  const isFull = isBoxFull(call, mailboxId) || !call.world.disk.allows('message')
  return { ...call.world.messages.counts(mailboxId), isFull }
}

/** It holds as many messages as it may, whatever room the disk has. */
export function isBoxFull(call: Call, mailboxId: string): boolean {
  const { newMessages, savedMessages } = call.world.messages.counts(mailboxId)
  return newMessages + savedMessages >= (call.design.find('mailbox', mailboxId)?.maxMessages ?? 0)
}

export async function keepRecording(
  call: Call,
  operation: OperationOf<'keep-recording'>,
): Promise<ResultOf<'keep-recording'>> {
  const path = call.recordings.get(operation.recordingId)
  if (path === undefined) throw new Error(`there is no recording ${operation.recordingId} in this call`)
  const isKept = await ifRoom(
    call,
    call.world.kept.keep(operation.as, path).then(() => true),
  )
  if (!isKept) return { outcome: 'no-space' }
  call.recordings.delete(operation.recordingId)
  return { outcome: 'kept' }
}

/** Undefined when the disk is full. */
export async function ifRoom<R>(call: Call, work: Promise<R>): Promise<R | undefined> {
  try {
    return await work
  } catch (error) {
    if (!isNoRoom(error)) throw error
    call.world.log.error({ callId: call.callId, err: error }, 'the disk is full')
    return undefined
  }
}

export async function forgetKept(call: Call, { what }: OperationOf<'forget-kept'>): Promise<ResultOf<'forget-kept'>> {
  await call.world.kept.forget(what)
  return { outcome: 'done' }
}
