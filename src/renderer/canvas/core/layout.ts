import { graphlib, layout } from '@dagrejs/dagre'
import type { Callflow } from '../../../callflow/design/document.ts'
import { moveNodes } from './edit.ts'
import {
  firstPosition,
  gapX,
  gapY,
  type Heights,
  nodeHeight,
  nodeWidth,
  type Point,
  rootHeight,
  rootId,
  rootWidth,
  snap,
} from './geometry.ts'

/** Orders the branches of a node from left to right; unknown ones come last. */
export type BranchOrder = (nodeId: string) => readonly string[]

/** Rows from top to bottom, no crossings that can be helped, the entry under the root bar. */
export function tidy(flow: Callflow, heights: Heights = new Map(), order: BranchOrder = () => []): Callflow {
  if (Object.keys(flow.nodes).length === 0) return flow
  const graph = new graphlib.Graph({ directed: true })
  graph.setGraph({ rankdir: 'TB', nodesep: gapX, ranksep: gapY })
  graph.setDefaultEdgeLabel(() => ({}))
  graph.setNode(rootId, { width: rootWidth, height: rootHeight })
  const walk = walkOrder(flow, order)
  for (const id of walk) graph.setNode(id, { width: nodeWidth, height: heights.get(id) ?? nodeHeight })
  if (flow.entry && flow.nodes[flow.entry]) graph.setEdge(rootId, flow.entry, { weight: 4 })
  for (const id of walk) {
    for (const { to } of ordered(flow, id, order(id))) if (flow.nodes[to] && to !== id) graph.setEdge(id, to, {})
  }
  layout(graph, { constraints: siblingOrder(flow, walk, order) })
  return moveNodes(flow, anchored(flow, graph))
}

/** As a reader meets the steps, branch by branch; dagre keeps that order from left to right where it can. */
function walkOrder(flow: Callflow, order: BranchOrder): readonly string[] {
  const seen = new Set<string>()
  const starts = [...(flow.entry ? [flow.entry] : []), ...Object.keys(flow.nodes)]
  for (const start of starts) {
    const open = [start]
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (seen.has(id) || !flow.nodes[id]) continue
      seen.add(id)
      const next = ordered(flow, id, order(id)).map(({ to }) => to)
      open.push(...next.reverse())
    }
  }
  return [...seen]
}

/** Neighbouring branches keep their order; where two steps disagree about it, the one met first decides. */
function siblingOrder(flow: Callflow, walk: readonly string[], order: BranchOrder) {
  const met = new Map(walk.map((id, at) => [id, at]))
  const at = (id: string) => met.get(id) ?? -1
  return walk.flatMap((id) => {
    const targets = [...new Set(ordered(flow, id, order(id)).map(({ to }) => to))].filter((to) => met.has(to))
    return targets.slice(1).flatMap((right, index) => {
      const left = targets[index]
      return left !== undefined && at(left) < at(right) ? [{ left, right }] : []
    })
  })
}

function ordered(flow: Callflow, nodeId: string, order: readonly string[]) {
  const rank = (branch: string) => (order.includes(branch) ? order.indexOf(branch) : order.length)
  return flow.wires.filter((wire) => wire.from === nodeId).sort((a, b) => rank(a.branch) - rank(b.branch))
}

/** dagre gives centres from its own corner; the entry (or the top left step) goes to the place of a first step. */
function anchored(flow: Callflow, graph: graphlib.Graph): ReadonlyMap<string, Point> {
  const corner = (id: string): Point => {
    const { x, y, width, height } = graph.node(id) as { x: number; y: number; width: number; height: number } // set by layout()
    return { x: x - width / 2, y: y - height / 2 }
  }
  const corners = Object.keys(flow.nodes).map((id) => [id, corner(id)] as const)
  const anchorX = flow.entry && flow.nodes[flow.entry] ? corner(flow.entry).x : Math.min(...corners.map(([, p]) => p.x))
  const anchorY = Math.min(...corners.map(([, p]) => p.y))
  return new Map(
    corners.map(([id, { x, y }]) => [
      id,
      { x: snap(x - anchorX + firstPosition.x), y: snap(y - anchorY + firstPosition.y) },
    ]),
  )
}
