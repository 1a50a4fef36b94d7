import type { ModuleDefinition } from '../define-module.ts'
import type { Callflow, FlowNode } from '../design/document.ts'
import { oncePer } from '../design/once-per.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { takeBindings, type VariableBinding, withStandIns } from '../design/variables.ts'
import { moduleFor } from '../modules/registry.ts'

/** A callflow made ready to walk. Made once per document: documents are immutable, so the cache needs no invalidation. */
export interface CompiledFlow {
  readonly callflow: Callflow
  readonly nodes: ReadonlyMap<string, CompiledNode>
}

export interface CompiledNode {
  readonly node: FlowNode
  readonly definition: ModuleDefinition | undefined
  /** Parsed settings with defaults filled in, or why they do not parse. */
  readonly settings: ParsedSettings
  readonly wires: ReadonlyMap<string, string>
  /** Whether there is a wire of exactly that name. */
  readonly hasBranch: (name: string) => boolean
}

export type ParsedSettings =
  /** `bindings` are the references read from variables (M37); `value` holds stand-ins in their places. */
  | { readonly ok: true; readonly value: unknown; readonly bindings: readonly VariableBinding[] }
  | { readonly ok: false; readonly error: string }

export const compileFlow = oncePer((callflow: Callflow): CompiledFlow => {
  const wires = new Map<string, Map<string, string>>()
  for (const { from, branch, to } of callflow.wires) {
    const own = wires.get(from)
    if (own) own.set(branch, to)
    else wires.set(from, new Map([[branch, to]]))
  }
  const nodes = new Map<string, CompiledNode>()
  for (const node of Object.values(callflow.nodes)) {
    const definition = moduleFor(node.type)
    const own = wires.get(node.id) ?? noWires
    nodes.set(node.id, {
      node,
      definition,
      settings: settingsOf(node),
      wires: own,
      hasBranch: (name) => own.has(name),
    })
  }
  return { callflow, nodes }
})

/** The settings of a step. Worked out once per step: an edit of another leaves it the same object. */
export const settingsOf = oncePer((node: FlowNode): ParsedSettings => parseSettings(moduleFor(node.type), node))

/** Settings of any earlier version, migrated, checked and completed. */
export function parseSettings(definition: ModuleDefinition | undefined, node: FlowNode): ParsedSettings {
  if (!definition) return { ok: true, value: node.settings, bindings: [] }
  let settings: Record<string, unknown> = node.settings
  for (const { to, up } of definition.migrations ?? []) {
    if (to > node.version) settings = up(settings)
  }
  const taken = takeBindings(definition.settings, settings)
  const parsed = definition.settings.safeParse(taken.settings)
  if (parsed.success) return { ok: true, value: parsed.data, bindings: taken.bindings }
  const issue = parsed.error.issues[0]
  return {
    ok: false,
    error: `${definition.name}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? 'invalid'}`.trim(),
  }
}

/** What a step will do, in a line; empty when its settings do not parse. */
export function summaryOf(definition: ModuleDefinition, settings: ParsedSettings, design: DesignSnapshot): string {
  if (!settings.ok) return ''
  return definition.summary(settings.value, settings.bindings.length === 0 ? design : withStandIns(design))
}

const noWires: ReadonlyMap<string, string> = new Map()
