import { copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { VoicemailMessage } from '../control/contract.ts'
import { joinWav } from '../media/join-wav.ts'
import type { EngineDatabase } from './engine-database.ts'

export interface MailboxCounts {
  readonly newMessages: number
  readonly savedMessages: number
}

/** Voicemail: a row in engine.db and `messages/<id>.wav`. The file is in place before the row, so a row never lacks its sound. */
export interface MessageStore {
  counts(mailboxId: string): MailboxCounts
  /** Moves the recording at `wavPath` in. */
  add(message: VoicemailMessage, wavPath: string): void
  list(mailboxId?: string): VoicemailMessage[]
  /** Where the message's sound is; undefined for an unknown id. */
  pathOf(messageId: string): string | undefined
  audio(messageId: string): Buffer | undefined
  /** False: there is no such message. */
  markSaved(messageId: string): boolean
  /**
   * A new message with the same sound and caller, as it arrived, or with an introduction before it; undefined when there is no such message or
   * the two cannot be joined.
   */
  copy(
    messageId: string,
    as: { readonly messageId: string; readonly mailboxId: string },
    introduction?: { readonly wavPath: string; readonly durationMs: number },
  ): VoicemailMessage | undefined
  remove(messageId: string): boolean
}

interface MessageRow {
  readonly messageId: string
  readonly mailboxId: string
  readonly receivedMs: number
  readonly durationMs: number
  readonly callerName: string
  readonly callerNumber: string
  readonly isNew: number
  readonly wasCutShort: number
}

const columns = `message_id AS messageId, mailbox_id AS mailboxId, received_ms AS receivedMs, duration_ms AS durationMs,
  caller_name AS callerName, caller_number AS callerNumber, is_new AS isNew, was_cut_short AS wasCutShort`

export function createMessageStore(
  db: EngineDatabase,
  dataDir: string,
  /** A message of the box was marked saved or removed. */
  onChanged: (mailboxId: string) => void = () => {},
): MessageStore {
  const folder = join(dataDir, 'messages')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const count = db.prepare<[string], { isNew: number; n: number }>(
    'SELECT is_new AS isNew, count(*) AS n FROM message WHERE mailbox_id = ? GROUP BY is_new',
  )
  const insert = db.prepare(
    'INSERT INTO message VALUES (@messageId, @mailboxId, @receivedMs, @durationMs, @callerName, @callerNumber, @isNew, @wasCutShort)',
  )
  const all = db.prepare<[], MessageRow>(`SELECT ${columns} FROM message ORDER BY received_ms DESC LIMIT 10000`)
  const ofBox = db.prepare<[string], MessageRow>(
    `SELECT ${columns} FROM message WHERE mailbox_id = ? ORDER BY received_ms DESC LIMIT 10000`,
  )
  const exists = db.prepare<[string], { found: number }>('SELECT 1 AS found FROM message WHERE message_id = ?')
  const one = db.prepare<[string], MessageRow>(`SELECT ${columns} FROM message WHERE message_id = ?`)
  const saved = db.prepare('UPDATE message SET is_new = 0 WHERE message_id = ?')
  const remove = db.prepare('DELETE FROM message WHERE message_id = ?')

  /** Only ids that have a row become paths, so an id from outside cannot name another file. */
  const pathOf = (messageId: string) => (exists.get(messageId) ? join(folder, `${messageId}.wav`) : undefined)
  return {
    pathOf,
    counts(mailboxId) {
      const rows = count.all(mailboxId)
      const of = (isNew: number) => rows.find((row) => row.isNew === isNew)?.n ?? 0
      return { newMessages: of(1), savedMessages: of(0) }
    },
    add(message, wavPath) {
      renameSync(wavPath, join(folder, `${message.messageId}.wav`))
      insert.run({ ...message, isNew: message.isNew ? 1 : 0, wasCutShort: message.wasCutShort ? 1 : 0 })
    },
    list: (mailboxId) => (mailboxId === undefined ? all.all() : ofBox.all(mailboxId)).map(fromRow),
    audio(messageId) {
      const path = pathOf(messageId)
      return path === undefined ? undefined : readFileSync(path)
    },
    markSaved(messageId) {
      const row = one.get(messageId)
      if (!row) return false
      saved.run(messageId)
      if (row.isNew === 1) onChanged(row.mailboxId)
      return true
    },
    copy(messageId, as, introduction) {
      const row = one.get(messageId)
      const path = pathOf(messageId)
      if (!row || path === undefined) return undefined
      const durationMs = row.durationMs + (introduction?.durationMs ?? 0)
      const message = { ...fromRow(row), ...as, durationMs, isNew: true }
      const to = join(folder, `${as.messageId}.wav`)
      if (introduction) {
        const joined = joinWav(readFileSync(introduction.wavPath), readFileSync(path))
        if (!joined) return undefined
        writeFileSync(to, joined, { mode: 0o600 })
      } else copyFileSync(path, to)
      insert.run({ ...row, ...as, durationMs, isNew: 1 })
      return message
    },
    remove(messageId) {
      const row = one.get(messageId)
      const path = pathOf(messageId)
      if (!row || path === undefined) return false
      remove.run(messageId)
      rmSync(path, { force: true })
      onChanged(row.mailboxId)
      return true
    },
  }
}

function fromRow(row: MessageRow): VoicemailMessage {
  return { ...row, isNew: row.isNew === 1, wasCutShort: row.wasCutShort === 1 }
}
