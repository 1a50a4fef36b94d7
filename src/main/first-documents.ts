import { randomUUID } from 'node:crypto'
import { type Document, makeDocument } from '../callflow/design/document.ts'

export interface FirstDocuments {
  readonly documents: readonly Document[]
  readonly blobs: readonly { readonly bytes: Uint8Array; readonly mimeType: string }[]
}

/** What a new design begins with. */
export async function firstDocuments(wanted: {
  readonly name: string
  readonly sample: boolean
}): Promise<FirstDocuments> {
  return { documents: [makeDocument('account', { id: randomUUID(), name: wanted.name })], blobs: [] }
}
