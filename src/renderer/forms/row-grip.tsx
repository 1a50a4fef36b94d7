import { ArrowDown, ArrowDownToLine, ArrowUp, ArrowUpToLine, GripVertical } from 'lucide-react'
import type { KeyboardEvent, PointerEvent } from 'react'
import { useEffect, useRef, useState } from 'react'
import { IconButton } from '../ui/button.tsx'
import { Menu } from '../ui/menu.tsx'

export interface RowGripProps {
  readonly name: string
  readonly index: number
  readonly count: number
  readonly onMove: (to: number) => void
}

interface Drag {
  /** How far the pointer went, in pixels. */
  readonly byPx: number
  readonly to: number
}

/** Pixels the pointer must travel before a press is a drag. */
const threshold = 3

/** Moves its row: dragged, by the arrow keys, or by the menu a press opens. */
export function RowGrip({ name, index, count, onMove }: RowGripProps) {
  const button = useRef<HTMLButtonElement>(null)
  const start = useRef<number | null>(null)
  const [drag, setDrag] = useState<Drag | null>(null)
  const [open, setOpen] = useState(false)
  useEffect(() => show(rowOf(button.current), index, drag), [drag, index])

  const move = (to: number) => {
    if (to < 0 || to >= count || to === index) return
    const list = rowOf(button.current)?.parentElement
    onMove(to)
    requestAnimationFrame(() => list?.children[to]?.querySelector<HTMLElement>('[data-grip]')?.focus())
  }
  const end = (event: PointerEvent<HTMLButtonElement>, isDone: boolean) => {
    if (start.current === null) return
    start.current = null
    setDrag(null)
    if (event.currentTarget.hasPointerCapture(event.pointerId))
      event.currentTarget.releasePointerCapture(event.pointerId)
    if (!isDone) return
    if (drag) move(drag.to)
    else setOpen(true)
  }
  return (
    <Menu
      open={open}
      onOpenChange={setOpen}
      groups={[
        {
          actions: [
            { label: 'Move up', icon: ArrowUp, disabled: index === 0, run: () => move(index - 1) },
            { label: 'Move down', icon: ArrowDown, disabled: index === count - 1, run: () => move(index + 1) },
            { label: 'Move to the top', icon: ArrowUpToLine, disabled: index === 0, run: () => move(0) },
            {
              label: 'Move to the end',
              icon: ArrowDownToLine,
              disabled: index === count - 1,
              run: () => move(count - 1),
            },
          ],
        },
      ]}
      trigger={
        <IconButton
          ref={button}
          data-grip
          size="sm"
          icon={GripVertical}
          label="Drag to reorder, or ↑ ↓"
          aria-label={`Move ${name}, ${index + 1} of ${count}`}
          className="-ml-1.5 w-5 cursor-grab touch-none self-start active:cursor-grabbing"
          onPointerDown={(event) => {
            if (event.button !== 0) return
            event.preventDefault() // a press does not open the menu yet
            event.currentTarget.focus()
            event.currentTarget.setPointerCapture(event.pointerId)
            start.current = event.clientY
          }}
          onPointerMove={(event) => {
            if (start.current === null) return
            const byPx = event.clientY - start.current
            if (drag || Math.abs(byPx) > threshold) setDrag({ byPx, to: placeAt(event, index) })
          }}
          onPointerUp={(event) => end(event, true)}
          onPointerCancel={(event) => end(event, false)}
          onKeyDown={(event: KeyboardEvent) => {
            if (event.key === 'Escape' && drag) {
              start.current = null
              setDrag(null)
            } else if (event.key === 'ArrowUp') move(index - 1)
            else if (event.key === 'ArrowDown') move(index + 1)
            else return
            event.preventDefault()
            event.stopPropagation()
          }}
        />
      }
    />
  )
}

const rowOf = (element: Element | null): HTMLElement | null => element?.closest('li') ?? null

const rowsOf = (row: Element): readonly Element[] => [...(row.parentElement?.children ?? [])]

/** Where the row would stand if it were let go now: past every other row whose middle the pointer has crossed. */
function placeAt(event: PointerEvent, from: number): number {
  const row = rowOf(event.currentTarget)
  if (!row) return from
  const middles = rowsOf(row).map((each) => {
    const box = each.getBoundingClientRect()
    return box.top + box.height / 2
  })
  const above = middles.filter((middle, at) => at < from && event.clientY < middle).length
  const below = middles.filter((middle, at) => at > from && event.clientY > middle).length
  return from - above + below
}

/** The row follows the pointer; the place it would take is marked on its neighbour there. */
function show(row: HTMLElement | null, index: number, drag: Drag | null): void {
  if (!row) return
  for (const each of rowsOf(row)) each.removeAttribute('data-drop')
  row.toggleAttribute('data-dragged', drag !== null)
  row.style.transform = drag ? `translateY(${drag.byPx}px)` : ''
  if (drag && drag.to !== index) rowsOf(row)[drag.to]?.setAttribute('data-drop', drag.to < index ? 'before' : 'after')
}
