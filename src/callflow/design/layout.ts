import type { FlowNode } from './document.ts'

/** The size nodes are given room for, in canvas pixels; the canvas draws them no larger. */
export const NODE_WIDTH = 232
export const NODE_HEIGHT = 110
export const NODE_GAP = 60

/** Where a node stands in a top-to-bottom drawing: `column` may be negative or fractional, 0 is the middle. */
export function gridPosition(column: number, row: number): FlowNode['position'] {
  return { x: column * (NODE_WIDTH + NODE_GAP), y: row * (NODE_HEIGHT + NODE_GAP) }
}

/** The nth node of a flow that only goes down. */
export const stackPosition = (row: number): FlowNode['position'] => gridPosition(0, row)
