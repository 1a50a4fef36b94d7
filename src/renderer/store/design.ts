import { create } from 'zustand'
import { useShallow } from 'zustand/shallow'
import type { Document, DocumentOf } from '../../callflow/design/document.ts'
import type { DocumentId, DocumentKind } from '../../callflow/design/kind.ts'
import { type DesignSnapshot, snapshotOf } from '../../callflow/design/snapshot.ts'
import type { Change, DesignInfo } from '../../main/api/contract.ts'
import { api } from '../api/client.ts'
import type { ConnectionState } from '../api/connection.ts'
import { type Refusal, refusalOf } from '../api/refusal.ts'
import { toast, type ToastId } from '../ui/toast.tsx'
import { type Documents, loaded, noDocuments, withConfirmed, withoutPending, withPending } from './documents.ts'
import { type ApplyResult, type ChangeRequest, createSaveQueue } from './save-queue.ts'

export type { ApplyResult, ChangeRequest } from './save-queue.ts'

/** The open design: its documents, and how far what was typed here has been saved. */
export interface DesignState {
  readonly documents: Documents
  readonly info: DesignInfo | null
  readonly isLoaded: boolean
  readonly connection: ConnectionState
  /** Changes made here that are not in the file yet. */
  readonly unsaved: number
  readonly savedAtMs: number | null
}

export const useDesign = create<DesignState>()(() => ({
  documents: noDocuments,
  info: null,
  isLoaded: false,
  connection: 'connecting',
  unsaved: 0,
  savedAtMs: null,
}))

// Reading

export function useDocument(id: DocumentId | null | undefined): Document | undefined {
  return useDesign((state) => (id ? state.documents.byId.get(id) : undefined))
}

/** Undefined when the id names nothing or a document of another kind. */
export function useDocumentOf<K extends DocumentKind>(
  kind: K,
  id: DocumentId | null | undefined,
): DocumentOf<K> | undefined {
  const document = useDocument(id)
  return document?.kind === kind ? (document as DocumentOf<K>) : undefined // the kind was just compared
}

/** In no particular order; the same array until a document of the kind changes. */
export function useDocuments<K extends DocumentKind>(kind: K): readonly DocumentOf<K>[] {
  return useDesign((state) => documentsOf(state.documents, kind))
}

/** Several kinds at once, flat. */
export function useDocumentsOf(kinds: readonly DocumentKind[]): readonly Document[] {
  return useDesign(useShallow((state) => kinds.flatMap((kind) => state.documents.byKind.get(kind) ?? [])))
}

/** Everything, as the pure code in src/callflow wants it. Changes with every edit: prefer the narrower hooks. */
export function useDesignSnapshot(): DesignSnapshot {
  return useDesign((state) => snapshotFor(state.documents))
}

export function designSnapshot(): DesignSnapshot {
  return snapshotFor(useDesign.getState().documents)
}

export function getDocument(id: DocumentId): Document | undefined {
  return useDesign.getState().documents.byId.get(id)
}

const snapshots = new WeakMap<Documents['byId'], DesignSnapshot>()

function snapshotFor(documents: Documents): DesignSnapshot {
  const known = snapshots.get(documents.byId)
  if (known) return known
  const made = snapshotOf(documents.byId.values())
  snapshots.set(documents.byId, made)
  return made
}

const none: readonly never[] = []

function documentsOf<K extends DocumentKind>(documents: Documents, kind: K): readonly DocumentOf<K>[] {
  return (documents.byKind.get(kind) ?? none) as unknown as readonly DocumentOf<K>[] // grouped by kind in documents.ts
}

// Changing

let lastSeq = 0

const queue = createSaveQueue({
  send: ({ label, put, remove, mergeKey }) =>
    api().documents.apply({
      label,
      put: [...(put ?? [])],
      remove: [...(remove ?? [])],
      ...(mergeKey === undefined ? {} : { mergeKey }),
    }),
  onConfirmed(seqs, change) {
    let documents = withConfirmed(useDesign.getState().documents, change)
    for (const seq of seqs) documents = withoutPending(documents, seq)
    useDesign.setState({ documents, savedAtMs: Date.now() })
  },
  onRefused(seqs) {
    let { documents } = useDesign.getState()
    for (const seq of seqs) documents = withoutPending(documents, seq)
    useDesign.setState({ documents })
  },
  onWaiting: (unsaved) => useDesign.setState({ unsaved }),
})

/**
 * Makes a change at once and saves it. When the back room refuses, the change is taken back and the reason is shown,
 * unless `quiet`: then the caller shows it beside the field.
 */
export async function applyChange(request: ChangeRequest & { readonly quiet?: boolean }): Promise<ApplyResult> {
  withdrawUndo()
  const seq = ++lastSeq
  const { documents } = useDesign.getState()
  const change = { seq, put: request.put ?? [], remove: request.remove ?? [] }
  useDesign.setState({ documents: withPending(documents, change) })
  const result = await queue.add(seq, request)
  if (!result.ok && !request.quiet) toast.error(result.refusal.message)
  return result
}

/** Resolves when every change made here is in the file. */
export function allSaved(): Promise<void> {
  return queue.idle()
}

/** Changes that the back room makes itself: creating an extension, replacing and deleting, uploads. */
export async function takeChange<T>(make: () => Promise<T>, changeOf: (answer: T) => Change): Promise<T> {
  withdrawUndo()
  await queue.idle()
  const answer = await make()
  receiveChange(changeOf(answer))
  return answer
}

export async function undo(): Promise<void> {
  await travel('undo')
}

export async function redo(): Promise<void> {
  await travel('redo')
}

async function travel(direction: 'undo' | 'redo'): Promise<void> {
  withdrawUndo()
  await queue.idle()
  try {
    const change = await api().history[direction]()
    if (!change) {
      toast.info(direction === 'undo' ? 'Nothing to undo' : 'Nothing to redo')
      return
    }
    receiveChange(change)
    toast.info(change.label)
  } catch (error) {
    toast.error(refusalOf(error).message)
  }
}

let offered: ToastId | null = null

/** Says what was done and offers to take it back, until something else is done: undo takes back the newest change. */
export function toastUndo(message: string): void {
  withdrawUndo()
  offered = toast.done(message, { action: { label: 'Undo', run: () => void undo() } })
}

function withdrawUndo(): void {
  if (offered !== null) toast.dismiss(offered)
  offered = null
}

// Following the back room

export function receiveChange(change: Change, info?: DesignInfo): void {
  useDesign.setState((state) => ({
    documents: withConfirmed(state.documents, change),
    ...(info ? { info } : {}),
  }))
}

export function receiveInfo(info: DesignInfo): void {
  useDesign.setState({ info })
}

export function receiveConnection(connection: ConnectionState): void {
  useDesign.setState({ connection })
  if (connection === 'open') queue.resume()
}

/** Reads the whole design: at start, after another one was opened, and when events were missed. */
export async function loadDesign(): Promise<Refusal | null> {
  try {
    const [info, { documents, lastChangeId }] = await Promise.all([api().design.info(), api().design.documents()])
    useDesign.setState((state) => ({
      info,
      documents: loaded(state.documents, documents, lastChangeId),
      isLoaded: true,
    }))
    return null
  } catch (error) {
    return refusalOf(error)
  }
}
