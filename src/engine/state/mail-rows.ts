import { z } from 'zod'
import type { EngineDatabase } from './engine-database.ts'
import { readJson } from './json-column.ts'
import { type Writes, writeThrough } from './writes.ts'

const mailSchema = z.object({
  id: z.string(),
  createdMs: z.number(),
  to: z.array(z.string()),
  subject: z.string(),
  text: z.string(),
  attachment: z.object({ messageId: z.string(), fileName: z.string() }).optional(),
  about: z.string(),
})

/** A mail that no server has taken yet. */
export interface WaitingMail {
  readonly mail: z.infer<typeof mailSchema>
  /** Times a server has spoken about it, each time to say not now. */
  readonly tries: number
  /** How long the engine has been trying, its own time off not counted. */
  readonly waitedMs: number
}

/** The table `mail` of engine.db. */
export interface MailRows {
  /** The oldest first. */
  all(): readonly WaitingMail[]
  put(waiting: WaitingMail): void
  remove(mailId: string): void
}

interface MailRow {
  readonly tries: number
  readonly waited_ms: number
  readonly mail_json: string
}

const PUT = 'INSERT OR REPLACE INTO mail VALUES (@mailId, @tries, @waitedMs, @json)'
const REMOVE = 'DELETE FROM mail WHERE mail_id = @mailId'

export function createMailRows(db: EngineDatabase, writes: Writes = writeThrough(db)): MailRows {
  const all = db.prepare<[], MailRow>('SELECT tries, waited_ms, mail_json FROM mail')
  return {
    all: () =>
      all
        .all()
        .flatMap((row): WaitingMail[] => {
          const mail = readJson(mailSchema, row.mail_json)
          return mail ? [{ mail, tries: row.tries, waitedMs: row.waited_ms }] : []
        })
        .sort((a, b) => a.mail.createdMs - b.mail.createdMs),
    put({ mail, tries, waitedMs }) {
      const parameters = { mailId: mail.id, tries, waitedMs: Math.round(waitedMs), json: JSON.stringify(mail) }
      writes.put({ kind: 'mail', key: mail.id, sql: PUT, parameters })
    },
    remove(mailId) {
      writes.put({ kind: 'mail', key: mailId, sql: REMOVE, parameters: { mailId } })
    },
  }
}
