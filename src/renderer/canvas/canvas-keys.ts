import type { ClipboardEvent, KeyboardEvent } from 'react'
import { isEditable } from '../store/commands.ts'
import {
  branchOrder,
  copySelection,
  deleteSelection,
  dropAfterSelection,
  duplicateSelection,
  flowNow,
  goToStep,
  pasteText,
  selectAll,
} from './actions.ts'
import { rootId } from './core/geometry.ts'
import { type Direction, neighbourOf } from './core/navigate.ts'
import { closeQuickAdd, focusInspector, openQuickAdd, select, useEditor } from './editor-store.ts'

const arrows: Readonly<Record<string, Direction>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
}

/** Keys while the canvas has the focus; those of the whole page are commands. */
export function onCanvasKey(event: KeyboardEvent): void {
  if (isEditable(event.target) || event.defaultPrevented || isMenu(event.target)) return
  if (runKey(event)) {
    event.preventDefault()
    event.stopPropagation()
  }
}

function runKey(event: KeyboardEvent): boolean {
  const mod = event.metaKey || event.ctrlKey
  const direction = arrows[event.key]
  if (direction && !mod && !event.altKey) return moveSelection(direction)
  if (mod && !event.shiftKey && event.key.toLowerCase() === 'd') return done(duplicateSelection)
  if (mod && !event.shiftKey && event.key.toLowerCase() === 'a') return done(selectAll)
  if (mod || event.altKey) return false
  switch (event.key) {
    case 'Delete':
    case 'Backspace':
      return done(deleteSelection)
    case 'Escape':
      return leave()
    case 'Enter':
      return onNode(event.target) && useEditor.getState().selection.size === 1 ? done(focusInspector) : false
    case 'a':
      return quickAdd()
    default:
      return false
  }
}

function done(run: () => void): true {
  run()
  return true
}

/** Esc leaves what is open, innermost first. */
export function leave(): boolean {
  const { quickAdd: menu, selection, selectedWire } = useEditor.getState()
  if (menu) return done(closeQuickAdd)
  if (selection.size > 0 || selectedWire) return done(() => select([]))
  return false
}

function moveSelection(direction: Direction): boolean {
  const flow = flowNow()
  if (!flow) return false
  const [from] = useEditor.getState().selection
  const to = from ? neighbourOf(flow, from, direction, branchOrder(flow)) : (flow.entry ?? rootId)
  if (!to) return true
  goToStep(to)
  return true
}

function quickAdd(): boolean {
  const flow = flowNow()
  if (!flow) return false
  const [only] = useEditor.getState().selection
  const element = document.querySelector(`.react-flow__node[data-id="${CSS.escape(only ?? rootId)}"]`)
  const box = element?.getBoundingClientRect()
  const screen = box ? { x: box.left, y: box.bottom + 8 } : { x: innerWidth / 2, y: innerHeight / 3 }
  openQuickAdd({ screen, drop: dropAfterSelection(flow) })
  return true
}

const onNode = (target: EventTarget): boolean =>
  target instanceof Element && target.classList.contains('react-flow__node')
const isMenu = (target: EventTarget): boolean =>
  target instanceof Element && target.closest('[role="menu"],[role="dialog"],[role="listbox"]') !== null

export function onCopy(event: ClipboardEvent): void {
  if (isEditable(event.target)) return
  const text = copySelection()
  if (text === undefined) return
  event.clipboardData.setData('text/plain', text)
  event.preventDefault()
}

export function onCut(event: ClipboardEvent): void {
  if (isEditable(event.target)) return
  onCopy(event)
  if (event.isDefaultPrevented()) deleteSelection()
}

export function onPaste(event: ClipboardEvent): void {
  if (isEditable(event.target)) return
  if (pasteText(event.clipboardData.getData('text/plain'))) event.preventDefault()
}
