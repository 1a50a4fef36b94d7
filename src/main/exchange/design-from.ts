import { randomUUID } from 'node:crypto'
import { basename } from 'node:path'
import { type Document, makeDocument } from '../../callflow/design/document.ts'
import { createFilled } from '../store/create-file.ts'
import type { DesignStore, OpenDesignOptions } from '../store/design-store.ts'
import { RefusedError } from '../store/errors.ts'
import { firstToClaim } from '../store/numbers.ts'
import type { ExchangeNote, Reading } from './read-folder.ts'

/**
 * Makes a new design file of what was read; returns what the design refused of it. A design without an account is given one, since it needs it.
 * @throws CannotCreateError; an existing file is never touched.
 */
export function createDesignFrom(
  reading: Reading,
  target: string,
  options: { readonly label: string; readonly store?: OpenDesignOptions },
): readonly ExchangeNote[] {
  const name = nameOf(reading.documents, target)
  const hasAccount = reading.documents.some(({ kind }) => kind === 'account')
  const account = hasAccount ? [] : [makeDocument('account', { id: randomUUID(), name })]
  return createFilled(target, { name, store: options.store }, (store) =>
    putAll(store, { ...reading, documents: [...account, ...reading.documents] }, options.label),
  )
}

const nameOf = (documents: readonly Document[], target: string): string =>
  documents.find(({ kind }) => kind === 'account')?.name || basename(target).replace(/\.callwright$/, '')

/** What a reading says a document stood in, else the document by its name. */
const placeOf = ({ id, kind, name }: Document, paths: Reading['paths']) => paths?.get(id) ?? `${kind} "${name}"`

/**
 * All but those that claim what an earlier one has, at once; whatever else spoils that is found by halves, so that the rest is taken in few
 * transactions.
 */
function putAll(store: DesignStore, { documents, sounds, paths }: Reading, label: string): ExchangeNote[] {
  const blobs = sounds.map((bytes) => ({ bytes, mimeType: 'audio/wav' }))
  if (blobs.length > 0) store.apply({ label, blobs, undoable: false })
  const noteOf = (document: Document, error: unknown) => ({
    path: placeOf(document, paths),
    reason: reasonOf(error, paths),
  })
  const put = (some: readonly Document[]): ExchangeNote[] => {
    const [first, ...more] = some
    if (!first) return []
    try {
      store.apply({ label, put: some, undoable: false })
      return []
    } catch (error) {
      if (isDiskFault(error)) throw error
      if (more.length === 0) return [noteOf(first, error)]
    }
    const half = Math.ceil(some.length / 2)
    return [...put(some.slice(0, half)), ...put(some.slice(half))]
  }
  const { free, refused } = firstToClaim(documents)
  return [...[...refused].map(([document, error]) => noteOf(document, error)), ...put(free)]
}

/** No document's fault: half the documents would be no design. */
function isDiskFault(error: unknown): boolean {
  return error instanceof RefusedError && error.code === 'CANNOT_WRITE'
}

/** With the file of whoever stands in the way. */
function reasonOf(error: unknown, paths: Reading['paths']): string {
  if (!(error instanceof Error)) return String(error)
  if (!(error instanceof RefusedError) || !('documentId' in error.data)) return error.message
  const path = paths?.get(error.data.documentId)
  return path === undefined ? error.message : `${error.message.replace(/[.]$/, '')} (${path}).`
}
