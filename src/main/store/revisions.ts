import type { Document } from '../../callflow/design/document.ts'
import type { DocumentCodec } from './codec.ts'
import type { ReadableDb, WritableDb } from './database.ts'

export interface RevisionOfDocument {
  readonly revision: number
  readonly atMs: number
  readonly who: string
  readonly label: string
  /** Null: removed by this change. */
  readonly document: Document | null
}

/** Adds the state a change left a document in and answers its revision number, which counts from 1 and survives removal. */
export function addRevision(
  db: WritableDb,
  codec: DocumentCodec,
  args: { readonly before: Document | undefined; readonly after: Document | undefined; readonly changeId: number },
): number {
  const document = args.after ?? args.before
  if (!document) return 0
  const last = db
    .prepare<[string], { revision: number | null }>(
      'SELECT max(revision) AS revision FROM revision WHERE document_id = ?',
    )
    .get(document.id)
  const revision = (last?.revision ?? 0) + 1
  db.prepare('INSERT INTO revision (document_id, revision, kind, json, change_id) VALUES (?, ?, ?, ?, ?)').run(
    document.id,
    revision,
    document.kind,
    args.after ? codec.encode(args.after) : null,
    args.changeId,
  )
  return revision
}

/** Newest first, at most `limit`. */
export function listRevisions(db: ReadableDb, codec: DocumentCodec, id: string, limit = 1_000): RevisionOfDocument[] {
  const rows = db
    .prepare<[string, number], { revision: number; atMs: number; who: string; label: string; json: string | null }>(
      `SELECT r.revision, c.at_ms AS atMs, c.who, c.label, r.json
       FROM revision r JOIN change c ON c.change_id = r.change_id
       WHERE r.document_id = ? ORDER BY r.revision DESC LIMIT ?`,
    )
    .all(id, limit)
  return rows.map(({ json, ...row }) => ({ ...row, document: json === null ? null : codec.decode(json) }))
}
