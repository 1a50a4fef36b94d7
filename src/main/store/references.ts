import type { Document } from '../../callflow/design/document.ts'
import type { DocumentKind } from '../../callflow/design/kind.ts'
import { referencesOf } from '../../callflow/modules/document-references.ts'
import type { Usage } from '../api/contract.ts'
import type { ReadableDb, WritableDb } from './database.ts'

/** `before`: what the table says now; undefined for a new document. */
export function writeReferences(db: WritableDb, before: Document | undefined, after: Document): void {
  const wanted = referencesOf(after)
  if (before) {
    if (JSON.stringify(referencesOf(before)) === JSON.stringify(wanted)) return
    dropReferences(db, after.id)
  }
  const insert = db.prepare('INSERT OR REPLACE INTO reference (from_id, to_id, path) VALUES (?, ?, ?)')
  for (const { path, toId } of wanted) insert.run(after.id, toId, path)
}

export function dropReferences(db: WritableDb, fromId: string): void {
  db.prepare('DELETE FROM reference WHERE from_id = ?').run(fromId)
}

/** Where a document is used, itself apart: a callflow that loops to itself can be deleted. */
export function listUsages(db: ReadableDb, id: string): Usage[] {
  return db
    .prepare<[string, string], { documentId: string; kind: DocumentKind; name: string; path: string }>(
      `SELECT d.id AS documentId, d.kind, d.name, r.path FROM reference r JOIN document d ON d.id = r.from_id
       WHERE r.to_id = ? AND r.from_id <> ? ORDER BY d.kind, d.name, d.id, r.path`,
    )
    .all(id, id)
}
