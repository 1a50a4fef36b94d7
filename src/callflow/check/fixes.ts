import type { Callflow, FlowNode, Wire } from '../design/document.ts'
import { step } from '../design/extension.ts'
import { NODE_GAP, NODE_HEIGHT } from '../design/layout.ts'

export function withoutWires(callflow: Callflow, keep: (wire: Wire) => boolean): Callflow {
  return { ...callflow, wires: callflow.wires.filter(keep) }
}

export function withoutNodes(callflow: Callflow, ids: ReadonlySet<string>): Callflow {
  const nodes = Object.fromEntries(Object.entries(callflow.nodes).filter(([id]) => !ids.has(id)))
  return { ...callflow, nodes, wires: callflow.wires.filter(({ from, to }) => !ids.has(from) && !ids.has(to)) }
}

/** A hang-up step below the node, wired to its `_`. */
export function withHangUp(callflow: Callflow, node: FlowNode): Callflow {
  const id = freeId(callflow, 'hang-up')
  const position = { x: node.position.x, y: node.position.y + NODE_HEIGHT + NODE_GAP }
  return {
    ...callflow,
    nodes: { ...callflow.nodes, [id]: step(id, 'hang-up', {}, position) },
    wires: [...callflow.wires, { from: node.id, branch: '_', to: id }],
  }
}

function freeId(callflow: Callflow, stem: string): string {
  if (!Object.hasOwn(callflow.nodes, stem)) return stem
  let number = 2
  while (Object.hasOwn(callflow.nodes, `${stem}-${number}`)) number++
  return `${stem}-${number}`
}
