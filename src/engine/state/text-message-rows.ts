import { z } from 'zod'
import type { TextMessageRows } from '../services/text-messages/text-message.ts'
import type { EngineDatabase } from './engine-database.ts'
import { readJson } from './json-column.ts'
import { type DirectWrites, type Writes, writeThrough } from './writes.ts'

const messageSchema = z.object({
  id: z.string().max(128),
  recipientId: z.string().max(128),
  senderId: z.string().max(128),
  from: z.object({ uri: z.string().max(500), displayName: z.string().max(500) }),
  to: z.string().max(500),
  text: z.string().max(1_300),
  expiresMs: z.number(),
})

const PUT = `INSERT OR REPLACE INTO text_message VALUES
  (@messageId, (SELECT COALESCE(MAX(order_number), 0) + 1 FROM text_message), @recipientId, @expiresMs, @json)`
const REMOVE = 'DELETE FROM text_message WHERE message_id = @messageId'

/** The table `text_message` of engine.db. A row that cannot be read costs itself. */
export function createTextMessageRows(
  db: EngineDatabase,
  writes: Writes & DirectWrites = writeThrough(db),
): TextMessageRows {
  const all = db.prepare<[], { readonly message_json: string }>(
    'SELECT message_json FROM text_message ORDER BY order_number',
  )
  return {
    all: () => all.all().flatMap(({ message_json }) => readJson(messageSchema, message_json) ?? []),
    async keep(message) {
      const { id: messageId, recipientId, expiresMs } = message
      const parameters = { messageId, recipientId, expiresMs: Math.round(expiresMs), json: JSON.stringify(message) }
      await writes.atOnce([{ sql: PUT, parameters }])
    },
    remove: (messageId) => writes.put({ kind: 'text message', key: messageId, sql: REMOVE, parameters: { messageId } }),
  }
}
