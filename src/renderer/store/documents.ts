import type { Document } from '../../callflow/design/document.ts'
import { shownWith } from '../../callflow/design/edit/merge.ts'
import { documentsOf, type Patch } from '../../callflow/design/edit/patch.ts'
import { sameValue } from '../../callflow/design/edit/same-value.ts'
import type { DocumentId, DocumentKind } from '../../callflow/design/kind.ts'
import type { ToldChange } from '../../main/api/contract.ts'

/** A change made here that the back room has not confirmed yet. */
export interface PendingChange {
  readonly seq: number
  readonly patches: readonly Patch[]
}

/**
 * The documents as the page shows them: what the back room confirmed, with pending changes on top. Everything is replaced, never
 * changed in place; lists of kinds that a change does not touch stay the same object, and so does whatever in a document it leaves alone.
 */
export interface Documents {
  readonly confirmed: ReadonlyMap<DocumentId, Document>
  /** Of each confirmed document, and of those that are gone. */
  readonly revisions: ReadonlyMap<DocumentId, number>
  readonly pending: readonly PendingChange[]
  readonly byId: ReadonlyMap<DocumentId, Document>
  readonly byKind: ReadonlyMap<DocumentKind, readonly Document[]>
  readonly lastChangeId: number
  /** Something was missed: all must be read again. */
  readonly hasGap: boolean
}

export const noDocuments: Documents = {
  confirmed: new Map(),
  revisions: new Map(),
  pending: [],
  byId: new Map(),
  byKind: new Map(),
  lastChangeId: 0,
  hasGap: false,
}

export interface Reading {
  readonly documents: readonly Document[]
  readonly revisions: Readonly<Record<DocumentId, number>>
  readonly lastChangeId: number
}

/** Everything as just read; `pending` stays on top. */
export function loaded(reading: Reading, pending: readonly PendingChange[]): Documents {
  const confirmed = new Map(reading.documents.map((document) => [document.id, document]))
  const state: Documents = {
    confirmed,
    revisions: new Map(Object.entries(reading.revisions)),
    pending,
    byId: confirmed,
    byKind: groupByKind(confirmed.values()),
    lastChangeId: reading.lastChangeId,
    hasGap: false,
  }
  return reshown(state, documentsOf(pending.flatMap(({ patches }) => patches)))
}

export function withPending(state: Documents, change: PendingChange): Documents {
  return reshown({ ...state, pending: [...state.pending, change] }, documentsOf(change.patches))
}

/** Takes a pending change away: it was refused, or it is now part of what is confirmed. */
export function withoutPending(state: Documents, seqs: readonly number[]): Documents {
  const gone = state.pending.filter(({ seq }) => seqs.includes(seq))
  if (gone.length === 0) return state
  const pending = state.pending.filter(({ seq }) => !seqs.includes(seq))
  return reshown({ ...state, pending }, documentsOf(gone.flatMap(({ patches }) => patches)))
}

/** Writes pending changes anew, as one: what they clashed with was settled. */
export function withRewritten(state: Documents, seqs: readonly number[], patches: readonly Patch[]): Documents {
  const [first] = seqs
  const rewritten = state.pending.map((change) => (change.seq === first ? { ...change, patches } : change))
  const touched = documentsOf(state.pending.filter(({ seq }) => seqs.includes(seq)).flatMap((change) => change.patches))
  return reshown({ ...state, pending: rewritten.filter(({ seq }) => seq === first || !seqs.includes(seq)) }, touched)
}

/**
 * Applies what the back room says happened. Each document follows by its own revisions, so that what comes twice or late counts once. With a
 * revision missing between, the state says that it has a gap and is otherwise as it was.
 */
export function withConfirmed(state: Documents, change: ToldChange): Documents {
  const confirmed = new Map(state.confirmed)
  const revisions = new Map(state.revisions)
  const touched = new Set<DocumentId>()
  const become = (id: DocumentId, revision: number, document: Document | undefined) => {
    const known = state.byId.get(id)
    if (document) confirmed.set(id, known && sameValue(known, document) ? known : document)
    else confirmed.delete(id)
    revisions.set(id, revision)
    touched.add(id)
  }
  const isNew = (id: DocumentId, revision: number) => revision > (revisions.get(id) ?? 0)
  for (const { id, revision } of change.removed) if (isNew(id, revision)) become(id, revision, undefined)
  for (const { document, revision } of change.added) {
    if (isNew(document.id, revision)) become(document.id, revision, document)
  }
  for (const { id, from, to, patches } of change.updated) {
    if (!isNew(id, to)) continue
    const before = state.confirmed.get(id)
    if (!before || revisions.get(id) !== from) return { ...state, hasGap: true }
    become(id, to, shownWith(before, patches))
  }
  const lastChangeId = Math.max(state.lastChangeId, change.changeId)
  return reshown({ ...state, confirmed, revisions, lastChangeId }, touched)
}

function reshown(state: Documents, touched: Iterable<DocumentId>): Documents {
  const byId = new Map(state.byId)
  const kinds = new Set<DocumentKind>()
  for (const id of touched) {
    const before = byId.get(id)
    const after = shown(state, id)
    if (before === after || (before && after && sameValue(before, after))) continue
    if (before) kinds.add(before.kind)
    if (after) kinds.add(after.kind)
    if (after) byId.set(id, after)
    else byId.delete(id)
  }
  if (kinds.size === 0) return state
  const byKind = new Map(state.byKind)
  const groups = groupByKind(byId.values())
  for (const kind of kinds) {
    const list = groups.get(kind)
    if (list) byKind.set(kind, list)
    else byKind.delete(kind)
  }
  return { ...state, byId, byKind }
}

function shown(state: Documents, id: DocumentId): Document | undefined {
  const patches = state.pending.flatMap((change) => change.patches.filter(({ path }) => path[0] === id))
  const document = state.confirmed.get(id)
  return patches.length === 0 ? document : shownWith(document, patches)
}

function groupByKind(documents: Iterable<Document>): Map<DocumentKind, readonly Document[]> {
  const groups = new Map<DocumentKind, Document[]>()
  for (const document of documents) {
    const group = groups.get(document.kind)
    if (group) group.push(document)
    else groups.set(document.kind, [document])
  }
  return groups
}
