import type { Callflow, FlowNode } from '../../../callflow/design/document.ts'

/** Pixels at zoom 1. The views take their sizes from here, so nothing is measured twice. */
export const nodeWidth = 232
/** A node with a summary line and one row of branches; used before React Flow has measured the real one. */
export const nodeHeight = 98
export const rootWidth = 420
export const rootHeight = 84
export const gapX = 32
export const gapY = 64
export const grid = 4
/** Below this zoom a node is its chip and label. */
export const farZoom = 0.35

/** The id of the root bar among React Flow's nodes; not a document node. */
export const rootId = '@root'

export interface Point {
  readonly x: number
  readonly y: number
}

export interface Size {
  readonly width: number
  readonly height: number
}

/** Measured heights by node id; missing ones take `nodeHeight`. */
export type Heights = ReadonlyMap<string, number>

export const snap = (value: number): number => Math.round(value / grid) * grid || 0

/** The root bar caps the flow: centred over the entry, above the highest node. */
export function rootPosition(flow: Callflow): Point {
  const nodes = Object.values(flow.nodes)
  const entry = flow.entry ? flow.nodes[flow.entry] : undefined
  const first = entry ?? nodes[0]
  if (!first) return { x: -rootWidth / 2, y: 0 }
  let top = first.position.y
  for (const node of nodes) top = Math.min(top, node.position.y)
  return { x: first.position.x + nodeWidth / 2 - rootWidth / 2, y: top - gapY - rootHeight }
}

/** Where a first step goes: below the root bar of an empty flow. */
export const firstPosition: Point = { x: -nodeWidth / 2, y: rootHeight + gapY }

export const centreOf = (node: FlowNode): Point => ({
  x: node.position.x + nodeWidth / 2,
  y: node.position.y + nodeHeight / 2,
})
