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
  const json = args.after ? codec.encode(args.after) : null
  const added = db
    .prepare<[string, string, string | null, number, string], { revision: number }>(
      `INSERT INTO revision (document_id, revision, kind, json, change_id)
       SELECT ?, coalesce(max(revision), 0) + 1, ?, ?, ? FROM revision WHERE document_id = ? RETURNING revision`,
    )
    .get(document.id, document.kind, json, args.changeId, document.id)
  return added?.revision ?? 0
}

/** Typing and dragging save many states of which undo knows the last only; so does the history. Drops the one before the newest. */
export function dropRevisionBefore(db: WritableDb, documentId: string): void {
  db.prepare(
    `DELETE FROM revision WHERE document_id = ? AND revision = (
       SELECT revision FROM revision WHERE document_id = ? ORDER BY revision DESC LIMIT 1 OFFSET 1)`,
  ).run(documentId, documentId)
}

/** A document as it was; undefined when that state is not kept any more. */
export function documentAt(
  db: ReadableDb,
  codec: DocumentCodec,
  { id, revision }: { readonly id: string; readonly revision: number },
): Document | undefined {
  const row = db
    .prepare<[string, number], { json: string | null }>(
      'SELECT json FROM revision WHERE document_id = ? AND revision = ?',
    )
    .get(id, revision)
  return row && row.json !== null ? codec.decode(row.json) : undefined
}

/**
 * Keeps the newest `kept` states of every document, so that a design of many years stays small, and those that undo and redo need. Answers how many
 * went.
 */
export function pruneRevisions(db: WritableDb, kept = KEPT_REVISIONS): number {
  const { changes } = db
    .prepare(
      `DELETE FROM revision WHERE revision <= (
         SELECT max(newest.revision) FROM revision newest WHERE newest.document_id = revision.document_id) - ?
       AND (document_id, revision) NOT IN (
         SELECT state.value ->> 'id', coalesce(state.value ->> 'before', 0) FROM undo_step, json_each(states) state
         UNION ALL
         SELECT state.value ->> 'id', coalesce(state.value ->> 'after', 0) FROM undo_step, json_each(states) state)`,
    )
    .run(kept)
  return changes
}

const KEPT_REVISIONS = 200

/** Newest first, at most `limit`. */
export function listRevisions(
  db: ReadableDb,
  codec: DocumentCodec,
  id: string,
  limit = KEPT_REVISIONS,
): RevisionOfDocument[] {
  const rows = db
    .prepare<[string, number], { revision: number; atMs: number; who: string; label: string; json: string | null }>(
      `SELECT r.revision, c.at_ms AS atMs, c.who, c.label, r.json
       FROM revision r JOIN change c ON c.change_id = r.change_id
       WHERE r.document_id = ? ORDER BY r.revision DESC LIMIT ?`,
    )
    .all(id, limit)
  return rows.map(({ json, ...row }) => ({ ...row, document: json === null ? null : codec.decode(json) }))
}
