import { memo, useMemo, useState } from 'react'
import type { ModuleDefinition } from '../../callflow/define-module.ts'
import { moduleFor } from '../../callflow/modules/registry.ts'
import { liveSupportOf } from '../../callflow/run/live-support.ts'
import { addModuleAfterSelection } from '../canvas/actions.ts'
import { categories } from '../canvas/category.ts'
import { labelOfBranch } from '../canvas/core/branches.ts'
import { notLiveYet } from '../canvas/not-live.ts'
import { ModuleChip } from '../canvas/module-chip.tsx'
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
          <div key={id} role="group" aria-label={name} className="mb-2">
            <h3 className="px-1.5 pt-1 pb-1 text-label font-medium text-ink-faint">{name}</h3>
            {modules.map(({ type }) => (
              <PaletteItem key={type} type={type} />
            ))}
          </div>
        ))}
        {groups.length === 0 ? (
          <p className="px-1.5 py-2 text-small text-ink-faint">No step is called "{query}".</p>
        ) : null}
      </div>
    </section>
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
        className="flex h-9 w-full touch-none items-center gap-2.5 rounded-control px-1.5 text-left text-body text-ink select-none hover:bg-hover active:cursor-grabbing"
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
