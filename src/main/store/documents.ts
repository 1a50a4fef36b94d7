import type { Account, Document } from '../../callflow/design/document.ts'
import { versionOf } from '../../callflow/design/versions.ts'
import type { DocumentCodec } from './codec.ts'
import type { ReadableDb, WritableDb } from './database.ts'

/** As it is in the file, out of what was read before when it has not changed since. */
export function getDocument(db: ReadableDb, codec: DocumentCodec, id: string): Document | undefined {
  const revision = revisionOf(db, id)
  if (revision === 0) return undefined
  const known = codec.recent.get(id, revision)
  if (known) return known
  const row = db.prepare<[string], { json: string }>('SELECT json FROM document WHERE id = ?').get(id)
  const document = row && codec.decode(row.json)
  if (document) codec.recent.keep(document, revision, row.json.length)
  return document
}

/** The state of a document now, counted from 1; 0: there is none. */
export function revisionOf(db: ReadableDb, id: string): number {
  return db.prepare<[string], { revision: number }>('SELECT revision FROM document WHERE id = ?').get(id)?.revision ?? 0
}

export function listRevisionsNow(db: ReadableDb): Record<string, number> {
  const rows = db.prepare<[], { id: string; revision: number }>('SELECT id, revision FROM document').all()
  return Object.fromEntries(rows.map(({ id, revision }) => [id, revision]))
}

/** Ids of documents that stand in the file as an older version than they are read as. */
export function outdatedIds(db: ReadableDb, documents: readonly Document[]): Set<string> {
  const rows = db
    .prepare<[], { id: string; version: number }>('SELECT id, schema_version AS version FROM document')
    .all()
  const stored = new Map(rows.map(({ id, version }) => [id, version]))
  return new Set(
    documents.filter((document) => (stored.get(document.id) ?? 1) < (versionOf(document) ?? 1)).map(({ id }) => id),
  )
}

/** In order of kind and id. */
export function listDocuments(db: ReadableDb, codec: DocumentCodec): Document[] {
  const rows = db.prepare<[], { json: string }>('SELECT json FROM document ORDER BY kind, id').all()
  return rows.map((row) => codec.decode(row.json))
}

/** The one account document. */
export function getAccount(db: ReadableDb, codec: DocumentCodec): Account | undefined {
  const row = db.prepare<[], { id: string }>("SELECT id FROM document WHERE kind = 'account' ORDER BY id").get()
  const document = row && getDocument(db, codec, row.id)
  return document?.kind === 'account' ? document : undefined
}

export function documentName(db: ReadableDb, id: string): string | undefined {
  return db.prepare<[string], { name: string }>('SELECT name FROM document WHERE id = ?').get(id)?.name
}

export function countOfKind(db: ReadableDb, kind: string): number {
  const row = db.prepare<[string], { n: number }>('SELECT count(*) AS n FROM document WHERE kind = ?').get(kind)
  return row?.n ?? 0
}

export function putDocument(db: WritableDb, codec: DocumentCodec, document: Document, revision: number): void {
  const json = codec.encode(document)
  db.prepare(
    `INSERT INTO document (id, kind, name, json, schema_version, revision) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, name = excluded.name, json = excluded.json,
       schema_version = excluded.schema_version, revision = excluded.revision`,
  ).run(document.id, document.kind, document.name, json, versionOf(document) ?? 1, revision)
  codec.recent.keep(document, revision, json.length)
}

export function removeDocument(db: WritableDb, id: string): void {
  db.prepare('DELETE FROM document WHERE id = ?').run(id)
}
