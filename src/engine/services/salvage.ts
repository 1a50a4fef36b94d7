import { existsSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { DesignSnapshot } from '../../callflow/design/snapshot.ts'
import type { EngineLog } from '../engine-log.ts'
import type { VoicemailMessage } from '../control/message-contract.ts'
import { mendRecording } from '../media/files/mend-recording.ts'
import { mendWav } from '../media/files/mend-wav.ts'
import type { MessageStore } from '../state/message-store.ts'
import type { MessageNote, RecordingNote, Spool } from '../state/spool.ts'
import type { CdrStore } from '../state/cdr-store.ts'
import { callsCutShort } from '../state/live-call-journal.ts'
import { type RecordingUpload, uploadNoteOf } from './recording-uploads.ts'

export interface SalvageOptions {
  readonly spool: Spool
  readonly messages: Pick<MessageStore, 'pathOf'> & {
    add(message: VoicemailMessage, path: string): void | Promise<void>
  }
  readonly recordingsFolder: string
  readonly messagesFolder: string
  readonly design: DesignSnapshot | undefined
  readonly log: EngineLog
}

export interface Salvaged {
  /** In their boxes now. */
  readonly messages: readonly VoicemailMessage[]
  /** Complete recordings that were to be sent, and nobody has begun to. */
  readonly uploads: readonly RecordingUpload[]
}

/**
 * After a run that was killed: messages that were being spoken, or were spoken and not yet in their box, go there; recordings of calls play to their
 * end. What was too short to keep, and what its speaker had not confirmed (greetings, names), is thrown away. What cannot be brought to its place now
 * stays for the next start.
 */
export async function salvage(options: SalvageOptions): Promise<Salvaged> {
  const { spool, log } = options
  const messages: VoicemailMessage[] = []
  const uploads: RecordingUpload[] = []
  let unconfirmed = 0
  const leftovers = spool.leftovers()
  const replaced = replacedIn(spool, leftovers)
  for (const [id, note] of leftovers) {
    try {
      if (note?.kind === 'message' && !replaced.has(id)) {
        const message = await salvageMessage(options, id, note)
        if (message) messages.push(message)
      } else if (note?.kind === 'call-recording') {
        const upload = await salvageRecording(options, note)
        if (upload) uploads.push(upload)
      } else if (!note) unconfirmed++
      await spool.clear(id)
    } catch (error) {
      log.error({ err: error, callId: note?.callId }, 'a recording of a call that was cut short stays in the spool')
    }
  }
  if (unconfirmed > 0) log.warn({ unconfirmed }, 'recordings that their speakers had not confirmed were thrown away')
  return { messages, uploads }
}

/** Calls that lived when the engine was killed get their record, but for those that are to go on. */
export function salvageCallRecords(about: {
  readonly journalPath: string
  readonly goOn?: ReadonlySet<string>
  readonly cdrs: Pick<CdrStore, 'add' | 'has'>
  readonly log: EngineLog
}): void {
  const { journalPath, goOn, cdrs, log } = about
  for (const cdr of callsCutShort(journalPath).filter(({ callId }) => !goOn?.has(callId))) {
    try {
      if (cdrs.has(cdr.callId)) continue
      cdrs.add(cdr)
      log.warn({ callId: cdr.callId }, 'a call was alive when the engine was stopped: it has a call record now')
    } catch (error) {
      log.error({ callId: cdr.callId, err: error }, 'the record of a call that was cut short could not be saved')
    }
  }
}

/** Of two messages of one call for one box the later stands for both, as when the caller spoke again, if it is long enough. */
function replacedIn(spool: Spool, leftovers: ReturnType<Spool['leftovers']>): ReadonlySet<string> {
  const latest = new Map<string, { readonly id: string; readonly startedMs: number }>()
  const replaced = new Set<string>()
  for (const [id, note] of leftovers) {
    if (note?.kind !== 'message' || !isLongEnough(spool.soundOf(id), note)) continue
    const key = `${note.callId} ${note.mailboxId}`
    const other = latest.get(key)
    if (other) replaced.add(other.startedMs < note.startedMs ? other.id : id)
    if (!other || other.startedMs < note.startedMs) latest.set(key, { id, startedMs: note.startedMs })
  }
  return replaced
}

const isLongEnough = (path: string, { minDurationMs }: MessageNote) =>
  existsSync(path) && (mendWav(path) ?? -1) >= minDurationMs

/** Named after its recording: a start that is itself cut short here finds what it has moved. */
async function salvageMessage(
  { spool, messages, messagesFolder, design, log }: SalvageOptions,
  messageId: string,
  note: MessageNote,
): Promise<VoicemailMessage | undefined> {
  const { callId, mailboxId, callerName, callerNumber, startedMs, minDurationMs, isWhole } = note
  if (messages.pathOf(messageId) !== undefined) return undefined // it was there already
  const path = spool.soundOf(messageId)
  const moved = join(messagesFolder, `${messageId}.wav`)
  if (!existsSync(path) && existsSync(moved)) await rename(moved, path)
  const durationMs = existsSync(path) ? mendWav(path) : undefined
  if (durationMs === undefined || durationMs < minDurationMs) {
    log.warn({ callId, mailboxId, durationMs: durationMs ?? 0 }, 'a message cut short was too short to keep')
    return undefined
  }
  const times = { receivedMs: startedMs + durationMs, durationMs }
  const message = { messageId, mailboxId, ...times, callerName, callerNumber, isNew: true, wasCutShort: !isWhole }
  await messages.add(message, path)
  const box = design?.find('mailbox', mailboxId)?.name
  if (box === undefined) log.warn({ callId, mailboxId, messageId }, 'a message is for a box that is not in the design')
  else
    log.warn({ callId, mailbox: box, durationMs }, isWhole ? 'a message was not yet in its box: it is there now' : cut)
  return message
}

const cut = 'a message was being spoken when the engine was stopped: what was said is in its box'

async function salvageRecording(
  { recordingsFolder, log }: SalvageOptions,
  { callId, name, url, method, label, minDurationMs }: RecordingNote,
): Promise<RecordingUpload | undefined> {
  const path = join(recordingsFolder, name)
  if (!existsSync(path)) return undefined
  const durationMs = mendRecording(path) ?? 0
  if (durationMs === 0 || durationMs < minDurationMs) {
    await rm(path, { force: true })
    return undefined
  }
  log.warn({ callId, name, durationMs }, 'a call was being recorded when the engine was stopped: what was said is kept')
  const isOnItsWay = url === '' || existsSync(uploadNoteOf(recordingsFolder, name))
  return isOnItsWay ? undefined : { callId, name, url, method, label }
}
