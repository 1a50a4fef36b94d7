import type { Document } from '../../callflow/design/document.ts'
import { canonicalJson, documentHash } from '../control/bundle-id.ts'
import { type BundleAbout, MAX_DOCUMENTS } from '../control/contract.ts'
import type { BundleDocument } from '../control/engine-control.ts'
import { type ReadDocument, type Refused, readDocument } from './bundle-reading.ts'
import { DocumentsByHash } from './documents-by-hash.ts'
import type { Slices } from './slices.ts'

/** A bundle on its way here. What was known when it began stays known to it, whatever runs meanwhile. */
export class BundleDraft {
  readonly about: BundleAbout
  readonly #known: DocumentsByHash
  readonly #hashes: string[] = []
  readonly #read = new DocumentsByHash()
  /** As they came: those that reading has filled in. */
  readonly #asSent = new Map<string, BundleDocument>()
  #taken = 0
  readonly readBefore = (hash: string): ReadDocument | undefined => {
    const document = this.#read.get(hash) ?? this.#known.get(hash)
    return document && { ok: true, document, isAsSent: !this.#asSent.has(hash) }
  }

  constructor(about: BundleAbout, known: DocumentsByHash) {
    this.about = about
    this.#known = known
  }

  /** How many were offered. */
  get size(): number {
    return this.#hashes.length
  }

  /** Which of them have to be sent. */
  offer(hashes: readonly string[]): { readonly ok: true; readonly missing: string[] } | Refused {
    if (this.size + hashes.length > MAX_DOCUMENTS) return { ok: false, reason: `more than ${MAX_DOCUMENTS} documents` }
    this.#hashes.push(...hashes)
    return { ok: true, missing: hashes.filter((hash) => !this.#known.has(hash)) }
  }

  /** Reads them now, so that little is left to do at the end. */
  async take(documents: readonly BundleDocument[], slices: Slices): Promise<{ readonly ok: true } | Refused> {
    if (this.#taken + documents.length > this.size) {
      return { ok: false, reason: `more documents than the ${this.size} that were offered` }
    }
    for (const document of documents) {
      const line = canonicalJson(document)
      const read = readDocument(document, line)
      if (!read.ok) return read
      const hash = documentHash(line)
      if (!this.#read.has(hash)) this.#taken++
      this.#read.set(hash, read.document)
      if (!read.isAsSent) this.#asSent.set(hash, document)
      await slices.next()
    }
    return { ok: true }
  }

  /** The first that was offered, is not known and did not come. */
  async lacks(slices: Slices): Promise<string | undefined> {
    for (const hash of this.#hashes) {
      if (!this.#read.has(hash) && !this.#known.has(hash)) return hash
      await slices.next()
    }
    return undefined
  }

  /** As they were sent, in the order in which they were offered. Nothing may be lacking. */
  *documents(): Generator<BundleDocument | Document> {
    for (const hash of this.#hashes) {
      const document = this.#asSent.get(hash) ?? this.readBefore(hash)?.document
      if (document) yield document
    }
  }
}

export function knownAs(known: DocumentsByHash, hash: string): ReadDocument | undefined {
  const document = known.get(hash)
  return document && { ok: true, document, isAsSent: true }
}
