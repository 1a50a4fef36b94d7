import { ChevronRight } from 'lucide-react'
import type { KeyboardEvent } from 'react'
import { memo, useMemo, useRef, useState } from 'react'
import { addModuleAfterSelection } from '../canvas/actions.ts'
import { ModuleChip } from '../canvas/module-chip.tsx'
import { toggleGroup, useUi } from '../store/ui.ts'
import { cx } from '../ui/cx.ts'
import { SearchInput } from '../ui/text-input.tsx'
import { Tooltip } from '../ui/tooltip.tsx'
import { type PaletteEntry, searchEntries } from './entries.ts'
import { EntryAbout } from './entry-about.tsx'
import { paletteGroups } from './groups.ts'
import { startModuleDrag } from './module-drag.ts'

/** Every step by group. Drag one onto the canvas, or choose it to add it after the selected step (M26, M27). */
export function Palette() {
  const [query, setQuery] = useState('')
  const list = useRef<HTMLDivElement>(null)
  const found = useMemo(() => searchEntries(query), [query])
  const groups = useMemo(
    () =>
      paletteGroups
        .map(({ name }) => ({ name, entries: found.filter(({ group }) => group === name) }))
        .filter(({ entries }) => entries.length > 0),
    [found],
  )
  const [first] = found
  return (
    <section
      aria-label="Steps"
      className="flex h-full min-h-0 flex-col"
      onKeyDown={(event) => list.current && moveFocus(event, list.current)}
    >
      <div className="shrink-0 p-3 pb-2">
        <SearchInput
          label="Find a step"
          value={query}
          onChange={setQuery}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && first) addModuleAfterSelection(first.definition.type, first.settings)
          }}
        />
      </div>
      <div ref={list} className="min-h-0 flex-1 overflow-y-auto px-2 pb-3">
        {groups.map(({ name, entries }) => (
          <PaletteGroup key={name} name={name} entries={entries} isSearching={query !== ''} />
        ))}
        {groups.length === 0 ? (
          <p className="px-1.5 py-2 text-small text-ink-faint">No step is called "{query}".</p>
        ) : null}
      </div>
    </section>
  )
}

/** Folds, since the palette is long; a search looks into folded groups too. */
function PaletteGroup({
  name,
  entries,
  isSearching,
}: {
  readonly name: string
  readonly entries: readonly PaletteEntry[]
  readonly isSearching: boolean
}) {
  const isOpen = useUi((state) => !state.closedGroups.includes(`palette/${name}`)) || isSearching
  return (
    <div role="group" aria-label={name} className="mb-1.5">
      <h3 className="sticky top-0 z-1 bg-surface">
        <button
          type="button"
          aria-expanded={isOpen}
          disabled={isSearching}
          onClick={() => toggleGroup(`palette/${name}`)}
          className="flex h-6 w-full items-center gap-1 rounded-control px-1.5 text-label font-medium text-ink-faint enabled:hover:text-ink"
        >
          <ChevronRight aria-hidden size={12} className={cx('transition-transform', isOpen && 'rotate-90')} />
          {name}
          <span className="tabular ml-auto font-normal">{entries.length}</span>
        </button>
      </h3>
      {isOpen
        ? entries.map((entry, index) => (
            <div key={entry.id}>
              {entry.part !== undefined && entry.part !== entries[index - 1]?.part ? (
                <h4 className={cx('px-1.5 pb-0.5 text-label text-ink-faint', index > 0 && 'pt-2.5')}>{entry.part}</h4>
              ) : null}
              <PaletteItem entry={entry} isFirst={index === 0} />
            </div>
          ))
        : null}
    </div>
  )
}

const PaletteItem = memo(function PaletteItem({
  entry,
  isFirst,
}: {
  readonly entry: PaletteEntry
  readonly isFirst: boolean
}) {
  const { definition, name, settings } = entry
  return (
    <Tooltip side="left" label={<span className="font-medium">{name}</span>} help={<EntryAbout entry={entry} />}>
      <button
        type="button"
        aria-label={`Add ${name}`}
        data-module={definition.type}
        // One stop for the Tab key a group; the arrow keys go on from there.
        tabIndex={isFirst ? 0 : -1}
        className="flex h-8 w-full touch-none items-center gap-2.5 rounded-control px-1.5 text-left text-body text-ink select-none hover:bg-hover active:cursor-grabbing"
        onPointerDown={(event) => startModuleDrag(definition.type, settings, event)}
        onClick={() => addModuleAfterSelection(definition.type, settings)}
      >
        <ModuleChip icon={definition.icon} category={definition.category} />
        <span className="truncate">{name}</span>
      </button>
    </Tooltip>
  )
})

/** Arrow keys go from entry to entry, and from the search into the list. */
function moveFocus(event: KeyboardEvent, list: HTMLElement): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
  const entries = [...list.querySelectorAll<HTMLElement>('[data-module]')]
  const at = entries.findIndex((entry) => entry === document.activeElement)
  const next = entries[at + (event.key === 'ArrowDown' ? 1 : -1)]
  if (!next || (at === -1 && event.key === 'ArrowUp')) return
  event.preventDefault()
  next.focus()
}
