import { useEffect, useMemo, useRef, useState } from 'react'
import { createPortal } from 'react-dom'
import { cx } from '../ui/cx.ts'
import { type PaletteEntry, searchEntries } from '../palette/entries.ts'
import { addModule } from './actions.ts'
import { closeQuickAdd, type QuickAdd, useEditor } from './editor-store.ts'
import { ModuleChip } from './module-chip.tsx'

/** A small palette where the user is: at the end of a wire, on a wire, or after the selected step. */
export function QuickAddMenu() {
  const quickAdd = useEditor((state) => state.quickAdd)
  return quickAdd ? createPortal(<QuickAddPanel quickAdd={quickAdd} />, document.body) : null
}

const width = 264
const height = 320

function QuickAddPanel({ quickAdd }: { readonly quickAdd: QuickAdd }) {
  const [query, setQuery] = useState('')
  const [at, setAt] = useState(0)
  const list = useRef<HTMLDivElement>(null)
  const found = useMemo(() => searchEntries(query), [query])
  const chosen = Math.min(at, found.length - 1)
  const { x, y } = placed(quickAdd.screen)

  // Read before the search field takes the focus.
  const [opener] = useState(() => document.activeElement)
  useEffect(
    () => () => {
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus({ preventScroll: true })
    },
    [opener],
  )
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
  }, [chosen])

  const take = (entry: PaletteEntry | undefined) => {
    if (entry) addModule(entry.definition.type, quickAdd.drop, entry.settings)
  }
  return (
    <>
      <div className="fixed inset-0 z-40" onPointerDown={closeQuickAdd} />
      <div
        role="dialog"
        aria-label="Add a step"
        className="motion-pop fixed z-50 flex flex-col rounded-card bg-raised shadow-float"
        style={{ left: x, top: y, width, maxHeight: height }}
        onKeyDown={(event) => {
          event.stopPropagation()
          if (event.key === 'Escape') closeQuickAdd()
          else if (event.key === 'ArrowDown') setAt(Math.min(chosen + 1, found.length - 1))
          else if (event.key === 'ArrowUp') setAt(Math.max(chosen - 1, 0))
          else if (event.key === 'Enter') take(found[chosen])
          else return
          event.preventDefault()
        }}
      >
        <input
          autoFocus
          role="combobox"
          aria-expanded
          aria-controls="quick-add-list"
          aria-label="Find a step"
          placeholder="Add a step"
          className="h-9 shrink-0 border-b border-line bg-transparent px-3 text-body outline-none!"
          value={query}
          onChange={(event) => {
            setQuery(event.target.value)
            setAt(0)
          }}
        />
        <div
          ref={list}
          id="quick-add-list"
          role="listbox"
          aria-label="Steps"
          className="min-h-0 flex-1 overflow-y-auto p-1"
        >
          {found.map((entry, index) => (
            <div
              key={entry.id}
              role="option"
              tabIndex={-1}
              aria-selected={index === chosen}
              className={cx(
                'flex h-9 items-center gap-2 rounded-control px-1.5 text-body text-ink',
                index === chosen && 'bg-hover',
              )}
              onPointerMove={() => setAt(index)}
              onClick={() => take(entry)}
            >
              <ModuleChip small icon={entry.definition.icon} category={entry.definition.category} />
              <span className="min-w-0 flex-1 truncate">{entry.name}</span>
              <span className="shrink-0 text-label text-ink-faint">{entry.part ?? entry.group}</span>
            </div>
          ))}
          {found.length === 0 ? <p className="p-2 text-small text-ink-faint">No step is called "{query}".</p> : null}
        </div>
      </div>
    </>
  )
}

const placed = ({ x, y }: { readonly x: number; readonly y: number }) => ({
  x: Math.max(8, Math.min(x, innerWidth - width - 8)),
  y: Math.max(8, Math.min(y, innerHeight - height - 8)),
})
