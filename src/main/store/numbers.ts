import type { Document } from '../../callflow/design/document.ts'
import type { ReadableDb, WritableDb } from './database.ts'
import { RefusedError } from './errors.ts'

/** Numbers are unique within a scope: a DID is owned once and answered by one callflow, and it may be both at the same time. */
type NumberScope = 'callflow' | 'from-outside' | 'phone-number' | 'sip-user'

export function numbersOf(document: Document): { readonly scope: NumberScope; readonly number: string }[] {
  switch (document.kind) {
    case 'callflow':
      return [
        ...[...new Set(document.numbers)].map((number) => ({ scope: 'callflow', number }) as const),
        ...[...new Set(document.numbersFromOutside)].map((number) => ({ scope: 'from-outside', number }) as const),
      ]
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

/**
 * Of documents that are to stand together: those whose numbers and patterns nobody before them has, and why the others cannot. The same
 * refusals as `claimNumbers` makes, without a database.
 */
export function firstToClaim(documents: readonly Document[]): {
  readonly free: readonly Document[]
  readonly refused: ReadonlyMap<Document, RefusedError>
} {
  const holders = new Map<string, Document>()
  const refused = new Map<Document, RefusedError>()
  const free = documents.filter((document) => {
    const claims = [
      ...numbersOf(document),
      ...[...new Set(patternsOf(document))].map((number) => ({ scope: 'pattern' as const, number })),
    ]
    for (const { scope, number } of claims) {
      const holder = holders.get(`${scope} ${number}`)
      if (!holder) continue
      refused.set(document, taken(scope, number, holder))
      return false
    }
    for (const { scope, number } of claims) holders.set(`${scope} ${number}`, document)
    return true
  })
  return { free, refused }
}

/** For documents that are all written. @throws RefusedError NUMBER_TAKEN naming the number and who has it. */
export function claimNumbers(db: WritableDb, documents: readonly Document[]): void {
  const insert = db.prepare('INSERT INTO number (scope, number, document_id) VALUES (?, ?, ?)')
  const patterns = documents.some((document) => patternsOf(document).length > 0) ? patternHolders(db) : undefined
  for (const document of documents) {
    for (const { scope, number } of numbersOf(document)) {
      const holder = numberHolder(db, scope, number)
      if (holder) throw taken(scope, number, holder)
      insert.run(scope, number, document.id)
    }
    for (const pattern of patternsOf(document)) {
      const holder = patterns?.get(pattern)?.find(({ id }) => id !== document.id)
      if (holder) throw taken('pattern', pattern, holder)
    }
  }
}

const patternsOf = (document: Document) => (document.kind === 'callflow' ? document.patterns : [])

/** Few callflows have patterns, so they are looked for in the documents themselves, once for all that are claimed together. */
function patternHolders(db: ReadableDb): ReadonlyMap<string, readonly Holder[]> {
  const rows = db
    .prepare<[], Holder & { pattern: string }>(
      `SELECT d.id, d.name, p.value AS pattern FROM document d, json_each(d.json, '$.patterns') p
       WHERE d.kind = 'callflow' ORDER BY d.id`,
    )
    .all()
  return Map.groupBy(rows, ({ pattern }) => pattern)
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
  'from-outside': 'Number for callers from outside',
  'phone-number': 'Phone number',
  'sip-user': 'SIP user name',
}
