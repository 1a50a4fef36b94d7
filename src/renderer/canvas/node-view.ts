import type { BranchSpec, ModuleCategory, ModuleDefinition } from '../../callflow/define-module.ts'
import type { Callflow, FlowNode } from '../../callflow/design/document.ts'
import type { DesignSnapshot } from '../../callflow/design/snapshot.ts'
import { moduleFor } from '../../callflow/modules/registry.ts'
import { settingsOf, summaryOf as summaryOfSettings } from '../../callflow/run/compile.ts'
import { liveSupportOf } from '../../callflow/run/live-support.ts'
import { branchesOf } from './core/branches.ts'

/** A branch as drawn at the bottom of a node. */
export interface HandleView {
  readonly name: string
  readonly label: string
  readonly isWired: boolean
}

/** Everything a node shows of the document. A plain value: equal ones are the same object, so nodes redraw only when they differ. */
export interface NodeView {
  readonly title: string
  readonly moduleName: string
  readonly summary: string
  readonly icon: string
  readonly category: ModuleCategory | 'unknown'
  readonly handles: readonly HandleView[]
  /** Branches behind "+". */
  readonly hidden: readonly BranchSpec[]
  readonly isDisabled: boolean
  readonly isUnknown: boolean
  /** Why live calls cannot do this step yet; empty when they can. */
  readonly notLive: string
  readonly errors: number
  readonly warnings: number
  /** The worst finding in words, for the badge's tooltip. */
  readonly finding: string
}

export interface FindingSummary {
  readonly severity: 'error' | 'warning' | 'info'
  readonly message: string
}

export type NodeViews = ReadonlyMap<string, NodeView>

export function viewsOf(about: {
  readonly flow: Callflow
  readonly design: DesignSnapshot
  readonly pinned: ReadonlyMap<string, readonly string[]>
  readonly findings: ReadonlyMap<string, readonly FindingSummary[]>
  readonly before?: NodeViews
}): NodeViews {
  const wired = new Map<string, string[]>()
  for (const { from, branch } of about.flow.wires) wired.set(from, [...(wired.get(from) ?? []), branch])
  const views = new Map<string, NodeView>()
  for (const node of Object.values(about.flow.nodes)) {
    const view = viewOf({
      node,
      design: about.design,
      wired: wired.get(node.id) ?? [],
      pinned: about.pinned.get(node.id) ?? [],
      findings: about.findings.get(node.id) ?? [],
    })
    const before = about.before?.get(node.id)
    views.set(node.id, before && JSON.stringify(before) === JSON.stringify(view) ? before : view)
  }
  return views
}

function viewOf(about: {
  readonly node: FlowNode
  readonly design: DesignSnapshot
  readonly wired: readonly string[]
  readonly pinned: readonly string[]
  readonly findings: readonly FindingSummary[]
}): NodeView {
  const { node, design, wired, pinned, findings } = about
  const definition = moduleFor(node.type)
  const { shown, hidden } = branchesOf({ node, definition, design, wired, pinned })
  const worst = findings.find(({ severity }) => severity === 'error') ?? findings[0]
  return {
    title: titleOf(node, definition),
    moduleName: definition?.name ?? node.type,
    summary: definition ? summaryOf(definition, node, design) : `"${node.type}" is kept as imported`,
    icon: definition?.icon ?? 'circle-help',
    category: definition?.category ?? 'unknown',
    handles: shown.map(({ name, label }) => ({ name, label, isWired: wired.includes(name) })),
    hidden,
    isDisabled: node.disabled,
    isUnknown: !definition,
    notLive: notLiveWords(definition),
    errors: findings.filter(({ severity }) => severity === 'error').length,
    warnings: findings.filter(({ severity }) => severity === 'warning').length,
    finding: worst?.message ?? '',
  }
}

const notLiveWords = (definition: ModuleDefinition | undefined): string => {
  const support = liveSupportOf(definition)
  return support?.level === 'none' ? support.message : ''
}

/** What a step is called everywhere: its label, else its module's name. */
export function titleOf(node: FlowNode, definition: ModuleDefinition | undefined = moduleFor(node.type)): string {
  return node.label || definition?.name || 'Unknown step'
}

/** A step told apart from others of its kind: `Callflow · 8002 Closed`. */
export function describeStep(node: FlowNode, design: DesignSnapshot): string {
  const definition = moduleFor(node.type)
  const summary = definition && !node.label ? summaryOf(definition, node, design) : ''
  return summary ? `${titleOf(node)} · ${summary}` : titleOf(node)
}

function summaryOf(definition: ModuleDefinition, node: FlowNode, design: DesignSnapshot): string {
  const settings = settingsOf(node)
  return settings.ok ? summaryOfSettings(definition, settings, design) : settings.error
}
