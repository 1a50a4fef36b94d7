import { type Document, documentSchema, parseDocument } from '../../callflow/design/document.ts'
import { snapshotOf } from '../../callflow/design/snapshot.ts'
import { replaceReference } from '../../callflow/modules/document-references.ts'
import { countryOf } from '../../callflow/numbering/country.ts'
import { emergencyRefused } from '../../callflow/numbering/emergency-claim.ts'
import { portalRefused } from '../../callflow/office-anywhere/portal-rules.ts'
import type { Change, DesignInfo, DocumentDiff, Usage } from '../api/contract.ts'
import { applyDiff } from './apply-diff.ts'
import { collectBlobs, getBlob, putBlob, type StoredBlob } from './blobs.ts'
import {
  addChange,
  lastChangeId,
  markUndone,
  mergeableStep,
  nextRedo,
  nextUndo,
  pushStep,
  removeStep,
  replaceStep,
  undoLabels,
} from './changes.ts'
import { type DocumentCodec, documentCodec } from './codec.ts'
import { type ReadableDb, writableDb } from './database.ts'
import { readFact } from './design-facts.ts'
import { combined, diffOf, isEmpty, reversed } from './diff.ts'
import { countOfKind, getAccount, getDocument, listDocuments } from './documents.ts'
import { RefusedError } from './errors.ts'
import { asNotWritten, lowSpace, whyNotWritten } from './disk.ts'
import { type OpenedFile, openFile } from './open-file.ts'
import { listUsages } from './references.ts'
import { dropRevisionBefore, listRevisions, pruneRevisions, type RevisionOfDocument } from './revisions.ts'
import { type Found, searchDocuments } from './search.ts'
import { plainSealer, type Sealer } from './secret-sealer.ts'

export interface ApplyChange {
  /** In the administrator's words: `Edit callflow 8001`. */
  readonly label: string
  readonly put?: readonly unknown[]
  readonly remove?: readonly string[]
  readonly mergeKey?: string | undefined
  /** False: undo passes over it, and it may be what no edit may make. For what a design begins with. */
  readonly undoable?: boolean
  /** Media the put documents name by hash; stored in the same transaction. */
  readonly blobs?: readonly { readonly bytes: Uint8Array; readonly mimeType: string }[]
}

/** One open design file. Every method that changes it is one transaction; when it returns, the change is on disk. */
export interface DesignStore {
  readonly designId: string
  info(): DesignInfo
  documents(): Document[]
  document(id: string): Document | undefined
  lastChangeId(): number
  /** @throws RefusedError; nothing is changed then. */
  apply(change: ApplyChange): Change
  replaceAndRemove(id: string, replacementId: string): Change
  undo(): Change | null
  redo(): Change | null
  usages(id: string): Usage[]
  search(text: string, limit: number): Found[]
  history(id: string): RevisionOfDocument[]
  blob(sha256: string): StoredBlob | undefined
  close(): void
}

export interface OpenDesignOptions {
  readonly now?: () => number
  /** Who the revisions name. */
  readonly who?: string
  readonly sealer?: Sealer
}

