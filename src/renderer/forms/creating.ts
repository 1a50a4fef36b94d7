import { create } from 'zustand'
import type { DocumentKind } from '../../callflow/design/kind.ts'
import { shownId } from '../store/design.ts'

/** A document being made in a side sheet, on top of whatever asked for it. Sheets stack: a sheet's pickers can open another. */
export interface Creating {
  readonly key: number
  readonly kind: DocumentKind
  /** The design it is for, should another be shown before it is made. */
  readonly designId: string
  /** What is filled in already. */
  readonly fields: Readonly<Record<string, unknown>>
  readonly onCreated: (id: string) => void
}

export const useCreating = create<{ readonly stack: readonly Creating[] }>()(() => ({ stack: [] }))

let lastKey = 0

/** Opens the side sheet; `onCreated` gets the new document's id, and is not called when the sheet is closed. */
export function createInline(kind: DocumentKind, name: string, onCreated: (id: string) => void): void {
  createInlineWith(kind, name ? { name } : {}, onCreated)
}

export function createInlineWith(
  kind: DocumentKind,
  fields: Readonly<Record<string, unknown>>,
  onCreated: (id: string) => void = () => undefined,
): void {
  const key = ++lastKey
  useCreating.setState(({ stack }) => ({ stack: [...stack, { key, kind, designId: shownId(), fields, onCreated }] }))
}

export function closeCreating(key: number): void {
  useCreating.setState(({ stack }) => ({ stack: stack.filter((creating) => creating.key !== key) }))
}
