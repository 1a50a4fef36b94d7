import type { ModuleDefinition } from '../../callflow/define-module.ts'
import { describeFields } from '../../callflow/design/describe.ts'
import { sameValue } from '../../callflow/design/edit/same-value.ts'
import { putBindings } from '../../callflow/design/variables.ts'
import type { FlowNode } from '../../callflow/design/document.ts'
import { type MatchSettings, matchCallerId } from '../../callflow/modules/match-caller-id/match-caller-id.ts'
import { playMedia, type PlayMediaSettings } from '../../callflow/modules/play-media/play-media.ts'
import { parseSettings } from '../../callflow/run/compile.ts'
import { changeSettings } from '../canvas/actions.ts'
import { getAt, setAt } from '../forms/paths.ts'
import { SettingsForm } from '../forms/settings-form.tsx'
import { CallerMatchNote } from './caller-match-note.tsx'
import { SaidValueNote } from './said-value-note.tsx'

/** The generated form of a step's settings, older versions brought up to date first. */
export function StepSettings({ node, definition }: { readonly node: FlowNode; readonly definition: ModuleDefinition }) {
  if (describeFields(definition.settings).length === 0) return null
  const parsed = parseSettings(definition, node)
  const value = parsed.ok ? (parsed.value as Record<string, unknown>) : node.settings // settings schemas are objects
  const change = (settings: Record<string, unknown>, field?: string, seen?: unknown) =>
    changeSettings(
      node.id,
      putBindings(definition.settings, settings),
      // Only what somebody else changed while it was typed in needs comparing: a default is not in the document, and a bound value stands there otherwise.
      field === undefined || sameValue(getAt(value, field), seen) ? node.settings : setAt(node.settings, field, seen),
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
      {node.type === playMedia.type && parsed.ok ? (
        <SaidValueNote key={`said ${node.id}`} settings={parsed.value as PlayMediaSettings} />
      ) : null}
    </section>
  )
}
