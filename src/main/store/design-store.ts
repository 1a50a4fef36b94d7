import { type Document, parseDocument } from '../../callflow/design/document.ts'
import type { Patch } from '../../callflow/design/edit/patch.ts'
import { replaceReference } from '../../callflow/modules/document-references.ts'
import type { Change, DesignInfo, DocumentDiff, Usage } from '../api/contract.ts'
import { applyDiff } from './apply-diff.ts'
import { collectBlobs, getBlob, putBlob, type StoredBlob } from './blobs.ts'
import { addChange, lastChangeId } from './changes.ts'
import { readFact } from './design-facts.ts'
import { checkEdits, checkWhole } from './design-rules.ts'
import { diffOf, type Ends, isEmpty } from './diff.ts'
import { lowSpace } from './disk.ts'
import { getDocument, listDocuments, listRevisionsNow } from './documents.ts'
import { RefusedError } from './errors.ts'
import { releaseNumbers } from './numbers.ts'
import { findIn, type OpenDesign, openForStore, transaction } from './open-design.ts'
import { dropReferences, listUsages } from './references.ts'
import { invalid, kindWords, notFound } from './refusals.ts'
import { listRevisions, pruneRevisions, type RevisionOfDocument } from './revisions.ts'
import { type Found, searchDocuments, unindexDocument } from './search.ts'
import { plainSealer, type Sealer } from './secret-sealer.ts'
import { endsOfStep } from './travel.ts'
import { undoMemory } from './undo-memory.ts'
import { markUndone, nextRedo, nextUndo, undoNames, type UndoStep } from './undo-steps.ts'
import { endsOfPatches, endsOfPuts } from './wanted-ends.ts'

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

/** An edit of documents as somebody saw them (ADR 79). */
export interface Edit {
  readonly label: string
  /** The revisions of the documents that whoever edits saw; none: it was not there. */
  readonly base: Readonly<Record<string, number>>
  readonly patches: readonly Patch[]
  readonly mergeKey?: string | undefined
}

/** One open design file. Every method that changes it is one transaction; when it returns, the change is on disk. */
export interface DesignStore {
  readonly designId: string
  info(): DesignInfo
  documents(): Document[]
  document(id: string): Document | undefined
  lastChangeId(): number
  /** Of every document, its revision now. */
  revisions(): Record<string, number>
  /** Documents as the back room makes them, whatever was there. @throws RefusedError; nothing is changed then. */
  apply(change: ApplyChange): Change
  /** Patches of somebody who may not have seen the newest state: merged place by place. @throws RefusedError CONFLICT too; nothing is changed then. */
  edit(edit: Edit): Change
  replaceAndRemove(id: string, replacementId: string): Change
  /** Takes the newest step back, or the one named; null when there is none. @throws RefusedError CONFLICT when others have written over it since. */
  undo(stepId?: number): Change | null
  redo(stepId?: number): Change | null
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
  /** How documents are read: which kinds and versions are known. */
  readonly parse?: typeof parseDocument
}

/** @throws CannotOpenError */
export function openDesign(path: string, options: OpenDesignOptions = {}): DesignStore {
  const { now = Date.now, who = 'administrator', sealer = plainSealer, parse = parseDocument } = options
  const design = openForStore(path, { now, who, sealer, parse })
  const { file, db, codec } = design
  if (file.readOnlyBecause === null) {
    bringUpToDate(design)
    tidy(design)
  }
  return {
    designId: readFact(db, 'designId'),
    info: () => infoOf(design),
    documents: () => listDocuments(db, codec),
    document: (id) => getDocument(db, codec, id),
    lastChangeId: () => lastChangeId(db),
    revisions: () => listRevisionsNow(db),
    ...changing(design),
    usages: (id) => listUsages(db, mustHave(design, id).id),
    search: (text, limit) => searchDocuments(db, text, limit),
    history: (id) => listRevisions(db, codec, id),
    blob: (sha256) => getBlob(db, sha256),
    close: () => file.close(),
  }
}

