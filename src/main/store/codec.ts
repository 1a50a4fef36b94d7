import { type Document, parseDocument } from '../../callflow/design/document.ts'
import type { DocumentDiff } from '../api/contract.ts'
import { CannotOpenError } from './errors.ts'
import type { Sealer } from './secret-sealer.ts'

/** How documents stand in the file: JSON, with secret fields sealed when the store has a sealer. */
export interface DocumentCodec {
  encode(document: Document): string
  decode(json: string): Document
  /** Documents that, as last read, had secrets that another machine sealed. */
  locked(): Set<string>
}

export function documentCodec(sealer: Sealer): DocumentCodec {
  const locked = new Set<string>()
  // A document is written up to three times by one change: as it is, as a revision and into the undo step.
  const encoded = new WeakMap<Document, string>()
  return {
    encode(document) {
      const json = encoded.get(document) ?? JSON.stringify(sealer.seal(document))
      encoded.set(document, json)
      return json
    },
    decode(json) {
      let isLocked = false
      const opened = sealer.open(JSON.parse(json), () => {
        isLocked = true
      })
      const document = parsed(opened)
      if (isLocked) locked.add(document.id)
      else locked.delete(document.id)
      return document
    },
    locked: () => new Set(locked),
  }
}

/** A document is parsed when it is read, so that files written before a field existed get its default. */
function parsed(value: unknown): Document {
  const result = parseDocument(value)
  if (result.ok) return result.document
  throw new CannotOpenError('corrupt', `The design holds a document that cannot be read: ${result.error}.`)
}

interface StoredDiff {
  readonly added: readonly string[]
  readonly updated: readonly { readonly before: string; readonly after: string }[]
  readonly removed: readonly string[]
}

export function encodeDiff(codec: DocumentCodec, diff: DocumentDiff): string {
  const stored: StoredDiff = {
    added: diff.added.map((document) => codec.encode(document)),
    updated: diff.updated.map(({ before, after }) => ({ before: codec.encode(before), after: codec.encode(after) })),
    removed: diff.removed.map((document) => codec.encode(document)),
  }
  return JSON.stringify(stored)
}

export function decodeDiff(codec: DocumentCodec, text: string): DocumentDiff {
  const stored = JSON.parse(text) as StoredDiff // written by encodeDiff; documents in it are parsed one by one
  return {
    added: stored.added.map((json) => codec.decode(json)),
    updated: stored.updated.map(({ before, after }) => ({ before: codec.decode(before), after: codec.decode(after) })),
    removed: stored.removed.map((json) => codec.decode(json)),
  }
}
