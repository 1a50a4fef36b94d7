import type { Document } from '../../callflow/design/document.ts'
import type { ReadableDb, WritableDb } from './database.ts'
import { RefusedError } from './errors.ts'

/** Numbers are unique within a scope: a DID is owned once and answered by one callflow, and it may be both at the same time. */
type NumberScope = 'callflow' | 'phone-number' | 'sip-user'

export function numbersOf(document: Document): { readonly scope: NumberScope; readonly number: string }[] {
  switch (document.kind) {
    case 'callflow':
      return [...new Set(document.numbers)].map((number) => ({ scope: 'callflow', number }))
    case 'phone-number':
      return [{ scope: 'phone-number', number: document.number }]
    case 'device':
      return document.sipUsername === '' ? [] : [{ scope: 'sip-user', number: document.sipUsername }]
    default:
      return []
  }
}

export function hasSameNumbers(a: Document, b: Document): boolean {
  const claims = (document: Document) => JSON.stringify([numbersOf(document), patternsOf(document)])
  return claims(a) === claims(b)
}

export function releaseNumbers(db: WritableDb, documentId: string): void {
  db.prepare('DELETE FROM number WHERE document_id = ?').run(documentId)
}

/** @throws RefusedError NUMBER_TAKEN naming the number and who has it. */
export function claimNumbers(db: WritableDb, document: Document): void {
  const insert = db.prepare('INSERT INTO number (scope, number, document_id) VALUES (?, ?, ?)')
  for (const { scope, number } of numbersOf(document)) {
    const holder = numberHolder(db, scope, number)
    if (holder) throw taken(scope, number, holder)
    insert.run(scope, number, document.id)
  }
  for (const pattern of patternsOf(document)) {
    const holder = patternHolder(db, pattern, document.id)
    if (holder) throw taken('pattern', pattern, holder)
  }
}

const patternsOf = (document: Document) => (document.kind === 'callflow' ? document.patterns : [])

/** Few callflows have patterns, so they are looked for in the documents themselves, which are all written by then. */
function patternHolder(db: ReadableDb, pattern: string, documentId: string): Holder | undefined {
  return db
    .prepare<[string, string], Holder>(
      `SELECT d.id, d.name FROM document d, json_each(d.json, '$.patterns') p
       WHERE d.kind = 'callflow' AND p.value = ? AND d.id <> ? ORDER BY d.id LIMIT 1`,
    )
    .get(pattern, documentId)
}

interface Holder {
  readonly id: string
  readonly name: string
}

function numberHolder(db: ReadableDb, scope: NumberScope, number: string): Holder | undefined {
  return db
    .prepare<[string, string], Holder>(
      'SELECT d.id, d.name FROM number n JOIN document d ON d.id = n.document_id WHERE n.scope = ? AND n.number = ?',
    )
    .get(scope, number)
}

function taken(scope: NumberScope | 'pattern', number: string, holder: Holder): RefusedError {
  return new RefusedError(
    { code: 'NUMBER_TAKEN', data: { number, documentId: holder.id, documentName: holder.name } },
    `${words[scope]} ${number} is already used by "${holder.name}".`,
  )
}

const words: Record<NumberScope | 'pattern', string> = {
  pattern: 'Pattern',
  callflow: 'Number',
  'phone-number': 'Phone number',
  'sip-user': 'SIP user name',
}
