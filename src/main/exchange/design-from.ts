import { randomUUID } from 'node:crypto'
import { basename, resolve } from 'node:path'
import { type Document, makeDocument } from '../../callflow/design/document.ts'
import { createFile } from '../store/create-file.ts'
import { type DesignStore, openDesign, type OpenDesignOptions } from '../store/design-store.ts'
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
  createFile(target, name)
  const store = openDesign(resolve(target), options.store)
  try {
    return putAll(store, { ...reading, documents: [...account, ...reading.documents] }, options.label)
  } finally {
    store.close()
  }
}

const nameOf = (documents: readonly Document[], target: string): string =>
  documents.find(({ kind }) => kind === 'account')?.name || basename(target).replace(/\.callwright$/, '')

/** All at once; when one document spoils it, one by one, so that the rest is taken. */
function putAll(store: DesignStore, { documents, sounds }: Reading, label: string): ExchangeNote[] {
  const blobs = sounds.map((bytes) => ({ bytes, mimeType: 'audio/wav' }))
  try {
    store.apply({ label, put: documents, blobs, undoable: false })
    return []
  } catch {
    store.apply({ label, blobs, undoable: false })
    return documents.flatMap((document) => {
      try {
        store.apply({ label, put: [document], undoable: false })
        return []
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error)
        return [{ path: `${document.kind} "${document.name}"`, reason }]
      }
    })
  }
}
