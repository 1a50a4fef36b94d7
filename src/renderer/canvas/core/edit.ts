import type { Callflow, FlowNode } from '../../../callflow/design/document.ts'
import { type Source, targetOf, wiresFrom } from './graph.ts'
import type { Point } from './geometry.ts'

/** Edits of a callflow: each takes a document and returns the next one. An edit that changes nothing returns the same document. */

export const withNode = (flow: Callflow, node: FlowNode): Callflow => ({
  ...flow,
  nodes: { ...flow.nodes, [node.id]: node },
})

/** One wire per branch: an older one from the same branch is replaced, in its place among the others. */
export function connect(flow: Callflow, source: Source, to: string): Callflow {
  if (!flow.nodes[to] || targetOf(flow, source) === to) return flow
  if (source.nodeId === null) return { ...flow, entry: to }
  if (!flow.nodes[source.nodeId]) return flow
  const made = { from: source.nodeId, branch: source.branch, to }
  const at = flow.wires.findIndex((wire) => wire.from === made.from && wire.branch === made.branch)
  return { ...flow, wires: at < 0 ? [...flow.wires, made] : flow.wires.with(at, made) }
}

export function disconnect(flow: Callflow, source: Source): Callflow {
  if (targetOf(flow, source) === undefined) return flow
  if (source.nodeId === null) return { ...flow, entry: null }
  return {
    ...flow,
    wires: flow.wires.filter((wire) => wire.from !== source.nodeId || wire.branch !== source.branch),
  }
}

export function moveNodes(flow: Callflow, positions: ReadonlyMap<string, Point>): Callflow {
  const nodes = { ...flow.nodes }
  let moved = false
  for (const [id, { x, y }] of positions) {
    const node = nodes[id]
    if (!node || (node.position.x === x && node.position.y === y)) continue
    nodes[id] = { ...node, position: { x, y } }
    moved = true
  }
  return moved ? { ...flow, nodes } : flow
}

/**
 * Takes steps out. A step that one wire leads to and one wire leaves is bridged, so a chain stays a chain; otherwise its wires go with it.
 */
export function removeNodes(flow: Callflow, ids: Iterable<string>): Callflow {
  let next = flow
  for (const id of ids) if (next.nodes[id]) next = removeNode(next, id)
  return next
}

function removeNode(flow: Callflow, id: string): Callflow {
  const { [id]: _gone, ...nodes } = flow.nodes
  const outgoing = wiresFrom(flow, id)
  const onward = outgoing.length === 1 ? outgoing[0]?.to : undefined
  const incoming = flow.wires.filter((wire) => wire.to === id && wire.from !== id)
  const isEntry = flow.entry === id
  const bridges = onward !== undefined && onward !== id && incoming.length + (isEntry ? 1 : 0) === 1
  const kept = flow.wires.flatMap((wire) => {
    if (wire.from === id) return []
    if (wire.to !== id) return [wire]
    return bridges ? [{ ...wire, to: onward }] : []
  })
  const entry = isEntry ? (bridges ? onward : null) : flow.entry
  return { ...flow, entry, nodes, wires: kept }
}

export function setLabel(flow: Callflow, id: string, label: string): Callflow {
  return edited(flow, id, { label: label.slice(0, 80) })
}

export function setSettings(flow: Callflow, id: string, settings: FlowNode['settings'], version: number): Callflow {
  return edited(flow, id, { settings, version })
}

export function setDisabled(flow: Callflow, ids: Iterable<string>, disabled: boolean): Callflow {
  let next = flow
  for (const id of ids) next = edited(next, id, { disabled })
  return next
}

export const setEntry = (flow: Callflow, id: string | null): Callflow =>
  flow.entry === id || (id !== null && !flow.nodes[id]) ? flow : { ...flow, entry: id }

/** Flow names are 1 to 128 characters; an empty one keeps the old. */
export function renameFlow(flow: Callflow, name: string): Callflow {
  const next = name.trim().slice(0, 128)
  return next === '' || next === flow.name ? flow : { ...flow, name: next }
}

function edited(flow: Callflow, id: string, patch: Partial<FlowNode>): Callflow {
  const node = flow.nodes[id]
  return node ? withNode(flow, { ...node, ...patch }) : flow
}
