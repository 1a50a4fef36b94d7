import type { Document, DocumentOf } from '../design/document.ts'
import { type DocumentId, type DocumentKind, documentKinds } from '../design/kind.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'

/** What a check looked at: ids, and `kind:user` where it looked at all of a kind. */
export type LookedAt = ReadonlySet<string>

export const kindKey = (kind: string) => `kind:${kind}`
export const EVERYTHING = 'everything'
export const TODAY = 'today'

/** What a check may know of the time. */
export interface Calendar {
  /** The date where the account is, `YYYY-MM-DD`; undefined when nobody said. */
  readonly today: string | undefined
}

/** The same design and date, writing down everything that is asked of them. One for each check of each document, so it has to be cheap. */
export class TrackedDesign implements DesignSnapshot, Calendar {
  readonly lookedAt = new Set<string>()
  readonly #design: DesignSnapshot
  readonly #today: string | undefined

  constructor(design: DesignSnapshot, today: string | undefined) {
    this.#design = design
    this.#today = today
  }

  get today(): string | undefined {
    this.lookedAt.add(TODAY)
    return this.#today
  }

  get(id: DocumentId): Document | undefined {
    this.lookedAt.add(id)
    return this.#design.get(id)
  }

  find<K extends DocumentKind>(kind: K, id: DocumentId | null | undefined): DocumentOf<K> | undefined {
    if (!id) return undefined
    this.lookedAt.add(id)
    return this.#design.find(kind, id)
  }

  list<K extends DocumentKind>(kind: K): readonly DocumentOf<K>[] {
    this.lookedAt.add(kindKeys[kind])
    return this.#design.list(kind)
  }

  get account(): DocumentOf<'account'> | undefined {
    this.lookedAt.add(kindKeys.account)
    return this.#design.account
  }

  get size(): number {
    return this.#design.size
  }

  *documents(): Generator<Document> {
    this.lookedAt.add(EVERYTHING)
    yield* this.#design.documents()
  }
}

const kindKeys = Object.fromEntries(documentKinds.map((kind) => [kind, kindKey(kind)])) as Readonly<
  Record<DocumentKind, string>
> // of every kind
