import type { Document } from '../../callflow/design/document.ts'
import type { DocumentId, DocumentKind } from '../../callflow/design/kind.ts'
import type { Change } from '../../main/api/contract.ts'

/** A change made here that the back room has not confirmed yet. */
export interface PendingChange {
  readonly seq: number
  readonly put: readonly Document[]
  readonly remove: readonly DocumentId[]
}

/**
 * The documents as the page shows them: what the back room confirmed, with pending changes on top. Everything is replaced, never
 * changed in place; lists of kinds that a change does not touch stay the same object.
 */
export interface Documents {
  readonly confirmed: ReadonlyMap<DocumentId, Document>
  readonly pending: readonly PendingChange[]
  readonly byId: ReadonlyMap<DocumentId, Document>
  readonly byKind: ReadonlyMap<DocumentKind, readonly Document[]>
  /** Newest change applied to `confirmed`; merged changes keep their id and raise `atMs`. */
  readonly last: { readonly changeId: number; readonly atMs: number }
}

export const noDocuments: Documents = {
  confirmed: new Map(),
  pending: [],
  byId: new Map(),
  byKind: new Map(),
  last: { changeId: 0, atMs: 0 },
}

/** Everything as just read; pending changes stay on top. */
export function loaded(previous: Documents, documents: readonly Document[], lastChangeId: number): Documents {
  const confirmed = new Map(documents.map((document) => [document.id, document]))
  const byId = new Map(confirmed)
  for (const change of previous.pending) overlay(byId, change)
  return {
    confirmed,
    pending: previous.pending,
    byId,
    byKind: groupByKind(byId.values()),
    last: { changeId: lastChangeId, atMs: 0 },
  }
}

export function withPending(state: Documents, change: PendingChange): Documents {
  return reshown({ ...state, pending: [...state.pending, change] }, [...change.put.map((d) => d.id), ...change.remove])
}

/** Takes a pending change away: it was refused, or it is now part of what is confirmed. */
export function withoutPending(state: Documents, seq: number): Documents {
  const change = state.pending.find((pending) => pending.seq === seq)
  if (!change) return state
  const pending = state.pending.filter((other) => other.seq !== seq)
  return reshown({ ...state, pending }, [...change.put.map((d) => d.id), ...change.remove])
}

/** Applies what the back room says happened. Changes older than the newest one known are passed over. */
export function withConfirmed(state: Documents, change: Change): Documents {
  const { changeId, atMs } = state.last
  if (change.changeId < changeId || (change.changeId === changeId && change.atMs < atMs)) return state
  const confirmed = new Map(state.confirmed)
  const touched: DocumentId[] = []
  for (const document of change.diff.removed) {
    confirmed.delete(document.id)
    touched.push(document.id)
  }
  for (const document of [...change.diff.added, ...change.diff.updated.map((update) => update.after)]) {
    confirmed.set(document.id, document)
    touched.push(document.id)
  }
  return reshown({ ...state, confirmed, last: { changeId: change.changeId, atMs: change.atMs } }, touched)
}

function reshown(state: Documents, touched: readonly DocumentId[]): Documents {
  const byId = new Map(state.byId)
  const kinds = new Set<DocumentKind>()
  for (const id of new Set(touched)) {
    const before = byId.get(id)
    const after = shown(state, id)
    if (before === after) continue
    if (before) kinds.add(before.kind)
    if (after) kinds.add(after.kind)
    if (after) byId.set(id, after)
    else byId.delete(id)
  }
  if (kinds.size === 0) return state
  const byKind = new Map(state.byKind)
  for (const [kind, list] of groupByKind(byId.values())) if (kinds.has(kind)) byKind.set(kind, list)
  for (const kind of kinds) if (!someOf(byId, kind)) byKind.delete(kind)
  return { ...state, byId, byKind }
}

function shown(state: Documents, id: DocumentId): Document | undefined {
  for (let index = state.pending.length - 1; index >= 0; index--) {
    const change = state.pending[index]
    const put = change?.put.find((document) => document.id === id)
    if (put) return put
    if (change?.remove.includes(id)) return undefined
  }
  return state.confirmed.get(id)
}

function overlay(byId: Map<DocumentId, Document>, change: PendingChange): void {
  for (const id of change.remove) byId.delete(id)
  for (const document of change.put) byId.set(document.id, document)
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

function someOf(byId: ReadonlyMap<DocumentId, Document>, kind: DocumentKind): boolean {
  for (const document of byId.values()) if (document.kind === kind) return true
  return false
}
