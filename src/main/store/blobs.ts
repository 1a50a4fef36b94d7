import { createHash } from 'node:crypto'
import type { ReadableDb, WritableDb } from './database.ts'

export interface StoredBlob {
  readonly sha256: string
  readonly mimeType: string
  readonly bytes: Uint8Array
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** Named by its content: storing the same bytes twice stores them once. */
export function putBlob(db: WritableDb, bytes: Uint8Array, mimeType: string): string {
  const sha256 = sha256Of(bytes)
  db.prepare('INSERT INTO blob (sha256, mime_type, bytes) VALUES (?, ?, ?) ON CONFLICT DO NOTHING').run(
    sha256,
    mimeType,
    bytes,
  )
  return sha256
}

export function getBlob(db: ReadableDb, sha256: string): StoredBlob | undefined {
  return db
    .prepare<[string], StoredBlob>('SELECT sha256, mime_type AS mimeType, bytes FROM blob WHERE sha256 = ?')
    .get(sha256)
}

/** Drops blobs that no kept revision and no undo step refers to; what can be brought back stays. Answers how many went. */
export function collectBlobs(db: WritableDb): number {
  return db
    .prepare(
      `DELETE FROM blob WHERE sha256 NOT IN (
         SELECT json ->> '$.sha256' FROM revision WHERE kind = 'media' AND json ->> '$.sha256' IS NOT NULL)
       AND NOT EXISTS (SELECT 1 FROM undo_step WHERE instr(undo_step.diff, blob.sha256) > 0)`,
    )
    .run().changes
}
