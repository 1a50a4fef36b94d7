import type { KeyboardEvent, PointerEvent, ReactNode } from 'react'
import { setPaneSize, useUi } from '../store/ui.ts'
import { cx } from './cx.ts'

export interface ResizablePaneProps {
  /** Its size is remembered under this name. */
  readonly id: string
  /** What it is called by a screen reader, on the handle. */
  readonly label: string
  /** The edge with the handle. */
  readonly edge: 'left' | 'right' | 'top'
  readonly initial: number
  readonly min: number
  readonly max: number
  readonly className?: string
  readonly children: ReactNode
}

/** A pane whose edge is dragged, or moved with the arrow keys; a double click brings back the first size. */
export function ResizablePane({ id, label, edge, initial, min, max, className, children }: ResizablePaneProps) {
  const size = useUi((state) => state.paneSizes[id]) ?? initial
  const set = (next: number) => setPaneSize(id, Math.min(max, Math.max(min, next)))
  const isColumn = edge !== 'top'
  const grows = edge === 'right' ? 1 : -1

  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    event.preventDefault()
    const handle = event.currentTarget
    handle.setPointerCapture(event.pointerId)
    const from = isColumn ? event.clientX : event.clientY
    const move = (moved: globalThis.PointerEvent) =>
      set(size + grows * ((isColumn ? moved.clientX : moved.clientY) - from))
    const stop = () => {
      handle.removeEventListener('pointermove', move)
      handle.removeEventListener('lostpointercapture', stop)
    }
    handle.addEventListener('pointermove', move)
    handle.addEventListener('lostpointercapture', stop)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const back = isColumn ? 'ArrowLeft' : 'ArrowUp'
    const forward = isColumn ? 'ArrowRight' : 'ArrowDown'
    if (event.key !== back && event.key !== forward) return
    event.preventDefault()
    set(size + grows * (event.key === forward ? 16 : -16))
  }
  return (
    <div
      style={isColumn ? { width: size } : { height: size }}
      className={cx('relative flex min-h-0 min-w-0 shrink-0 flex-col', className)}
    >
      <div
        role="separator"
        tabIndex={0}
        aria-label={`Resize ${label}`}
        aria-orientation={isColumn ? 'vertical' : 'horizontal'}
        aria-valuenow={size}
        aria-valuemin={min}
        aria-valuemax={max}
        onPointerDown={onPointerDown}
        onKeyDown={onKeyDown}
        onDoubleClick={() => set(initial)}
        className={cx(
          'absolute z-20 transition-colors hover:bg-accent-line focus-visible:bg-accent-line active:bg-accent',
          isColumn ? 'inset-y-0 w-1 cursor-col-resize' : 'inset-x-0 h-1 cursor-row-resize',
          edge === 'left' && '-left-0.5',
          edge === 'right' && '-right-0.5',
          edge === 'top' && '-top-0.5',
        )}
      />
      {children}
    </div>
  )
}
