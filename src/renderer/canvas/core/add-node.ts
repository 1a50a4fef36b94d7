import type { Callflow, FlowNode } from '../../../callflow/design/document.ts'
import { connect, moveNodes, withNode } from './edit.ts'
import { firstPosition, gapX, gapY, type Heights, nodeHeight, nodeWidth, type Point, snap } from './geometry.ts'
import { reachableFrom, rootSource, type Source, targetOf, wiresFrom } from './graph.ts'

/** Where a dragged or picked module lands. */
export type Drop =
  /** On the empty canvas; `at` is where the middle of the node goes. */
  | { readonly kind: 'point'; readonly at: Point }
  /** On a wire, which it splits. */
  | { readonly kind: 'wire'; readonly source: Source }
  /** On a branch handle or the root bar. What the branch led to comes after the new node. */
  | {
      readonly kind: 'branch'
      readonly source: Source
      /** The middle of the node's upper edge, when the user showed a place. */
      readonly at?: Point
      /** Nobody pointed at the branch: a step that ends the call must not cut off what it leads to, and stands beside it unwired. */
      readonly keepsNext?: boolean
    }

export interface NewNode {
  readonly id: string
  readonly type: string
  readonly version: number
  readonly settings?: FlowNode['settings']
  /** The branch by which the flow goes on after it; undefined when it ends the call. */
  readonly continueBy: string | undefined
}

/** Adds a step, wires it as the drop says and makes room for it. */
export function addNode(flow: Callflow, made: NewNode, drop: Drop, heights: Heights = new Map()): Callflow {
  if (drop.kind === 'point') {
    const at = { x: snap(drop.at.x - nodeWidth / 2), y: snap(drop.at.y - nodeHeight / 2) }
    const placed = withNode(flow, newNode(made, at))
    return Object.keys(flow.nodes).length === 0 ? connect(placed, rootSource, made.id) : placed
  }
  const { source } = drop
  const onward = targetOf(flow, source)
  const shown = drop.kind === 'branch' ? drop.at : undefined
  if (shown) {
    const at = { x: snap(shown.x - nodeWidth / 2), y: snap(shown.y) }
    return connect(withNode(flow, newNode(made, at)), source, made.id)
  }
  const next = onward === undefined ? undefined : flow.nodes[onward]
  if (next && made.continueBy === undefined && drop.kind === 'branch' && drop.keepsNext) {
    return withNode(flow, newNode(made, { x: next.position.x + nodeWidth + gapX, y: next.position.y }))
  }
  const position = onward === undefined ? below(flow, source, heights) : (flow.nodes[onward]?.position ?? firstPosition)
  const cleared = onward === undefined ? flow : makeRoom(flow, onward, source)
  const placed = connect(withNode(cleared, newNode(made, position)), source, made.id)
  if (onward === undefined || made.continueBy === undefined) return placed
  return connect(placed, { nodeId: made.id, branch: made.continueBy }, onward)
}

function newNode({ id, type, version, settings = {} }: NewNode, position: Point): FlowNode {
  return { id, type, version, label: '', disabled: false, settings, position }
}

/** Moves what follows one row down; steps above the gap (loops back) stay. */
function makeRoom(flow: Callflow, onward: string, source: Source): Callflow {
  const top = flow.nodes[onward]?.position.y ?? 0
  const shift = nodeHeight + gapY
  const moves = new Map<string, Point>()
  for (const id of reachableFrom(flow, onward)) {
    const node = flow.nodes[id]
    if (!node || id === source.nodeId || node.position.y < top) continue
    moves.set(id, { x: node.position.x, y: node.position.y + shift })
  }
  return moveNodes(flow, moves)
}

/** A free place under a source: beside the steps its other branches already lead to. */
function below(flow: Callflow, source: Source, heights: Heights): Point {
  const parent = source.nodeId === null ? undefined : flow.nodes[source.nodeId]
  if (!parent) return freePlace(flow, firstPlace(flow))
  const y = parent.position.y + (heights.get(parent.id) ?? nodeHeight) + gapY
  const siblings = wiresFrom(flow, parent.id).flatMap(({ to }) => {
    const node = flow.nodes[to]
    return node && node.position.y > parent.position.y ? [node.position.x] : []
  })
  const x = siblings.length === 0 ? parent.position.x : Math.max(...siblings) + nodeWidth + gapX
  return freePlace(flow, { x: snap(x), y: snap(y) })
}

function firstPlace(flow: Callflow): Point {
  const nodes = Object.values(flow.nodes)
  if (nodes.length === 0) return firstPosition
  const top = Math.min(...nodes.map((node) => node.position.y))
  const left = Math.min(...nodes.map((node) => node.position.x))
  return { x: left, y: top - nodeHeight - gapY }
}

/** The nearest place to the right where no other step lies. */
export function freePlace(flow: Callflow, wanted: Point): Point {
  const nodes = Object.values(flow.nodes)
  let { x } = wanted
  for (let tries = 0; tries <= nodes.length; tries++) {
    const place = { x, y: wanted.y }
    const blocking = nodes.find((node) => overlaps(node.position, place))
    if (!blocking) return place
    x = blocking.position.x + nodeWidth + gapX
  }
  return { x, y: wanted.y }
}

const overlaps = (a: Point, b: Point): boolean =>
  Math.abs(a.x - b.x) < nodeWidth + gapX / 2 && Math.abs(a.y - b.y) < nodeHeight
