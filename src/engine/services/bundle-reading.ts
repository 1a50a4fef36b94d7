import { type Document, parseDocument } from '../../callflow/design/document.ts'
import { prepareDesign } from '../../callflow/design/design-index.ts'
import { type DesignSnapshot, gatherDesign } from '../../callflow/design/snapshot.ts'
import { bundleName, canonicalJson, documentHash } from '../control/bundle-id.ts'
import type { BundleDocument } from '../control/engine-control.ts'
import { DocumentsByHash } from './documents-by-hash.ts'
import type { Slices } from './slices.ts'

export type Refused = { readonly ok: false; readonly reason: string }

/** `actualId`: what the documents say. */
export type Loaded = {
  readonly ok: true
  readonly actualId: string
  readonly design: DesignSnapshot
  readonly known: DocumentsByHash
}

/** One document. `isAsSent`: reading has changed nothing. */
export type ReadDocument = { readonly ok: true; readonly document: Document; readonly isAsSent: boolean }

export function readDocument(sent: BundleDocument, line: string): ReadDocument | Refused {
  const parsed = parseDocument(sent)
  if (!parsed.ok) return { ok: false, reason: parsed.error }
  return { ok: true, document: parsed.document, isAsSent: canonicalJson(parsed.document) === line }
}

export interface BundleReading {
  /** In the order of their canonical JSON. */
  readonly documents: Iterable<object> | AsyncIterable<object>
  /** One that was read before, by its hash. */
  readonly readBefore: (hash: string) => ReadDocument | undefined
  readonly slices: Slices
}

/** The design that the documents make, ready to run: with all that calls look things up in. */
export async function readDesign({ documents, readBefore, slices }: BundleReading): Promise<Loaded | Refused> {
  const name = bundleName()
  const design = gatherDesign()
  const known = new DocumentsByHash()
  for await (const sent of documents) {
    const line = canonicalJson(sent)
    name.add(line)
    const hash = documentHash(line)
    const read = readBefore(hash) ?? readDocument({ ...sent }, line)
    if (!read.ok) return read
    const { document, isAsSent } = read
    if (isAsSent) known.set(hash, document)
    if (design.add(document)) return { ok: false, reason: twice(document) }
    await slices.next()
  }
  const snapshot = design.done()
  for (const _ of prepareDesign(snapshot)) await slices.next()
  return { ok: true, actualId: name.done(), design: snapshot, known }
}

function twice({ id, kind, name }: Document): string {
  return `two documents have the id ${id}: ${kind} "${name}" is the second`
}
