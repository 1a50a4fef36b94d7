import { ChevronRight } from 'lucide-react'
import { memo, useMemo, useState } from 'react'
import type { ModuleDefinition } from '../../callflow/define-module.ts'
import { moduleFor } from '../../callflow/modules/registry.ts'
import { liveSupportOf } from '../../callflow/run/live-support.ts'
import { addModuleAfterSelection } from '../canvas/actions.ts'
import { categories } from '../canvas/category.ts'
import { labelOfBranch } from '../canvas/core/branches.ts'
import { notLiveYet } from '../canvas/not-live.ts'
import { ModuleChip } from '../canvas/module-chip.tsx'
import { toggleGroup, useUi } from '../store/ui.ts'
import { cx } from '../ui/cx.ts'
import { SearchInput } from '../ui/text-input.tsx'
import { Tooltip } from '../ui/tooltip.tsx'
import { startModuleDrag } from './module-drag.ts'
import { searchModules } from './search-modules.ts'

/** Every module by category. Drag one onto the canvas, or choose it to add it after the selected step (M26, M27). */
export function Palette() {
  const [query, setQuery] = useState('')
  const groups = useMemo(() => {
    const found = searchModules(query)
    return categories
      .map(({ id, name }) => ({ id, name, modules: found.filter(({ category }) => category === id) }))
      .filter(({ modules }) => modules.length > 0)
  }, [query])
  const first = groups[0]?.modules[0]
  return (
    <section aria-label="Steps" className="flex h-full min-h-0 flex-col">
      <div className="shrink-0 p-3 pb-2">
        <SearchInput
          label="Find a step"
          value={query}
          onChange={setQuery}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && first) addModuleAfterSelection(first.type)
            if (event.key === 'Escape' && query) {
              event.stopPropagation()
              setQuery('')
            }
          }}
        />
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto px-2 pb-3">
        {groups.map(({ id, name, modules }) => (
          <PaletteGroup key={id} name={name} modules={modules} isSearching={query !== ''} />
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
  modules,
  isSearching,
}: {
  readonly name: string
  readonly modules: readonly ModuleDefinition[]
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
          <span className="tabular ml-auto font-normal">{modules.length}</span>
        </button>
      </h3>
      {isOpen ? modules.map(({ type }) => <PaletteItem key={type} type={type} />) : null}
    </div>
  )
}

const PaletteItem = memo(function PaletteItem({ type }: { readonly type: string }) {
  const definition = moduleFor(type)
  if (!definition) return null
  return (
    <Tooltip
      side="left"
      label={<span className="font-medium">{definition.name}</span>}
      help={<About definition={definition} />}
    >
      <button
        type="button"
        aria-label={`Add ${definition.name}`}
        data-module={type}
        className="flex h-8 w-full touch-none items-center gap-2.5 rounded-control px-1.5 text-left text-body text-ink select-none hover:bg-hover active:cursor-grabbing"
        onPointerDown={(event) => startModuleDrag(type, event)}
        onClick={() => addModuleAfterSelection(type)}
      >
        <ModuleChip icon={definition.icon} category={definition.category} />
        <span className="truncate">{definition.name}</span>
      </button>
    </Tooltip>
  )
})

function About({ definition }: { readonly definition: ModuleDefinition }) {
  const always = definition.branches.filter(({ optional }) => !optional)
  const outs = always.map(({ name, label }) => label || labelOfBranch(name))
  const support = liveSupportOf(definition)
  return (
    <>
      {definition.description}
      <span className="mt-1 block text-ink-faint">
        {outs.length > 0 ? `Goes on by: ${outs.join(', ')}` : 'Ends the call.'}
      </span>
      {support ? (
        <span className="mt-1 block text-ink-faint">
          {support.level === 'none' ? `${notLiveYet}. ` : ''}
          {support.message}
        </span>
      ) : null}
    </>
  )
}
