import type { Callflow, FlowNode } from '../../../callflow/design/document.ts'
import type { Frame } from './crowd.ts'
import { type Heights, nodeHeight, nodeWidth, type Point } from './geometry.ts'

export type Wire = Callflow['wires'][number]

/** What a wire's way follows from. */
export interface Wired {
  readonly flow: Callflow
  readonly heights: Heights
  /** Names of a step's branches, left to right: their jacks share its lower edge. */
  readonly branchesOf: (nodeId: string) => readonly string[]
}

/** How far a wire goes straight before it turns back up. */
const offset = 24

/** The corners of a wire of a crowd, from its jack to the middle of the step it leads to; none where a step of it is gone. */
export function wayOf(
  { flow, heights, branchesOf }: Wired,
  { from: source, branch, to: target }: Wire,
): readonly Point[] {
  const [first, last] = [flow.nodes[source], flow.nodes[target]]
  if (!first || !last) return []
  const from = jackOf(first, heights, branchesOf(first.id).indexOf(branch), branchesOf(first.id).length)
  const to = { x: last.position.x + nodeWidth / 2, y: last.position.y }
  if (to.y - from.y >= 2 * offset) {
    const across = (from.y + to.y) / 2
    return [from, { x: from.x, y: across }, { x: to.x, y: across }, to]
  }
  const between = (from.x + to.x) / 2
  const [below, above] = [from.y + offset, to.y - offset]
  return [from, { x: from.x, y: below }, { x: between, y: below }, { x: between, y: above }, { x: to.x, y: above }, to]
}

function jackOf({ id, position }: FlowNode, heights: Heights, index: number, count: number): Point {
  const share = (Math.max(0, index) + 0.5) / Math.max(1, count)
  return { x: position.x + nodeWidth * share, y: position.y + (heights.get(id) ?? nodeHeight) }
}

/** Whether a way, or what turns beside it, may be seen in a frame. */
export function isWayInSight(way: readonly Point[], { x, y, width, height }: Frame): boolean {
  const [xs, ys] = [way.map((each) => each.x), way.map((each) => each.y)]
  return Math.min(...xs) < x + width && Math.max(...xs) > x && Math.min(...ys) < y + height && Math.max(...ys) > y
}

/** The wire that passes a point of the flow nearest, at most so far away; of several as near, the one drawn last. */
export function wireUnder(wired: Wired, at: Point, within: number): Wire | undefined {
  let found: Wire | undefined
  let nearest = within
  for (const wire of wired.flow.wires) {
    const distance = distanceTo(wayOf(wired, wire), at)
    if (distance > nearest) continue
    nearest = distance
    found = wire
  }
  return found
}

/** Of a way whose pieces all go straight down, up or across. */
function distanceTo(way: readonly Point[], { x, y }: Point): number {
  let least = Number.POSITIVE_INFINITY
  for (const [at, a] of way.entries()) {
    const b = way[at + 1]
    if (!b) break
    const besideX = Math.max(Math.min(a.x, b.x) - x, 0, x - Math.max(a.x, b.x))
    const besideY = Math.max(Math.min(a.y, b.y) - y, 0, y - Math.max(a.y, b.y))
    least = Math.min(least, Math.hypot(besideX, besideY))
  }
  return least
}

/** As the `d` of a path. */
export const pathOfWay = (way: readonly Point[]): string =>
  way.map(({ x, y }, at) => `${at === 0 ? 'M' : 'L'}${x} ${y}`).join('')
