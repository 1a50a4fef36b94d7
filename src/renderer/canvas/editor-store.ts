import { create } from 'zustand'
import type { Drop } from './core/add-node.ts'
import type { Source } from './core/graph.ts'

/** What lies under a module or wire that is being dragged. */
export type DropTarget =
  | { readonly kind: 'canvas' }
  | { readonly kind: 'root' }
  | { readonly kind: 'wire'; readonly source: Source }
  | { readonly kind: 'branch'; readonly nodeId: string; readonly branch: string }
  | { readonly kind: 'node'; readonly nodeId: string }

/** A module on its way from the palette. */
export interface ModuleDrag {
  readonly type: string
  readonly target: DropTarget | null
}

export interface QuickAdd {
  /** Where the menu opens, in the window. */
  readonly screen: { readonly x: number; readonly y: number }
  readonly drop: Drop
}

/** The menu of branches a step could have, open beside its "+". */
export interface BranchMenu {
  readonly nodeId: string
  readonly screen: { readonly x: number; readonly y: number }
}

/** View state of the callflow on the canvas. Documents live in the design store; nothing here is saved. */
export interface EditorState {
  readonly flowId: string | null
  readonly selection: ReadonlySet<string>
  readonly selectedWire: Source | null
  /** Optional branches shown before they are wired: names by node. */
  readonly pinned: ReadonlyMap<string, readonly string[]>
  readonly drag: ModuleDrag | null
  readonly quickAdd: QuickAdd | null
  readonly branchMenu: BranchMenu | null
  /** Raised to ask the inspector to take the keyboard. */
  readonly inspectorFocus: number
}

const initial: EditorState = {
  flowId: null,
  selection: new Set(),
  selectedWire: null,
  pinned: new Map(),
  drag: null,
  quickAdd: null,
  branchMenu: null,
  inspectorFocus: 0,
}

export const useEditor = create<EditorState>(() => initial)

const { setState: set, getState: get } = useEditor

export function openFlow(flowId: string | null, nodeId?: string | null): void {
  if (get().flowId === flowId) {
    if (nodeId) select([nodeId])
    return
  }
  set({ ...initial, flowId, selection: new Set(nodeId ? [nodeId] : []) })
}

export function select(ids: Iterable<string>): void {
  const next = new Set(ids)
  const { selection, selectedWire } = get()
  if (selectedWire === null && sameSet(selection, next)) return
  set({ selection: next, selectedWire: null })
}

export const selectWire = (source: Source | null): void =>
  set(source ? { selectedWire: source, selection: new Set() } : { selectedWire: null })

export function pinBranch(nodeId: string, branch: string): void {
  const pinned = new Map(get().pinned)
  const names = pinned.get(nodeId) ?? []
  if (!names.includes(branch)) set({ pinned: pinned.set(nodeId, [...names, branch]) })
}

export function unpinBranch(nodeId: string, branch: string): void {
  const pinned = new Map(get().pinned)
  const names = pinned.get(nodeId) ?? []
  set({
    pinned: pinned.set(
      nodeId,
      names.filter((name) => name !== branch),
    ),
  })
}

/** Written when the target changes, not for every move of the pointer. */
export function setDrag(drag: ModuleDrag | null): void {
  const now = get().drag
  if (now && drag && now.type === drag.type && sameTarget(now.target, drag.target)) return
  set({ drag })
}

export const openQuickAdd = (quickAdd: QuickAdd): void => set({ quickAdd })
export const closeQuickAdd = (): void => set({ quickAdd: null })
export const showBranchMenu = (branchMenu: BranchMenu | null): void => set({ branchMenu })
export const focusInspector = (): void => set({ inspectorFocus: get().inspectorFocus + 1 })

function sameTarget(a: DropTarget | null, b: DropTarget | null): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

const sameSet = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean =>
  a.size === b.size && [...a].every((id) => b.has(id))
