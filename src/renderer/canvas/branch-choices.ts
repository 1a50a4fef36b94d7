import { moduleFor } from '../../callflow/modules/registry.ts'
import { parseSettings } from '../../callflow/run/compile.ts'
import { designSnapshot } from '../store/design.ts'
import { changeSettings, flowNow } from './actions.ts'
import { branchesOf } from './core/branches.ts'
import { wiresFrom } from './core/graph.ts'
import { pinBranch, useEditor } from './editor-store.ts'

export interface BranchChoice {
  readonly label: string
  /** A branch the module offers, or a schedule rule to take into a time of day step (M46, M55). */
  readonly adds: { readonly kind: 'branch'; readonly name: string } | { readonly kind: 'route'; readonly id: string }
}

export interface BranchChoices {
  readonly heading: string
  readonly choices: readonly BranchChoice[]
}

/** What "+" offers on a step. */
export function branchChoices(nodeId: string): readonly BranchChoices[] {
  const flow = flowNow()
  const node = flow?.nodes[nodeId]
  if (!flow || !node) return []
  const design = designSnapshot()
  const definition = moduleFor(node.type)
  const { hidden } = branchesOf({
    node,
    definition,
    design,
    wired: wiresFrom(flow, nodeId).map(({ branch }) => branch),
    pinned: useEditor.getState().pinned.get(nodeId) ?? [],
  })
  const groups: BranchChoices[] = [
    {
      heading: node.type === 'menu' ? 'When the caller presses' : 'When',
      choices: hidden.map(({ name, label }) => ({ label, adds: { kind: 'branch', name } })),
    },
  ]
  if (node.type === 'time-of-day') {
    const held = routesOf(nodeId) ?? []
    const rules = [...design.list('schedule-rule'), ...design.list('schedule-set')].filter(
      ({ id }) => !held.includes(id),
    )
    const choices = rules.map(({ id, name }): BranchChoice => ({ label: name, adds: { kind: 'route', id } }))
    groups.push({ heading: 'During', choices })
  }
  return groups.filter(({ choices }) => choices.length > 0)
}

export function addBranch(nodeId: string, { adds }: BranchChoice): void {
  if (adds.kind === 'branch') {
    pinBranch(nodeId, adds.name)
    return
  }
  const node = flowNow()?.nodes[nodeId]
  const held = routesOf(nodeId)
  if (node && held) changeSettings(nodeId, { ...node.settings, routes: [...held, adds.id] }, node.settings)
}

function routesOf(nodeId: string): readonly string[] | undefined {
  const node = flowNow()?.nodes[nodeId]
  const definition = node && moduleFor(node.type)
  if (!node || !definition) return undefined
  const settings = parseSettings(definition, node)
  const routes: unknown =
    settings.ok && typeof settings.value === 'object' && settings.value !== null
      ? Reflect.get(settings.value, 'routes')
      : undefined
  return Array.isArray(routes) ? routes.filter((id) => typeof id === 'string') : undefined
}
