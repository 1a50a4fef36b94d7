import { type Document, documentSchemas } from '../../callflow/design/document.ts'
import type { DocumentKind } from '../../callflow/design/kind.ts'
import { oncePer } from '../../callflow/design/once-per.ts'
import { moduleFor } from '../../callflow/modules/registry.ts'
import type { ReadableDb, WritableDb } from './database.ts'
import { numbersOf } from './numbers.ts'
import { fieldWords } from './schema-fields.ts'

export interface Found {
  readonly documentId: string
  readonly kind: DocumentKind
  readonly name: string
  readonly snippet: string
}

/** `before`: what is indexed now; undefined for a new document. */
export function indexDocument(db: WritableDb, before: Document | undefined, after: Document): void {
  const words = indexedWords(after)
  if (before) {
    if (JSON.stringify(indexedWords(before)) === JSON.stringify(words)) return
    unindexDocument(db, after.id)
  }
  db.prepare(
    `INSERT INTO search (rowid, name, numbers, content)
     SELECT row_id, ?, ?, ? FROM document WHERE id = ?`,
  ).run(...words, after.id)
}

const indexedWords = oncePer((document: Document): readonly [name: string, numbers: string, content: string] => {
  const numbers = numbersOf(document).map(({ number }) => number)
  return [document.name, numbers.join(' '), contentOf(document).join(' · ')]
})

/** Before the document's row goes. */
export function unindexDocument(db: WritableDb, id: string): void {
  db.prepare('DELETE FROM search WHERE rowid = (SELECT row_id FROM document WHERE id = ?)').run(id)
}

/**
 * Every word must be found, the last letters of each may be missing. Names count most. Characters that are no word are ignored.
 * A number is also found by digits from its middle or end, however they are set apart: `(604) 555-0100`, `0100`.
 */
export function searchDocuments(db: ReadableDb, text: string, limit: number): Found[] {
  const byWords = searchWords(db, text, limit)
  const seen = new Set(byWords.map(({ documentId }) => documentId))
  const byDigits = searchDigits(db, text, limit).filter(({ documentId }) => !seen.has(documentId))
  return [...byWords, ...byDigits].slice(0, limit)
}

const FEWEST_DIGITS = 3

function searchDigits(db: ReadableDb, text: string, limit: number): Found[] {
  const digits = text.replace(/[\s().\-/]/g, '')
  if (!/^\+?\d+$/.test(digits) || digits.length < FEWEST_DIGITS) return []
  return db
    .prepare<[string, number], Found>(
      `SELECT d.id AS documentId, d.kind, d.name, n.number AS snippet
       FROM number n JOIN document d ON d.id = n.document_id
       WHERE instr(n.number, ?) > 0 GROUP BY d.id ORDER BY length(n.number), n.number, d.kind LIMIT ?`,
    )
    .all(digits, limit)
}

function searchWords(db: ReadableDb, text: string, limit: number): Found[] {
  const words = text.match(/[\p{L}\p{N}+*#@]+/gu) ?? []
  if (words.length === 0) return []
  const query = words.map((word) => `"${word}"*`).join(' ')
  return db
    .prepare<[string, number], Found>(
      `SELECT d.id AS documentId, d.kind, d.name, snippet(search, -1, '', '', '…', 12) AS snippet
       FROM search JOIN document d ON d.row_id = search.rowid
       WHERE search MATCH ? ORDER BY bm25(search, 10, 8, 1), d.name, d.id LIMIT ?`,
    )
    .all(query, limit)
}

/** Words a person could have read on the page: fields of the document, and step names, labels and settings. Never secrets or ids. */
function contentOf(document: Document): string[] {
  const own = fieldWords(documentSchemas[document.kind], document)
  if (document.kind !== 'callflow') return own
  const steps = Object.values(document.nodes).flatMap((node) => {
    const module = moduleFor(node.type)
    const settings = module ? fieldWords(module.settings, node.settings) : []
    return [node.label, module?.name ?? node.type, ...settings]
  })
  return [...own, ...document.patterns, ...steps].filter((word) => word !== '')
}
