import type { KeyboardEvent } from 'react'
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

/** The menu of steps beside the selected one. */
export function quickAdd(): boolean {
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

/** The clipboard belongs to the canvas unless the user is in a field or has marked text. */
export function followClipboard(): () => void {
  const take = (run: (data: DataTransfer) => boolean) => (event: ClipboardEvent) => {
    if (event.defaultPrevented || !event.clipboardData || isEditable(event.target) || !isOurs(event)) return
    if (run(event.clipboardData)) event.preventDefault()
  }
  const copy = take(copyTo)
  const cut = take((data) => copyTo(data) && done(deleteSelection))
  const paste = take((data) => pasteText(data.getData('text/plain')))
  document.addEventListener('copy', copy)
  document.addEventListener('cut', cut)
  document.addEventListener('paste', paste)
  return () => {
    document.removeEventListener('copy', copy)
    document.removeEventListener('cut', cut)
    document.removeEventListener('paste', paste)
  }
}

function copyTo(data: DataTransfer): boolean {
  const text = copySelection()
  if (text === undefined) return false
  data.setData('text/plain', text)
  return true
}

function isOurs({ type, target }: ClipboardEvent): boolean {
  if (target instanceof Element && isMenu(target)) return false
  return type === 'paste' || document.getSelection()?.isCollapsed !== false
}
