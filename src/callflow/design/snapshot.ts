import type { Document, DocumentOf } from './document.ts'
import type { DocumentId, DocumentKind } from './kind.ts'

/** An immutable view of a whole design. A call runs on the snapshot it started with. */
export interface DesignSnapshot {
  get(id: DocumentId): Document | undefined
  /** Undefined when the id names nothing or a document of another kind. */
  find<K extends DocumentKind>(kind: K, id: DocumentId | null | undefined): DocumentOf<K> | undefined
  list<K extends DocumentKind>(kind: K): readonly DocumentOf<K>[]
  /** The one account document. */
  readonly account: DocumentOf<'account'> | undefined
  readonly size: number
  documents(): Iterable<Document>
}

/** Later documents replace earlier ones with the same id. */
export function snapshotOf(documents: Iterable<Document>): DesignSnapshot {
  const byId = new Map<DocumentId, Document>()
  for (const document of documents) byId.set(document.id, document)
  const gathering = gatherDesign()
  for (const document of byId.values()) gathering.add(document)
  return gathering.done()
}

/** A snapshot made piece by piece, for whoever must not be kept from other work for long. */
export interface DesignGathering {
  /** The first with that id, when there is one already: nothing is changed then. */
  add(document: Document): Document | undefined
  done(): DesignSnapshot
}

export function gatherDesign(): DesignGathering {
  const byId = new Map<DocumentId, Document>()
  const byKind = new Map<DocumentKind, Document[]>()
  return {
    add(document) {
      const first = byId.get(document.id)
      if (first) return first
      byId.set(document.id, document)
      const list = byKind.get(document.kind)
      if (list) list.push(document)
      else byKind.set(document.kind, [document])
      return undefined
    },
    done: () => snapshotBy(byId, byKind),
  }
}

function snapshotBy(
  byId: ReadonlyMap<DocumentId, Document>,
  byKind: ReadonlyMap<DocumentKind, readonly Document[]>,
): DesignSnapshot {
  const list = <K extends DocumentKind>(kind: K) => (byKind.get(kind) ?? []) as unknown as readonly DocumentOf<K>[] // grouped by kind above
  return {
    get: (id) => byId.get(id),
    find: (kind, id) => {
      const document = id ? byId.get(id) : undefined
      return document?.kind === kind ? (document as DocumentOf<typeof kind>) : undefined
    },
    list,
    account: list('account')[0],
    size: byId.size,
    documents: () => byId.values(),
  }
}

/** The design with these documents written over it, new ones last. Lists of kinds that none of them is of stay the same objects, and with them what is remembered by list. */
export function withDocuments(design: DesignSnapshot, put: readonly Document[]): DesignSnapshot {
  const written = new Map(put.map((document) => [document.id, document]))
  const touched = new Set<DocumentKind>(put.flatMap(({ id, kind }) => [kind, design.get(id)?.kind ?? kind]))
  const lists = new Map<DocumentKind, readonly Document[]>()
  const get = (id: DocumentId) => written.get(id) ?? design.get(id)
  function* documents(): Generator<Document> {
    for (const document of design.documents()) yield written.get(document.id) ?? document
    for (const document of written.values()) if (!design.get(document.id)) yield document
  }
  const list = <K extends DocumentKind>(kind: K): readonly DocumentOf<K>[] => {
    if (!touched.has(kind)) return design.list(kind)
    const known = lists.get(kind) ?? [...documents()].filter((document) => document.kind === kind)
    lists.set(kind, known)
    return known as unknown as readonly DocumentOf<K>[] // filtered by kind
  }
  return {
    get,
    find: (kind, id) => {
      const document = id ? get(id) : undefined
      return document?.kind === kind ? (document as DocumentOf<typeof kind>) : undefined
    },
    list,
    get account() {
      return list('account')[0]
    },
    size: design.size + [...written.keys()].filter((id) => !design.get(id)).length,
    documents,
  }
}
