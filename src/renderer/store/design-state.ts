import { create } from 'zustand'
import { useShallow } from 'zustand/shallow'
import type { Document, DocumentOf } from '../../callflow/design/document.ts'
import type { DocumentId, DocumentKind } from '../../callflow/design/kind.ts'
import { type DesignSnapshot, snapshotOf } from '../../callflow/design/snapshot.ts'
import type { DesignInfo, ToldChange } from '../../main/api/contract.ts'
import type { ConnectionState } from '../api/connection.ts'
import type { Refusal } from '../api/refusal.ts'
import { type Documents, noDocuments, withConfirmed } from './documents.ts'
import { nothingTakenBack, type TakenBack } from './taken-back.ts'

/** The open design: its documents, and how far what was typed here has been saved. */
export interface DesignState {
  readonly documents: Documents
  readonly info: DesignInfo | null
  /** Whose documents these are. */
  readonly designId: string | null
  readonly isLoaded: boolean
  readonly connection: ConnectionState
  /** Changes made here that are not in the file yet. */
  readonly unsaved: number
  readonly savedAtMs: number | null
  /** Why they are not, when they wait for something: the connection, the disk. */
  readonly held: Refusal | null
  /** The newest of them, when undo can take it back here. */
  readonly newestWaiting: string | null
  readonly takenBack: TakenBack
  /** Changes of designs that were open in this page before. They wait until those are open again. */
  readonly elsewhere: readonly WaitingElsewhere[]
}

export interface WaitingElsewhere {
  readonly designId: string
  readonly name: string
  readonly path: string
  readonly count: number
}

export const useDesign = create<DesignState>()(() => ({
  documents: noDocuments,
  info: null,
  designId: null,
  isLoaded: false,
  connection: 'connecting',
  unsaved: 0,
  savedAtMs: null,
  held: null,
  newestWaiting: null,
  takenBack: nothingTakenBack,
  elsewhere: [],
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

// Following the back room

/** Of another design than the one shown, it is passed over: that is read when it is shown again. */
export function receiveChange(change: ToldChange, info?: DesignInfo): void {
  useDesign.setState((state) =>
    change.designId === state.designId
      ? { documents: withConfirmed(state.documents, change), ...(info ? { info } : {}) }
      : state,
  )
}
