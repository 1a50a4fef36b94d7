import type { Document } from '../../callflow/design/document.ts'

/**
 * Documents by the hash of their canonical JSON: those that need be neither sent nor read again. Of one that reading has filled in nothing is kept. In many
 * small maps, since one with tens of thousands of entries takes milliseconds to grow.
 */
export class DocumentsByHash {
  readonly #parts = new Map<string, Map<string, Document>>()

  get(hash: string): Document | undefined {
    return this.#parts.get(partOf(hash))?.get(hash)
  }

  has(hash: string): boolean {
    return this.get(hash) !== undefined
  }

  set(hash: string, document: Document): void {
    const part = this.#parts.get(partOf(hash))
    if (part) part.set(hash, document)
    else this.#parts.set(partOf(hash), new Map([[hash, document]]))
  }
}

/** Two hexadecimal digits: 256 of them. */
const partOf = (hash: string) => hash.slice(0, 2)
