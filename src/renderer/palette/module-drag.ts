import type { PointerEvent as ReactPointerEvent } from 'react'
import { addModule, dropFor, flowNow } from '../canvas/actions.ts'
import { targetAt } from '../canvas/drop-target.ts'
import { type DropTarget, setDrag } from '../canvas/editor-store.ts'
import { viewport } from '../canvas/viewport.ts'

/** Pixels the pointer must travel before a press is a drag. */
const threshold = 4

/** Drags a module with pointer events, so that mouse, pen and touch do the same. */
export function startModuleDrag(
  type: string,
  settings: Readonly<Record<string, unknown>>,
  down: ReactPointerEvent,
): void {
  if (down.button !== 0) return
  const start = { x: down.clientX, y: down.clientY }
  let isDragging = false

  const move = (event: PointerEvent) => {
    const point = { x: event.clientX, y: event.clientY }
    if (!isDragging && Math.hypot(point.x - start.x, point.y - start.y) < threshold) return
    isDragging = true
    setDrag({ type, target: validAt(point) })
  }
  const up = (event: PointerEvent) => {
    const point = { x: event.clientX, y: event.clientY }
    const target = isDragging ? validAt(point) : null
    stop()
    const flow = flowNow()
    const at = viewport()?.toFlow(point)
    const drop = target && flow && at ? dropFor(flow, target, at) : undefined
    if (drop) addModule(type, drop, settings)
  }
  const key = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return
    event.stopPropagation()
    stop()
  }
  const swallowClick = (event: MouseEvent) => event.stopPropagation()
  const stop = () => {
    setDrag(null)
    window.removeEventListener('pointermove', move)
    window.removeEventListener('pointerup', up)
    window.removeEventListener('pointercancel', stop)
    window.removeEventListener('keydown', key, true)
    // The click that ends a drag is not a click on the palette.
    if (isDragging) window.addEventListener('click', swallowClick, { capture: true, once: true })
    setTimeout(() => window.removeEventListener('click', swallowClick, true))
  }
  window.addEventListener('pointermove', move)
  window.addEventListener('pointerup', up)
  window.addEventListener('pointercancel', stop)
  window.addEventListener('keydown', key, true)
}

function validAt(point: { readonly x: number; readonly y: number }): DropTarget | null {
  const target = targetAt(point)
  const flow = flowNow()
  return target && flow && dropFor(flow, target, point) ? target : null
}