function changing(design: OpenDesign): Pick<DesignStore, 'apply' | 'edit' | 'replaceAndRemove' | 'undo' | 'redo'> {
  const { db, parse } = design
  const remember = undoMemory(design)
  const find = (id: string) => findIn(design, id)

  /** Writes what the ends say, when the design may become so. */
  const writeEnds = (about: Pick<ApplyChange, 'label' | 'mergeKey' | 'undoable'>, ends: Iterable<Ends>): Change => {
    const change = write(design, about.label, diffOf(ends))
    checkWhole(design, change.diff)
    if (about.undoable === false || isEmpty(change.diff)) return change
    checkEdits(design, change.diff)
    remember(change, about.mergeKey ?? null)
    return change
  }

  const apply = ({ put = [], remove = [], blobs = [], ...about }: ApplyChange): Change =>
    transaction(design, () => {
      for (const { bytes, mimeType } of blobs) putBlob(db, bytes, mimeType)
      return writeEnds(about, endsOfPuts({ put, remove }, parse, find))
    })

  const travel = (step: UndoStep | undefined, direction: 'undo' | 'redo'): Change | null => {
    if (!step) return null
    const label = `${direction === 'undo' ? 'Undo' : 'Redo'}: ${step.label}`
    const change = writeEnds({ label, undoable: false }, endsOfStep(design, step, direction))
    markUndone(db, step.stepId, direction === 'undo')
    return change
  }

  return {
    apply,
    edit: (edit) => transaction(design, () => writeEnds(edit, endsOfPatches(edit, parse, find))),
    replaceAndRemove: (id, replacementId) =>
      transaction(design, () => {
        const old = mustHave(design, id)
        const replacement = mustHave(design, replacementId)
        if (id === replacementId || old.kind !== replacement.kind) {
          throw invalid('replacementId', `"${old.name}" can only be replaced by another ${kindWords(old.kind)}.`)
        }
        const users = new Set(listUsages(db, id).map(({ documentId }) => documentId))
        const put = [...users].map((user) => replaceReference(mustHave(design, user), id, replacementId))
        return apply({ label: `Replace ${old.name} by ${replacement.name}`, put, remove: [id] })
      }),
    undo: (stepId) => transaction(design, () => travel(nextUndo(db, stepId), 'undo')),
    redo: (stepId) => transaction(design, () => travel(nextRedo(db, stepId), 'redo')),
  }
}

/** Inside a transaction. A change that changes nothing is none. */
function write({ db, codec, locked, now, who }: OpenDesign, label: string, diff: DocumentDiff): Change {
  const atMs = now()
  if (isEmpty(diff)) return { changeId: lastChangeId(db), label, atMs, diff, revisions: new Map() }
  const changeId = addChange(db, { label, who, atMs })
  const revisions = applyDiff(db, codec, diff, changeId)
  for (const { after } of diff.updated) locked.delete(after.id)
  for (const { id } of diff.removed) locked.delete(id)
  return { changeId, label, atMs, diff, revisions }
}

function mustHave({ db, codec }: OpenDesign, id: string): Document {
  const document = getDocument(db, codec, id)
  if (document) return document
  throw notFound(id)
}

function infoOf({ db, file, path, locked }: OpenDesign): DesignInfo {
  const { undo, redo } = undoNames(db)
  const freeBytes = file.readOnlyBecause === null ? lowSpace(path) : undefined
  return {
    designId: readFact(db, 'designId'),
    name: readFact(db, 'name'),
    path,
    readOnlyBecause: file.readOnlyBecause,
    schemaVersion: file.version,
    canUndo: undo?.label ?? null,
    canRedo: redo?.label ?? null,
    undoStepId: undo?.stepId ?? null,
    redoStepId: redo?.stepId ?? null,
    lastChangeId: lastChangeId(db),
    ...(locked.size === 0 ? {} : { notice: lockedNotice(locked.size) }),
    ...(freeBytes === undefined ? {} : { freeBytes }),
  }
}

/** A full disk is no reason not to open: what could not be dropped now is dropped another time. */
function tidy(design: OpenDesign): void {
  try {
    transaction(design, () => {
      pruneRevisions(design.db)
      collectBlobs(design.db)
    })
  } catch (error) {
    if (!(error instanceof RefusedError) || error.code !== 'CANNOT_WRITE') throw error
  }
}

/** Documents that older versions wrote are written as they are read now, with all that is derived of them; their old states stay in the history. */
function bringUpToDate(design: OpenDesign): void {
  const { db, outdated } = design
  if (outdated.length === 0) return
  transaction(design, () => {
    for (const { id } of outdated) {
      releaseNumbers(db, id)
      dropReferences(db, id)
      unindexDocument(db, id)
    }
    write(design, 'Bring documents up to date', { added: [...outdated], updated: [], removed: [] })
  })
}

function lockedNotice(count: number): string {
  const subject = count === 1 ? 'One document has' : `${count} documents have`
  return `${subject} passwords that were sealed on another computer and cannot be read here. Enter them again.`
}
