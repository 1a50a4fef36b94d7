import type { ModuleDefinition } from '../../callflow/define-module.ts'
import { describeFields } from '../../callflow/design/describe.ts'
import { putBindings } from '../../callflow/design/variables.ts'
import type { FlowNode } from '../../callflow/design/document.ts'
import { type MatchSettings, matchCallerId } from '../../callflow/modules/match-caller-id/match-caller-id.ts'
import { parseSettings } from '../../callflow/run/compile.ts'
import { changeSettings } from '../canvas/actions.ts'
import { setAt } from '../forms/paths.ts'
import { SettingsForm } from '../forms/settings-form.tsx'
import { CallerMatchNote } from './caller-match-note.tsx'

/** The generated form of a step's settings, older versions brought up to date first. */
export function StepSettings({ node, definition }: { readonly node: FlowNode; readonly definition: ModuleDefinition }) {
  if (describeFields(definition.settings).length === 0) return null
  const parsed = parseSettings(definition, node)
  const value = parsed.ok ? (parsed.value as Record<string, unknown>) : node.settings // settings schemas are objects
  const change = (settings: Record<string, unknown>, field?: string, seen?: unknown) =>
    changeSettings(
      node.id,
      putBindings(definition.settings, settings),
      field === undefined ? node.settings : setAt(node.settings, field, seen),
    )
  return (
    <section aria-label="Settings" data-settings className="border-t border-line px-4 py-3">
      <SettingsForm key={node.id} schema={definition.settings} value={value} onChange={change} />
      {node.type === matchCallerId.type && parsed.ok ? (
        <CallerMatchNote
          key={`match ${node.id}`}
          value={parsed.value as MatchSettings}
          onChange={(settings) => change(settings)}
        />
      ) : null}
    </section>
  )
}
