import type { Callflow } from '../../../callflow/design/document.ts'
import { centreOf, rootId } from './geometry.ts'
import { sourcesOf, wiresFrom } from './graph.ts'
import type { BranchOrder } from './layout.ts'

export type Direction = 'up' | 'down' | 'left' | 'right'

/**
 * Where an arrow key goes from a step: down along its first wire, up to what leads to it, sideways to its neighbour of the same parent,
 * else to the nearest step on that side.
 */
export function neighbourOf(
  flow: Callflow,
  from: string,
  direction: Direction,
  order: BranchOrder,
): string | undefined {
  if (from === rootId) return direction === 'down' ? (flow.entry ?? undefined) : undefined
  if (!flow.nodes[from]) return undefined
  if (direction === 'down') return children(flow, from, order)[0] ?? nearest(flow, from, direction)
  if (direction === 'up') {
    const source = sourcesOf(flow, from)[0]
    return source ? (source.nodeId ?? rootId) : nearest(flow, from, direction)
  }
  const parent = sourcesOf(flow, from)[0]?.nodeId
  const siblings = parent ? children(flow, parent, order) : []
  const at = siblings.indexOf(from)
  const sibling = at < 0 ? undefined : siblings[direction === 'left' ? at - 1 : at + 1]
  return sibling ?? nearest(flow, from, direction)
}

function children(flow: Callflow, id: string, order: BranchOrder): readonly string[] {
  const branches = order(id)
  const rank = (branch: string) => (branches.includes(branch) ? branches.indexOf(branch) : branches.length)
  const wires = [...wiresFrom(flow, id)].sort((a, b) => rank(a.branch) - rank(b.branch))
  return [...new Set(wires.map(({ to }) => to))].filter((to) => flow.nodes[to])
}

/** The step that lies most nearly in a direction: distance along it, and twice the distance across. */
function nearest(flow: Callflow, from: string, direction: Direction): string | undefined {
  const origin = flow.nodes[from]
  if (!origin) return undefined
  const here = centreOf(origin)
  let best: string | undefined
  let bestCost = Number.POSITIVE_INFINITY
  for (const node of Object.values(flow.nodes)) {
    const there = centreOf(node)
    const [dx, dy] = [there.x - here.x, there.y - here.y]
    const along = { up: -dy, down: dy, left: -dx, right: dx }[direction]
    const across = Math.abs(direction === 'up' || direction === 'down' ? dx : dy)
    if (along <= 0) continue
    const cost = along + across * 2
    if (cost >= bestCost) continue
    best = node.id
    bestCost = cost
  }
  return best
}
