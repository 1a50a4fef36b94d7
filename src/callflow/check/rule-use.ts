import type { Callflow, Document, FlowNode, ScheduleSet } from '../design/document.ts'
import type { DocumentId } from '../design/kind.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'

/** Where steps list schedule rules and sets. Elements may be bound to variables, so they are not only ids. */
const listOf: Readonly<Record<string, string>> = { 'time-of-day': 'routes', 'time-of-day-switch': 'rules' }
const MOST_IN_STEP = 200
const MOST_IN_SET = 500

/** The documents that name a rule, with another listed right after it that leads to the same places; undefined where a list is full. */
export function withRuleBeside(design: DesignSnapshot, ruleId: DocumentId, newId: DocumentId): Document[] | undefined {
  const beside = (ids: readonly unknown[]) => ids.flatMap((id) => (id === ruleId ? [id, newId] : [id]))
  const sets = setsOf(design, ruleId).map((set) => ({ ...set, ruleIds: beside(set.ruleIds) as string[] })) // ids before and after
  const flows = flowsOf(design, ruleId).map((flow) => ({
    ...withLists(flow, ruleId, beside),
    wires: flow.wires.flatMap((wire) => (wire.branch === ruleId ? [wire, { ...wire, branch: newId }] : [wire])),
  }))
  const isFull =
    sets.some(({ ruleIds }) => ruleIds.length > MOST_IN_SET) ||
    flows.some(({ nodes }) => Object.values(nodes).some((node) => (listIn(node)?.length ?? 0) > MOST_IN_STEP))
  return isFull ? undefined : [...sets, ...flows]
}

/** A callflow in which a step no longer lists a rule or set; its branch goes with it. */
export function withoutRoute(flow: Callflow, node: FlowNode, routeId: DocumentId): Callflow {
  return {
    ...flow,
    nodes: { ...flow.nodes, [node.id]: edited(node, (ids) => ids.filter((id) => id !== routeId)) },
    wires: flow.wires.filter(({ from, branch }) => from !== node.id || branch !== routeId),
  }
}

/** A callflow in which a step lists a rule or set before another. */
export function withRouteBefore(flow: Callflow, node: FlowNode, routeId: DocumentId, otherId: DocumentId): Callflow {
  const moved = edited(node, (ids) =>
    ids.filter((id) => id !== routeId).flatMap((id) => (id === otherId ? [routeId, id] : [id])),
  )
  return { ...flow, nodes: { ...flow.nodes, [node.id]: moved } }
}

function withLists(flow: Callflow, ruleId: DocumentId, edit: (ids: readonly unknown[]) => readonly unknown[]) {
  const nodes = Object.entries(flow.nodes).map(([id, node]) => [
    id,
    listIn(node)?.includes(ruleId) ? edited(node, edit) : node,
  ])
  return { ...flow, nodes: Object.fromEntries(nodes) as Callflow['nodes'] } // the same nodes under the same ids
}

function edited(node: FlowNode, edit: (ids: readonly unknown[]) => readonly unknown[]): FlowNode {
  const key = listOf[node.type]
  return key === undefined ? node : { ...node, settings: { ...node.settings, [key]: edit(listIn(node) ?? []) } }
}

function listIn({ type, settings }: FlowNode): readonly unknown[] | undefined {
  const list = settings[listOf[type] ?? '']
  return Array.isArray(list) ? list : undefined
}

const setsOf = (design: DesignSnapshot, ruleId: DocumentId): readonly ScheduleSet[] =>
  design.list('schedule-set').filter(({ ruleIds }) => ruleIds.includes(ruleId))

/** By the list of callflows, which is a new one in every design: many rules ask, and the callflows are gone through once. */
const users = new WeakMap<readonly Callflow[], ReadonlyMap<unknown, readonly Callflow[]>>()

function flowsOf(design: DesignSnapshot, ruleId: DocumentId): readonly Callflow[] {
  const flows = design.list('callflow')
  let byRule = users.get(flows)
  if (!byRule) {
    const found = new Map<unknown, Callflow[]>()
    for (const { id, flow } of flows.flatMap(listings)) {
      const known = found.get(id)
      if (!known) found.set(id, [flow])
      else if (known.at(-1) !== flow) known.push(flow)
    }
    byRule = found
    users.set(flows, byRule)
  }
  return byRule.get(ruleId) ?? []
}

const listings = (flow: Callflow) =>
  Object.values(flow.nodes).flatMap((node) => (listIn(node) ?? []).map((id) => ({ id, flow })))