/** @throws CannotOpenError */
export function openDesign(path: string, options: OpenDesignOptions = {}): DesignStore {
  const { now = Date.now, who = 'administrator', sealer = plainSealer } = options
  const file = openFile(path)
  const db = writableDb(file.db)
  const codec = documentCodec(sealer)
  const designId = readFact(db, 'designId')
  const locked = checkDocuments(file, db, codec)

  const info = (): DesignInfo => {
    const labels = undoLabels(db)
    const freeBytes = file.readOnlyBecause === null ? lowSpace(path) : undefined
    return {
      designId,
      name: readFact(db, 'name'),
      path,
      readOnlyBecause: file.readOnlyBecause,
      schemaVersion: file.version,
      canUndo: labels.undo,
      canRedo: labels.redo,
      lastChangeId: lastChangeId(db),
      ...(locked.size === 0 ? {} : { notice: lockedNotice(locked.size) }),
      ...(freeBytes === undefined ? {} : { freeBytes }),
    }
  }

  const transaction = <T>(run: () => T): T => {
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

  const write = (label: string, diff: DocumentDiff): Change => {
    const atMs = now()
    const changeId = addChange(db, { label, who, atMs })
    applyDiff(db, codec, diff, changeId)
    for (const { after } of diff.updated) locked.delete(after.id)
    for (const { id } of diff.removed) locked.delete(id)
    return { changeId, label, atMs, diff }
  }

  const remember = (change: Change, mergeKey: string | null): void => {
    const { label, atMs, diff } = change
    const last = mergeKey === null ? undefined : mergeableStep(db, codec, { mergeKey, sinceMs: atMs - MERGE_WINDOW_MS })
    if (!last) {
      pushStep(db, codec, { label, mergeKey, atMs, diff })
      return
    }
    const whole = combined(last.diff, diff)
    const touched = new Set([...last.diff.added, ...last.diff.updated.map(({ after }) => after)].map(({ id }) => id))
    for (const { after } of diff.updated) if (touched.has(after.id)) dropRevisionBefore(db, after.id)
    if (isEmpty(whole)) removeStep(db, last.stepId)
    else replaceStep(db, codec, { stepId: last.stepId, label, atMs, diff: whole })
  }

  const apply = ({ label, put = [], remove = [], mergeKey, undoable = true, blobs = [] }: ApplyChange): Change =>
    transaction(() => {
      for (const { bytes, mimeType } of blobs) putBlob(db, bytes, mimeType)
      const diff = diffOf(wantedEnds(put, remove, (id) => getDocument(db, codec, id)))
      if (isEmpty(diff)) return { changeId: lastChangeId(db), label, atMs: now(), diff }
      const change = write(label, diff)
      checkWhole(diff)
      if (undoable) {
        checkEdits(diff)
        remember(change, mergeKey ?? null)
      }
      return change
    })

  /**
   * Nobody takes an emergency number of the country; portals keep their number and have an extension of their own (M108, M110). Whoever edits is held to
   * it; undo and import are not.
   */
  const checkEdits = ({ added, updated }: DocumentDiff): void => {
    const puts = [...added.map((after) => ({ before: undefined, after })), ...updated]
    const country = countryOf({ account: getAccount(db, codec) })
    const hasPortals = puts.some(({ after }) => after.kind === 'portal')
    const design = hasPortals ? snapshotOf(listDocuments(db, codec)) : undefined
    for (const { before, after } of puts) {
      const earlier = before?.kind === 'portal' ? before : undefined
      const ofPortal = design && after.kind === 'portal' ? portalRefused(design, earlier, after) : undefined
      const refused = emergencyRefused(before, after, country) ?? ofPortal
      if (refused) throw invalid(refused.field, refused.problem)
    }
  }

  /** Rules about the design as it stands after the change. */
  const checkWhole = (diff: DocumentDiff): void => {
    for (const removed of diff.removed) {
      const usages = listUsages(db, removed.id)
      if (usages.length > 0) throw stillUsed(removed, usages)
    }
    if (diff.removed.some(({ kind }) => kind === 'account') && countOfKind(db, 'account') === 0) {
      throw invalid('kind', 'A design needs its account; it cannot be deleted.')
    }
    if (diff.added.some(({ kind }) => kind === 'account') && countOfKind(db, 'account') > 1) {
      throw invalid('kind', 'A design has one account; a second cannot be added.')
    }
  }

  const replaceAndRemove = (id: string, replacementId: string): Change =>
    transaction(() => {
      const old = mustHave(id)
      const replacement = mustHave(replacementId)
      if (id === replacementId || old.kind !== replacement.kind) {
        throw invalid('replacementId', `"${old.name}" can only be replaced by another ${kindWords(old.kind)}.`)
      }
      const users = new Set(listUsages(db, id).map(({ documentId }) => documentId))
      const put = [...users].map((user) => replaceReference(mustHave(user), id, replacementId))
      return apply({ label: `Replace ${old.name} by ${replacement.name}`, put, remove: [id] })
    })

  const mustHave = (id: string): Document => {
    const document = getDocument(db, codec, id)
    if (document) return document
    throw new RefusedError({ code: 'NOT_FOUND', data: { id } }, `There is no document ${id}.`)
  }

  const undo = (): Change | null =>
    transaction(() => {
      const step = nextUndo(db, codec)
      if (!step) return null
      markUndone(db, step.stepId, true)
      return write(`Undo: ${step.label}`, reversed(step.diff))
    })

  /** A full disk is no reason not to open: what could not be dropped now is dropped another time. */
  function tidy(): void {
    try {
      transaction(() => {
        pruneRevisions(db)
        collectBlobs(db)
      })
    } catch (error) {
      if (!(error instanceof RefusedError) || error.code !== 'CANNOT_WRITE') throw error
    }
  }

  const redo = (): Change | null =>
    transaction(() => {
      const step = nextRedo(db, codec)
      if (!step) return null
      markUndone(db, step.stepId, false)
      return write(`Redo: ${step.label}`, step.diff)
    })

  if (file.readOnlyBecause === null) tidy()

  return {
    designId,
    info,
    documents: () => listDocuments(db, codec),
    document: (id) => getDocument(db, codec, id),
    lastChangeId: () => lastChangeId(db),
    apply,
    replaceAndRemove,
    undo,
    redo,
    usages: (id) => listUsages(db, mustHave(id).id),
    search: (text, limit) => searchDocuments(db, text, limit),
    history: (id) => listRevisions(db, codec, id),
    blob: (sha256) => getBlob(db, sha256),
    close: () => file.close(),
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
function checkDocuments(file: OpenedFile, db: ReadableDb, codec: DocumentCodec): Set<string> {
  try {
    listDocuments(db, codec)
    return codec.locked()
  } catch (error) {
    file.close()
    throw error
  }
}

function lockedNotice(count: number): string {
  const subject = count === 1 ? 'One document has' : `${count} documents have`
  return `${subject} passwords that were sealed on another computer and cannot be read here. Enter them again.`
}

/** What each touched document is before and after. A document both put and removed is removed. */
function wantedEnds(
  put: readonly unknown[],
  remove: readonly string[],
  find: (id: string) => Document | undefined,
): Iterable<{ before: Document | undefined; after: Document | undefined }> {
  const ends = new Map<string, { before: Document | undefined; after: Document | undefined }>()
  for (const input of put) {
    const parsed = parseDocument(input)
    if (!parsed.ok) throw invalid(pathOfProblem(input), `${parsed.error}.`)
    const after = parsed.document
    const before = find(after.id)
    if (before && before.kind !== after.kind) {
      throw new RefusedError(
        { code: 'CONFLICT', data: { id: after.id } },
        `"${before.name}" is a ${kindWords(before.kind)}; it cannot become a ${kindWords(after.kind)}.`,
      )
    }
    ends.set(after.id, { before, after })
  }
  for (const id of remove) {
    const before = find(id)
    if (!before && !ends.has(id)) {
      throw new RefusedError(
        { code: 'NOT_FOUND', data: { id } },
        `There is no document ${id}; it may be deleted already.`,
      )
    }
    ends.set(id, { before, after: undefined })
  }
  return ends.values()
}

function pathOfProblem(input: unknown): string {
  return documentSchema.safeParse(input).error?.issues[0]?.path.join('.') ?? ''
}

function stillUsed(document: Document, usages: Usage[]): RefusedError {
  const names = [...new Set(usages.map(({ name }) => `"${name}"`))]
  const shown = names.slice(0, 3).join(', ')
  const more = names.length > 3 ? ` and ${names.length - 3} more` : ''
  return new RefusedError(
    { code: 'STILL_USED', data: { usages } },
    `"${document.name}" is still used by ${shown}${more}.`,
  )
}

function invalid(path: string, message: string): RefusedError {
  return new RefusedError({ code: 'INVALID_DOCUMENT', data: { path } }, message)
}

function kindWords(kind: string): string {
  return kind.replaceAll('-', ' ')
}

const MERGE_WINDOW_MS = 2_000
