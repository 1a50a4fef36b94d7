import type { Callflow, FlowNode } from '../../design/document.ts'
import { keyOf } from './branches.ts'
import type { ExchangeContext } from './fields.ts'
import { jumpTo, MAX_DEPTH, tailPattern } from './flow-read.ts'
import { kazooIdOf, toKazooId } from './ids.ts'
import { get, isObject, type Json, type JsonObject, withKeys } from './json.ts'
import { OWN_KEY } from './record.ts'
import { writeStep } from './step.ts'

/** Hands out ids of tail documents, each once. */
export interface TailIds {
  /** True when the id an imported tail had is still free. */
  claimOld(id: string): boolean
  /** True when nothing has or had this id. */
  claimNew(id: string): boolean
}

export interface WrittenFlow {
  /** Undefined: the callflow has no first step. */
  readonly flow: JsonObject | undefined
  /** Callflow documents for the parts of the graph that a tree cannot hold twice. */
  readonly tails: readonly JsonObject[]
  readonly problems: readonly { readonly nodeId: string; readonly text: string }[]
}

/**
 * The graph as Kazoo's tree. A step that several lead to, or one that leads back, becomes the root of a callflow document of its own, and
 * what led to it a jump there; so does every step that would stand more than 200 deep, and the first of those no wire leads to.
 */
export function writeFlow(callflow: Callflow, context: ExchangeContext, ids: TailIds): WrittenFlow {
  const outgoing = wiresByNode(callflow)
  const own = toKazooId(callflow.id)
  const { roots, loose } = rootsOf(callflow, outgoing)
  const targets = new Map<string, string>()
  const problems: { nodeId: string; text: string }[] = []
  if (callflow.entry !== null && callflow.nodes[callflow.entry]) targets.set(callflow.entry, own)
  for (const nodeId of roots) {
    if (nodeId !== callflow.entry) targets.set(nodeId, tailId(callflow, nodeId, own, ids))
  }

  const treeOf = (nodeId: string): JsonObject => {
    const node = callflow.nodes[nodeId]
    if (!node) return {}
    const next = outgoing.get(nodeId) ?? noWires
    const { step, words, problems: lost } = writeStep(node, { ...context, branches: [...next.keys()] })
    for (const text of lost) problems.push({ nodeId, text })
    if (next.size === 0) return step
    const keys = get(node.foreign, 'kazoo-keys')
    const children: [string, Json][] = []
    for (const [branch, to] of next) {
      const kept = get(keys, branch)
      const key = typeof kept === 'string' ? kept : keyOf(branch, words)
      const target = targets.get(to)
      children.push([key, target === undefined ? treeOf(to) : jumpTo(target)])
    }
    const others = isObject(step.children) ? step.children : {}
    return withKeys(step, [['children', withKeys(others, children)]])
  }

  const entry = callflow.entry !== null && callflow.nodes[callflow.entry] ? callflow.entry : undefined
  const flow = entry === undefined ? undefined : treeOf(entry)
  const tails = [...targets].flatMap(([nodeId, id], index) =>
    nodeId === entry
      ? []
      : [tailDocument({ callflow, nodeId, id, part: index + 1, own, isLoose: loose.has(nodeId) }, treeOf(nodeId))],
  )
  return { flow, tails, problems }
}

type Outgoing = ReadonlyMap<string, ReadonlyMap<string, string>>
const noWires: ReadonlyMap<string, string> = new Map()

/** Of two wires by one branch the later holds, as when the flow runs. */
function wiresByNode(callflow: Callflow): Outgoing {
  const outgoing = new Map<string, Map<string, string>>()
  for (const { from, branch, to } of callflow.wires) {
    if (!callflow.nodes[from] || !callflow.nodes[to]) continue
    const known = outgoing.get(from)
    if (known) known.set(branch, to)
    else outgoing.set(from, new Map([[branch, to]]))
  }
  return outgoing
}

/** Where trees begin: every node is walked to from exactly one of them without a jump. */
function rootsOf(callflow: Callflow, outgoing: Outgoing): { roots: ReadonlySet<string>; loose: ReadonlySet<string> } {
  const arrivals = new Map<string, number>()
  for (const next of outgoing.values()) for (const to of next.values()) arrivals.set(to, (arrivals.get(to) ?? 0) + 1)
  const isRoot = (id: string) =>
    (arrivals.get(id) ?? 0) > 1 || get(callflow.nodes[id]?.foreign, 'kazoo-tail') !== undefined
  const roots = new Set<string>()
  const loose = new Set<string>()
  const seen = new Set<string>()
  const walk = (start: string) => {
    roots.add(start)
    const open = [{ id: start, depth: 1 }]
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (seen.has(at.id)) continue
      seen.add(at.id)
      const startsTree = at.depth > MAX_DEPTH || isRoot(at.id)
      if (startsTree) roots.add(at.id)
      const depth = startsTree ? 1 : at.depth
      for (const to of outgoing.get(at.id)?.values() ?? []) open.push({ id: to, depth: depth + 1 })
    }
  }
  if (callflow.entry !== null && callflow.nodes[callflow.entry]) walk(callflow.entry)
  const beginnings = Object.keys(callflow.nodes).filter((id) => (arrivals.get(id) ?? 0) === 0)
  for (const id of [...beginnings, ...Object.keys(callflow.nodes)]) {
    if (seen.has(id)) continue
    loose.add(id)
    walk(id)
  }
  return { roots, loose }
}

/** The id it had when it was imported, else one made from the callflow's. */
function tailId(callflow: Callflow, nodeId: string, own: string, ids: TailIds): string {
  const kept = keptTail(callflow.nodes[nodeId])
  const known = kept && kazooIdOf(kept)
  if (known !== undefined && ids.claimOld(known)) return known
  const stem = own.replace(/[^A-Za-z0-9-]/g, '').slice(0, 48)
  for (let part = 1; ; part++) {
    const id = `${stem}-part-${part}`
    if (ids.claimNew(id)) return id
  }
}

interface Tail {
  readonly callflow: Callflow
  readonly nodeId: string
  readonly id: string
  readonly part: number
  readonly own: string
  readonly isLoose: boolean
}

function tailDocument({ callflow, nodeId, id, part, own, isLoose }: Tail, flow: JsonObject): JsonObject {
  const kept = keptTail(callflow.nodes[nodeId])
  const mark = { tail_of: own, ...(isLoose && { loose: true }) }
  if (kept && kazooIdOf(kept) === id) {
    const old = get(kept, OWN_KEY)
    const isSame = isObject(old) && old.tail_of === own && (old.loose === true) === isLoose
    return withKeys(kept, [...(isSame ? [] : ([[OWN_KEY, mark]] as const)), ['flow', flow]])
  }
  const name = `${callflow.name} (part ${part})`.slice(-128)
  return { id, name, numbers: [], patterns: [tailPattern(id)], [OWN_KEY]: mark, flow }
}

function keptTail(node: FlowNode | undefined): JsonObject | undefined {
  const kept = get(node?.foreign, 'kazoo-tail')
  return isObject(kept) ? kept : undefined
}
