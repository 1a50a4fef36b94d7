import type { Document, parseDocument } from '../../callflow/design/document.ts'
import { type DocumentCodec, documentCodec } from './codec.ts'
import { type ReadableDb, type WritableDb, writableDb } from './database.ts'
import { asNotWritten, whyNotWritten } from './disk.ts'
import { getDocument, listDocuments, outdatedIds, revisionOf } from './documents.ts'
import { RefusedError } from './errors.ts'
import { type OpenedFile, openFile } from './open-file.ts'
import type { Sealer } from './secret-sealer.ts'
import type { Now } from './wanted-ends.ts'

/** What everything in the store works with: the file, how documents stand in it, and whose name changes carry. */
export interface OpenDesign {
  readonly path: string
  readonly file: OpenedFile
  readonly db: WritableDb
  readonly codec: DocumentCodec
  readonly parse: typeof parseDocument
  readonly now: () => number
  readonly who: string
  /** Documents whose secrets another computer sealed. */
  readonly locked: Set<string>
  /** Documents that older versions wrote, as they are read now. */
  readonly outdated: readonly Document[]
}

export interface HowToOpen {
  readonly now: () => number
  readonly who: string
  readonly sealer: Sealer
  readonly parse: typeof parseDocument
}

/** @throws CannotOpenError */
export function openForStore(path: string, { sealer, ...how }: HowToOpen): OpenDesign {
  const file = openFile(path)
  const db = writableDb(file.db)
  const codec = documentCodec(sealer, how.parse)
  return { path, file, db, codec, ...how, ...checkDocuments(file, db, codec) }
}

/** A document as it is now. */
export function findIn({ db, codec }: OpenDesign, id: string): Now {
  return { document: getDocument(db, codec, id), revision: revisionOf(db, id) }
}

/** All of it or nothing; inside another one, a part of that. @throws RefusedError READ_ONLY, CANNOT_WRITE and what `run` throws */
export function transaction<T>({ file, path, locked }: OpenDesign, run: () => T): T {
  if (file.readOnlyBecause !== null) {
    throw new RefusedError({ code: 'READ_ONLY', data: { reason: file.readOnlyBecause } }, file.readOnlyBecause)
  }
  const whole = file.db.transaction(run)
  if (file.db.inTransaction) return whole()
  const lockedBefore = [...locked]
  try {
    return withRoom(file, () => whole.immediate())
  } catch (error) {
    for (const id of lockedBefore) locked.add(id)
    throw asNotWritten(error, path)
  }
}

/** On a full disk the log of what is in the design already gives its room back, and the change is tried once more. */
function withRoom<T>(file: OpenedFile, write: () => T): T {
  try {
    return write()
  } catch (error) {
    if (whyNotWritten(error) !== 'disk-full') throw error
    file.makeRoom()
    return write()
  }
}

/** Reads everything once, so that a document that cannot be read is told when the design is opened and not in the middle of work. */
function checkDocuments(
  file: OpenedFile,
  db: ReadableDb,
  codec: DocumentCodec,
): { readonly locked: Set<string>; readonly outdated: readonly Document[] } {
  try {
    const documents = listDocuments(db, codec)
    const ids = outdatedIds(db, documents)
    return { locked: codec.locked(), outdated: documents.filter(({ id }) => ids.has(id)) }
  } catch (error) {
    file.close()
    throw error
  }
}
