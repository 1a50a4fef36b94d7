import type { VoicemailMessage } from '../control/message-contract.ts'
import type { EngineDatabase } from './engine-database.ts'
import type { Writes } from './writes.ts'

interface MessageRow {
  readonly messageId: string
  readonly mailboxId: string
  readonly receivedMs: number
  readonly durationMs: number
  readonly callerName: string
  readonly callerNumber: string
  readonly isNew: number
  readonly wasCutShort: number
  readonly deletedMs: number | null
  readonly transcript: string | null
}

const ALL = `SELECT message_id AS messageId, mailbox_id AS mailboxId, received_ms AS receivedMs, duration_ms AS durationMs,
  caller_name AS callerName, caller_number AS callerNumber, is_new AS isNew, was_cut_short AS wasCutShort,
  deleted_ms AS deletedMs, transcript FROM message`
const PUT = `INSERT OR REPLACE INTO message
  VALUES (@messageId, @mailboxId, @receivedMs, @durationMs, @callerName, @callerNumber, @isNew, @wasCutShort, @deletedMs,
    @transcript)`
const REMOVE = 'DELETE FROM message WHERE message_id = @messageId'

/** The table `message` of engine.db. */
export function messageRows(db: EngineDatabase, writes: Writes) {
  const all = db.prepare<[], MessageRow>(ALL)
  return {
    all: (): VoicemailMessage[] =>
      all.all().map(({ deletedMs, transcript, ...row }) => ({
        ...row,
        isNew: row.isNew === 1,
        wasCutShort: row.wasCutShort === 1,
        ...(deletedMs === null ? {} : { deletedMs }),
        ...(transcript === null ? {} : { transcript }),
      })),
    put({ isNew, wasCutShort, deletedMs, transcript, ...message }: VoicemailMessage, onWritten: () => void): void {
      const flags = { isNew: isNew ? 1 : 0, wasCutShort: wasCutShort ? 1 : 0, deletedMs: deletedMs ?? null }
      const parameters = { ...message, ...flags, transcript: transcript ?? null }
      writes.put({ kind: 'message', key: message.messageId, sql: PUT, parameters, onWritten })
    },
    remove(messageId: string): void {
      writes.put({ kind: 'message', key: messageId, sql: REMOVE, parameters: { messageId } })
    },
  }
}
