import type { Document } from '../../callflow/design/document.ts'
import type { DocumentDiff } from '../api/contract.ts'
import type { DocumentCodec } from './codec.ts'
import type { WritableDb } from './database.ts'
import { putDocument, removeDocument } from './documents.ts'
import { claimNumbers, releaseNumbers } from './numbers.ts'
import { writeReferences } from './references.ts'
import { addRevision } from './revisions.ts'
import { indexDocument, unindexDocument } from './search.ts'

/**
 * Writes a diff and everything derived from its documents. Inside a transaction of the caller.
 * All numbers are released before any is claimed, so two documents can swap theirs in one change.
 */
export function applyDiff(db: WritableDb, codec: DocumentCodec, diff: DocumentDiff, changeId: number): void {
  const puts: { before: Document | undefined; after: Document }[] = [
    ...diff.added.map((after) => ({ before: undefined, after })),
    ...diff.updated,
  ]
  for (const { after } of puts) releaseNumbers(db, after.id)
  for (const before of diff.removed) {
    addRevision(db, codec, { before, after: undefined, changeId })
    unindexDocument(db, before.id)
    removeDocument(db, before.id)
  }
  for (const { before, after } of puts) {
    const revision = addRevision(db, codec, { before, after, changeId })
    putDocument(db, codec, after, revision)
    claimNumbers(db, after)
    writeReferences(db, after)
    indexDocument(db, after)
  }
}
