import type { Document } from '../../callflow/design/document.ts'

/** Documents as last read or written, so that typing in one does not parse it again and again. Least recently used go first. */
export interface RecentDocuments {
  get(id: string, revision: number): Document | undefined
  /** `chars`: how long it is as JSON. A change that is rolled back leaves its state here until its revision is given again, which keeps another. */
  keep(document: Document, revision: number, chars: number): void
}

export function recentDocuments(maxChars = MAX_CHARS): RecentDocuments {
  const kept = new Map<string, { readonly document: Document; readonly revision: number; readonly chars: number }>()
  let total = 0
  const drop = (id: string) => {
    total -= kept.get(id)?.chars ?? 0
    kept.delete(id)
  }
  return {
    get(id, revision) {
      const found = kept.get(id)
      if (found?.revision !== revision) return undefined
      kept.delete(id)
      kept.set(id, found)
      return found.document
    },
    keep(document, revision, chars) {
      drop(document.id)
      kept.set(document.id, { document, revision, chars })
      total += chars
      for (const id of kept.keys()) {
        if (total <= maxChars) break
        drop(id)
      }
    },
  }
}

/** About 100 MB of objects at worst; a flow of 1,000 steps has 250,000. */
const MAX_CHARS = 16_000_000
