import { type Account, DESIGN_SCHEMA_VERSION, type Document } from '../../callflow/design/document.ts'
import type { DocumentCodec } from './codec.ts'
import type { ReadableDb, WritableDb } from './database.ts'

export function getDocument(db: ReadableDb, codec: DocumentCodec, id: string): Document | undefined {
  const row = db.prepare<[string], { json: string }>('SELECT json FROM document WHERE id = ?').get(id)
  return row && codec.decode(row.json)
}

/** In order of kind and id. */
export function listDocuments(db: ReadableDb, codec: DocumentCodec): Document[] {
  const rows = db.prepare<[], { json: string }>('SELECT json FROM document ORDER BY kind, id').all()
  return rows.map((row) => codec.decode(row.json))
}

/** The one account document. */
export function getAccount(db: ReadableDb, codec: DocumentCodec): Account | undefined {
  const row = db.prepare<[], { json: string }>("SELECT json FROM document WHERE kind = 'account' ORDER BY id").get()
  const document = row && codec.decode(row.json)
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
  db.prepare(
    `INSERT INTO document (id, kind, name, json, schema_version, revision) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, name = excluded.name, json = excluded.json,
       schema_version = excluded.schema_version, revision = excluded.revision`,
  ).run(document.id, document.kind, document.name, codec.encode(document), DESIGN_SCHEMA_VERSION, revision)
}

export function removeDocument(db: WritableDb, id: string): void {
  db.prepare('DELETE FROM document WHERE id = ?').run(id)
}
