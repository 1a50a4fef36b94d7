import type { Document } from '../../callflow/design/document.ts'
import { canonicalJson } from '../../engine/control/bundle-id.ts'
import type { DocumentDiff } from '../api/contract.ts'

export function reversed(diff: DocumentDiff): DocumentDiff {
  return {
    added: diff.removed,
    updated: diff.updated.map(({ before, after }) => ({ before: after, after: before })),
    removed: diff.added,
  }
}

export function isEmpty(diff: DocumentDiff): boolean {
  return diff.added.length + diff.updated.length + diff.removed.length === 0
}

/** One diff that does what `first` and then `second` do; documents that end as they began drop out. */
export function combined(first: DocumentDiff, second: DocumentDiff): DocumentDiff {
  const ends = new Map<string, { before: Document | undefined; after: Document | undefined }>()
  for (const { id, before, after } of [...steps(first), ...steps(second)]) {
    const known = ends.get(id)
    ends.set(id, { before: known ? known.before : before, after })
  }
  return diffOf(ends.values())
}

export function diffOf(
  ends: Iterable<{ readonly before: Document | undefined; readonly after: Document | undefined }>,
): DocumentDiff {
  const diff: DocumentDiff = { added: [], updated: [], removed: [] }
  for (const { before, after } of ends) {
    if (!before && after) diff.added.push(after)
    else if (before && !after) diff.removed.push(before)
    else if (before && after && !sameDocument(before, after)) diff.updated.push({ before, after })
  }
  return diff
}

function* steps(
  diff: DocumentDiff,
): Iterable<{ id: string; before: Document | undefined; after: Document | undefined }> {
  for (const after of diff.added) yield { id: after.id, before: undefined, after }
  for (const { before, after } of diff.updated) yield { id: after.id, before, after }
  for (const before of diff.removed) yield { id: before.id, before, after: undefined }
}

/** Both sides come out of the same schema, so equal documents have equal JSON but for the order of keys a page built them in. */
function sameDocument(a: Document, b: Document): boolean {
  return canonicalJson(a) === canonicalJson(b)
}
