import { canonicalJson, documentHash } from '../control/bundle-id.ts'
import type { BundleStore } from '../state/bundle-store.ts'
import type { Slices } from './slices.ts'

/** One document of a bundle, as people know it. */
export interface DocumentName {
  readonly kind: string
  readonly id: string
  readonly name: string
  /** SHA-256 of its canonical JSON. */
  readonly hash: string
}

/** What is in bundles that are kept. The one that was asked for last is remembered, for it is asked for page by page. */
export class BundleContents {
  readonly #bundles: Pick<BundleStore, 'read'>
  #last: { readonly id: string; readonly documents: readonly DocumentName[] } | undefined

  constructor(bundles: Pick<BundleStore, 'read'>) {
    this.#bundles = bundles
  }

  /** Rejects when the file is gone or damaged. */
  async of(id: string, slices: Slices): Promise<readonly DocumentName[]> {
    if (this.#last?.id === id) return this.#last.documents
    const documents: DocumentName[] = []
    for await (const document of (await this.#bundles.read(id)).documents) {
      await slices.next()
      documents.push({
        kind: textOf(document, 'kind'),
        id: textOf(document, 'id'),
        name: textOf(document, 'name'),
        hash: documentHash(canonicalJson(document)),
      })
    }
    this.#last = { id, documents }
    return documents
  }
}

function textOf(document: object, field: string): string {
  const value: unknown = Reflect.get(document, field)
  return typeof value === 'string' ? value : ''
}
