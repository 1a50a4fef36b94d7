import { ArrowLeft, CloudOff, Copy, EllipsisVertical, Power, Trash2 } from 'lucide-react'
import { useEffect, useRef } from 'react'
import type { ModuleDefinition } from '../../callflow/define-module.ts'
import type { Callflow, FlowNode } from '../../callflow/design/document.ts'
import { moduleFor } from '../../callflow/modules/registry.ts'
import { liveSupportOf } from '../../callflow/run/live-support.ts'
import { deleteSteps, duplicateSelection, labelStep, toggleDisabled } from '../canvas/actions.ts'
import { select, useEditor } from '../canvas/editor-store.ts'
import { ModuleChip } from '../canvas/module-chip.tsx'
import { notLiveYet } from '../canvas/not-live.ts'
import { focusStep } from '../canvas/viewport.ts'
import { IconButton } from '../ui/button.tsx'
import { Badge } from '../ui/status.tsx'
import { Menu } from '../ui/menu.tsx'
import { BranchList } from './branch-list.tsx'
import { HoursSection } from './hours-section.tsx'
import { NodeFindings } from './node-findings.tsx'
import { StepSettings } from './step-settings.tsx'

/** What one step is and does: label, settings, ways out, findings. Esc goes back to the palette. */
export function Inspector({ flow, node }: { readonly flow: Callflow; readonly node: FlowNode }) {
  const definition = moduleFor(node.type)
  const panel = useRef<HTMLElement>(null)
  useFocusOnRequest(panel)
  const close = () => {
    select([])
    focusStep(node.id)
  }
  return (
    <section
      ref={panel}
      aria-label={`Settings of ${node.label || definition?.name || 'step'}`}
      className="flex h-full min-h-0 flex-col"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return
        event.preventDefault()
        close()
      }}
    >
      <header className="flex shrink-0 items-center gap-2 border-b border-line px-3 py-2.5">
        <IconButton size="sm" label="Back to the steps" icon={ArrowLeft} onClick={close} className="-ml-1" />
        <ModuleChip icon={definition?.icon ?? 'circle-help'} category={definition?.category ?? 'unknown'} />
        <StepLabel node={node} moduleName={definition?.name ?? node.type} />
        <Menu
          align="end"
          trigger={<IconButton size="sm" label="Step actions" icon={EllipsisVertical} />}
          groups={[
            {
              actions: [
                { label: 'Duplicate', icon: Copy, shortcut: 'mod+d', run: duplicateSelection },
                {
                  label: node.disabled ? 'Enable' : 'Disable',
                  icon: Power,
                  help: node.disabled ? 'Callers come by here again' : 'Callers pass through it',
                  run: () => toggleDisabled(new Set([node.id])),
                },
              ],
            },
            {
              actions: [
                {
                  label: 'Delete',
                  icon: Trash2,
                  shortcut: 'delete',
                  danger: true,
                  run: () => deleteSteps(new Set([node.id])),
                },
              ],
            },
          ]}
        />
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto">
        {node.disabled ? <DisabledNote id={node.id} /> : null}
        {definition ? (
          <div className="flex flex-col gap-2 px-4 py-3 text-small text-ink-faint">
            <p>{definition.description}</p>
            <LiveNote definition={definition} />
          </div>
        ) : (
          <UnknownNote type={node.type} />
        )}
        <NodeFindings flowId={flow.id} nodeId={node.id} />
        {definition ? <StepSettings node={node} definition={definition} /> : null}
        {node.type === 'time-of-day' ? <HoursSection key={node.id} node={node} /> : null}
        <BranchList flow={flow} node={node} />
      </div>
    </section>
  )
}

function StepLabel({ node, moduleName }: { readonly node: FlowNode; readonly moduleName: string }) {
  return (
    <input
      aria-label="Label"
      placeholder={moduleName}
      maxLength={80}
      spellCheck={false}
      className="h-7 min-w-0 flex-1 rounded-control bg-transparent px-1.5 text-body font-semibold placeholder:text-ink hover:bg-hover focus:bg-hover"
      value={node.label}
      onChange={(event) => labelStep(node.id, event.target.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur()
      }}
    />
  )
}

function DisabledNote({ id }: { readonly id: string }) {
  return (
    <p className="flex items-center gap-2 border-b border-line bg-sunken px-4 py-2 text-small text-ink-soft">
      <span className="flex-1">Disabled: callers pass through to what follows.</span>
      <button
        type="button"
        className="rounded-control px-1 font-medium text-accent-ink hover:underline"
        onClick={() => toggleDisabled(new Set([id]))}
      >
        Enable
      </button>
    </p>
  )
}

function LiveNote({ definition }: { readonly definition: ModuleDefinition }) {
  const support = liveSupportOf(definition)
  if (!support) return null
  return (
    <div className="flex flex-col items-start gap-1">
      {support.level === 'none' ? <Badge icon={CloudOff}>{notLiveYet}</Badge> : null}
      <p>{support.message}</p>
    </div>
  )
}

function UnknownNote({ type }: { readonly type: string }) {
  return (
    <p className="px-4 py-3 text-small text-ink-soft">
      This version of Callwright does not know the step "{type}". It is kept as it was imported, skipped when a call
      passes, and exported unchanged.
    </p>
  )
}

/** Enter on a step moves the keyboard to its first field. */
function useFocusOnRequest(panel: { readonly current: HTMLElement | null }): void {
  const request = useEditor((state) => state.inspectorFocus)
  const seen = useRef(request)
  useEffect(() => {
    if (seen.current === request) return
    seen.current = request
    const first = panel.current?.querySelector<HTMLElement>('[data-settings] :is(input, select, textarea, button)')
    const label = panel.current?.querySelector<HTMLElement>('input[aria-label="Label"]')
    ;(first ?? label)?.focus()
  }, [request, panel])
}
