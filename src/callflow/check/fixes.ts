import type { Callflow, FlowNode, Wire } from '../design/document.ts'
import { step } from '../design/extension.ts'
import type { DocumentId } from '../design/kind.ts'
import { NODE_GAP, NODE_HEIGHT } from '../design/layout.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'

export function withoutWires(callflow: Callflow, keep: (wire: Wire) => boolean): Callflow {
  return { ...callflow, wires: callflow.wires.filter(keep) }
}

export function withoutNodes(callflow: Callflow, ids: ReadonlySet<string>): Callflow {
  const nodes = Object.fromEntries(Object.entries(callflow.nodes).filter(([id]) => !ids.has(id)))
  return { ...callflow, nodes, wires: callflow.wires.filter(({ from, to }) => !ids.has(from) && !ids.has(to)) }
}

/** A hang-up step below the node, wired to one of its branches. */
export function withHangUp(callflow: Callflow, node: FlowNode, branch = '_'): Callflow {
  const id = freeId(callflow, 'hang-up')
  const position = { x: node.position.x, y: node.position.y + NODE_HEIGHT + NODE_GAP }
  return {
    ...callflow,
    nodes: { ...callflow.nodes, [id]: step(id, 'hang-up', {}, position) },
    wires: [...callflow.wires, { from: node.id, branch, to: id }],
  }
}

/** An id no step of the callflow has. */
export function freeId(callflow: Callflow, stem: string): string {
  if (!Object.hasOwn(callflow.nodes, stem)) return stem
  let number = 2
  while (Object.hasOwn(callflow.nodes, `${stem}-${number}`)) number++
  return `${stem}-${number}`
}

/** An id no document of the design has: the stem, or the stem with a number. */
export function freshId(design: DesignSnapshot, stem: DocumentId): DocumentId {
  if (!design.get(stem)) return stem
  let number = 2
  while (design.get(`${stem}-${number}`)) number++
  return `${stem}-${number}`
}

/** The callflow with one of its steps changed. */
export function withNode(callflow: Callflow, node: FlowNode): Callflow {
  return { ...callflow, nodes: { ...callflow.nodes, [node.id]: node } }
}

/** The callflow without a step that does nothing: calls go on to what comes after it, or are hung up on where nothing does. */
export function withoutIdleStep(callflow: Callflow, node: FlowNode): Callflow {
  const next = callflow.wires.findLast(({ from, branch }) => from === node.id && branch === '_')?.to
  const wires = callflow.wires.filter(({ from }) => from !== node.id)
  if (next === undefined || next === node.id) {
    const hangUp = { ...step(node.id, 'hang-up', {}, node.position), label: node.label }
    return { ...withNode(callflow, hangUp), wires }
  }
  const { [node.id]: _gone, ...nodes } = callflow.nodes
  return {
    ...callflow,
    entry: callflow.entry === node.id ? next : callflow.entry,
    nodes,
    wires: wires.map((wire) => (wire.to === node.id ? { ...wire, to: next } : wire)),
  }
}
