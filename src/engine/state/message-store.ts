import { mkdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { VoicemailMessage } from '../control/message-contract.ts'
import { joinWav } from '../media/files/join-wav.ts'
import type { EngineDatabase } from './engine-database.ts'
import { durableFiles, type Files } from './files.ts'
import { messageRows } from './message-rows.ts'
import { loadMessages, noteOf } from './message-notes.ts'
import { type Writes, writeThrough } from './writes.ts'

export interface MailboxCounts {
  readonly newMessages: number
  readonly savedMessages: number
}

/**
 * Voicemail: `messages/<id>.wav` and a row in engine.db. What has resolved is on the disk, whole: the sound, and who left it for whom, in a note beside
 * it until the row is there. Nothing is shown before.
 */
export interface MessageStore {
  counts(mailboxId: string): MailboxCounts
  /** Moves the recording at `wavPath` in; when it rejects it is still there. */
  add(message: VoicemailMessage, wavPath: string): Promise<void>
  /** Without those that were deleted, unless they are asked for. */
  list(mailboxId?: string, about?: Pick<MessagesOf, 'withDeleted'>): VoicemailMessage[]
  get(messageId: string): VoicemailMessage | undefined
  /** Where the message's sound is; undefined for an unknown id. */
  pathOf(messageId: string): string | undefined
  audio(messageId: string): Promise<Buffer | undefined>
  /** False: there is no such message. */
  markSaved(messageId: string): boolean
  markNew(messageId: string): boolean
  /** What it says in writing. */
  setTranscript(messageId: string, transcript: string): boolean
  /** To another box, as it is. */
  moveTo(messageId: string, mailboxId: string): boolean
  /** Deleted, and kept for a week. */
  trash(messageId: string, nowMs: number): boolean
  /** Takes that back. */
  restore(messageId: string): boolean
  /** Deleted; a deleted one for good. */
  discard(messageId: string, nowMs: number): Promise<boolean>
  /** What was deleted more than a week ago is gone for good. */
  purge(nowMs: number): void
  /**
   * A new message with the same sound and caller, as it arrived, or with an introduction before it; undefined when there is no such message or
   * the two cannot be joined.
   */
  copy(
    messageId: string,
    as: { readonly messageId: string; readonly mailboxId: string },
    introduction?: { readonly wavPath: string; readonly durationMs: number },
  ): Promise<VoicemailMessage | undefined>
  remove(messageId: string): Promise<boolean>
}

export interface MessagesOf {
  /** Of every box when absent. */
  readonly mailboxId?: string | undefined
  readonly withDeleted?: boolean
}

export interface MessageStoreOptions {
  readonly writes?: Writes
  readonly files?: Files
  /** A message of the box was marked, moved, deleted or taken back. */
  readonly onChanged?: (mailboxId: string) => void
}

/** How long what was deleted can be taken back. */
const TRASH_MS = 7 * 86_400_000

/** Of one answer. */
const MAX_LISTED = 10_000

export function createMessageStore(
  db: EngineDatabase,
  dataDir: string,
  { writes = writeThrough(db), files = durableFiles(), onChanged = () => {} }: MessageStoreOptions = {},
): MessageStore {
  const folder = join(dataDir, 'messages')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const rows = messageRows(db, writes)
  const wavOf = (messageId: string) => join(folder, `${messageId}.wav`)
  const dropNote = ({ messageId }: VoicemailMessage) => void files.remove(noteOf(folder, messageId)).catch(() => {})
  const boxes = new Map<string, Map<string, VoicemailMessage>>()
  const messages = new Map<string, VoicemailMessage>()
  const remember = (message: VoicemailMessage) => {
    messages.set(message.messageId, message)
    const box = boxes.get(message.mailboxId) ?? new Map<string, VoicemailMessage>()
    boxes.set(message.mailboxId, box.set(message.messageId, message))
  }
  /** `onWritten`: the row is there. */
  const save = (message: VoicemailMessage, onWritten = () => {}) => {
    remember(message)
    rows.put(message, onWritten)
  }
  const { known, noted } = loadMessages(folder, rows.all())
  for (const message of known) remember(message)
  for (const message of noted) save(message, () => dropNote(message))

  /** Puts a message in whose sound `make` brings to its place. */
  const bring = async (message: VoicemailMessage, make: (path: string) => Promise<void>) => {
    await files.write(noteOf(folder, message.messageId), JSON.stringify(message))
    try {
      await make(wavOf(message.messageId))
    } catch (error) {
      dropNote(message)
      throw error
    }
    save(message, () => dropNote(message))
  }
  /** Only ids of messages become paths, so an id from outside cannot name another file. */
  const pathOf = (messageId: string) => (messages.has(messageId) ? wavOf(messageId) : undefined)

  /** False: there is no such message. */
  const change = (messageId: string, to: Partial<VoicemailMessage>): boolean => {
    const message = messages.get(messageId)
    if (!message) return false
    const changed = { ...message, ...to }
    if (changed.mailboxId !== message.mailboxId) boxes.get(message.mailboxId)?.delete(messageId)
    save(changed)
    for (const mailboxId of new Set([message.mailboxId, changed.mailboxId])) onChanged(mailboxId)
    return true
  }
  const remove = async (messageId: string): Promise<boolean> => {
    const message = messages.get(messageId)
    if (!message) return false
    messages.delete(messageId)
    boxes.get(message.mailboxId)?.delete(messageId)
    // Without its sound it is no message any more, whatever of the rest is still there when the power goes.
    await files.remove(wavOf(messageId))
    await files.remove(noteOf(folder, messageId))
    rows.remove(messageId)
    onChanged(message.mailboxId)
    return true
  }
  return {
    pathOf,
    get: (messageId) => messages.get(messageId),
    counts(mailboxId) {
      const all = [...(boxes.get(mailboxId)?.values() ?? [])].filter(isThere)
      const newMessages = all.filter(({ isNew }) => isNew).length
      return { newMessages, savedMessages: all.length - newMessages }
    },
    add: (message, wavPath) => bring(message, (path) => files.move(wavPath, path)),
    list(mailboxId, { withDeleted = false } = {}) {
      const all = [...((mailboxId === undefined ? messages : boxes.get(mailboxId))?.values() ?? [])]
      const found = withDeleted ? all : all.filter(isThere)
      return found.sort((a, b) => b.receivedMs - a.receivedMs).slice(0, MAX_LISTED)
    },
    async audio(messageId) {
      const path = pathOf(messageId)
      return path === undefined ? undefined : readFile(path).catch(() => undefined)
    },
    markSaved(messageId) {
      return messages.get(messageId)?.isNew === false || change(messageId, { isNew: false })
    },
    async copy(messageId, as, introduction) {
      const message = messages.get(messageId)
      const path = pathOf(messageId)
      if (!message || path === undefined) return undefined
      const durationMs = message.durationMs + (introduction?.durationMs ?? 0)
      const copy = { ...message, ...as, durationMs, isNew: true }
      if (!introduction) {
        await bring(copy, (to) => files.copy(path, to))
        return copy
      }
      const joined = joinWav(await readFile(introduction.wavPath), await readFile(path))
      if (!joined) return undefined
      await bring(copy, (to) => files.write(to, joined))
      return copy
    },
    markNew: (messageId) => change(messageId, { isNew: true }),
    setTranscript: (messageId, transcript) => change(messageId, { transcript }),
    moveTo: (messageId, mailboxId) => change(messageId, { mailboxId }),
    trash: (messageId, nowMs) => change(messageId, { deletedMs: nowMs }),
    restore: (messageId) => change(messageId, { deletedMs: undefined }),
    async discard(messageId, nowMs) {
      return messages.get(messageId)?.deletedMs === undefined
        ? change(messageId, { deletedMs: nowMs })
        : remove(messageId)
    },
    purge(nowMs) {
      for (const { messageId, deletedMs } of messages.values())
        if (deletedMs !== undefined && nowMs - deletedMs > TRASH_MS) void remove(messageId).catch(() => {}) // the next time
    },
    remove,
  }
}

const isThere = ({ deletedMs }: VoicemailMessage) => deletedMs === undefined
