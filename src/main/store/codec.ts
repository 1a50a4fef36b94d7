import { type Document, type ParsedDocument, parseDocument } from '../../callflow/design/document.ts'
import type { DocumentDiff } from '../api/contract.ts'
import { CannotOpenError } from './errors.ts'
import { type RecentDocuments, recentDocuments } from './recent-documents.ts'
import type { Sealer } from './secret-sealer.ts'

/** How documents stand in the file: JSON, with secret fields sealed when the store has a sealer. */
export interface DocumentCodec {
  encode(document: Document): string
  decode(json: string): Document
  readonly recent: RecentDocuments
  /** Documents that, as last read, had secrets that another machine sealed. */
  locked(): Set<string>
}

export function documentCodec(sealer: Sealer, parse: typeof parseDocument = parseDocument): DocumentCodec {
  const locked = new Set<string>()
  // A change writes a document twice: as it is and as a revision.
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
      const document = parsed(parse(opened))
      if (isLocked) locked.add(document.id)
      else locked.delete(document.id)
      return document
    },
    recent: recentDocuments(),
    locked: () => new Set(locked),
  }
}

/** A document is parsed when it is read, so that files written before a field existed get its default. */
function parsed(result: ParsedDocument): Document {
  if (result.ok) return result.document
  if (result.why === 'newer') {
    throw new CannotOpenError('newer', `${result.error}. Update Callwright to open the design; it was left as it is.`)
  }
  throw new CannotOpenError('corrupt', `The design holds a document that cannot be read: ${result.error}.`)
}

interface StoredDiff {
  readonly added: readonly string[]
  readonly updated: readonly { readonly before: string; readonly after: string }[]
  readonly removed: readonly string[]
}

/** Undo steps of files of the first format hold whole documents. */
export function decodeDiff(codec: DocumentCodec, text: string): DocumentDiff {
  const stored = JSON.parse(text) as StoredDiff // as the first format wrote it; documents in it are parsed one by one
  return {
    added: stored.added.map((json) => codec.decode(json)),
    updated: stored.updated.map(({ before, after }) => ({ before: codec.decode(before), after: codec.decode(after) })),
    removed: stored.removed.map((json) => codec.decode(json)),
  }
}
