import type { Document } from '../../callflow/design/document.ts'
import type { DocumentDiff, Revisions, RevisionStep } from '../api/contract.ts'
import type { DocumentCodec } from './codec.ts'
import type { WritableDb } from './database.ts'
import { putDocument, removeDocument, revisionOf } from './documents.ts'
import { claimNumbers, hasSameNumbers, releaseNumbers } from './numbers.ts'
import { writeReferences } from './references.ts'
import { addRevision } from './revisions.ts'
import { indexDocument, unindexDocument } from './search.ts'

interface Put {
  readonly before: Document | undefined
  readonly after: Document
}

/**
 * Writes a diff and everything derived from its documents, as far as that changes: moving a step on the canvas touches no index.
 * Inside a transaction of the caller. All numbers are released before any is claimed, so two documents can swap theirs in one change.
 */
export function applyDiff(db: WritableDb, codec: DocumentCodec, diff: DocumentDiff, changeId: number): Revisions {
  const revisions = new Map<string, RevisionStep>()
  const puts: Put[] = [...diff.added.map((after) => ({ before: undefined, after })), ...diff.updated]
  const renumbered = puts.filter(({ before, after }) => !before || !hasSameNumbers(before, after))
  for (const { before } of renumbered) if (before) releaseNumbers(db, before.id)
  for (const before of diff.removed) {
    const from = revisionOf(db, before.id)
    revisions.set(before.id, { from, to: addRevision(db, codec, { before, after: undefined, changeId }) })
    unindexDocument(db, before.id)
    removeDocument(db, before.id)
  }
  for (const { before, after } of puts) {
    const from = revisionOf(db, after.id)
    const revision = addRevision(db, codec, { before, after, changeId })
    revisions.set(after.id, { from, to: revision })
    putDocument(db, codec, after, revision)
    writeReferences(db, before, after)
    indexDocument(db, before, after)
  }
  claimNumbers(
    db,
    renumbered.map(({ after }) => after),
  )
  return revisions
}
