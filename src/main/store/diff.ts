import type { Document } from '../../callflow/design/document.ts'
import { sameValue } from '../../callflow/design/edit/same-value.ts'
import type { DocumentDiff } from '../api/contract.ts'

/** A document before a change and after it; undefined: it is not there. */
export interface Ends {
  readonly before: Document | undefined
  readonly after: Document | undefined
}

export function isEmpty(diff: DocumentDiff): boolean {
  return diff.added.length + diff.updated.length + diff.removed.length === 0
}

export function diffOf(ends: Iterable<Ends>): DocumentDiff {
  const diff: DocumentDiff = { added: [], updated: [], removed: [] }
  for (const { before, after } of ends) {
    if (!before && after) diff.added.push(after)
    else if (before && !after) diff.removed.push(before)
    else if (before && after && !sameValue(before, after)) diff.updated.push({ before, after })
  }
  return diff
}
