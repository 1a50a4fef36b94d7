import type { Callflow } from '../../callflow/design/document.ts'
import { nodeHeight, nodeWidth, rootHeight, rootPosition, rootWidth, type Size } from './core/geometry.ts'

export const margin = 40

/** A flow is opened whole down to this zoom; larger ones at a size that reads well. */
const leastWholeZoom = 0.6
const readingZoom = 0.85

/** As a page is opened at its first line: the root bar at the top, the width of the flow in sight where it can be read. */
export function openingView(flow: Callflow, { width, height }: Size): { x: number; y: number; zoom: number } {
  const root = rootPosition(flow)
  const nodes = Object.values(flow.nodes)
  const left = Math.min(root.x, ...nodes.map(({ position }) => position.x))
  const right = Math.max(root.x + rootWidth, ...nodes.map(({ position }) => position.x + nodeWidth))
  const bottom = Math.max(root.y + rootHeight, ...nodes.map(({ position }) => position.y + nodeHeight))
  const wanted = Math.min((width - margin * 2) / (right - left), (height - margin * 2) / (bottom - root.y))
  const isWhole = wanted >= leastWholeZoom
  const zoom = isWhole ? Math.min(1, wanted) : readingZoom
  const centre = isWhole ? (left + right) / 2 : root.x + rootWidth / 2
  return { x: width / 2 - centre * zoom, y: margin - root.y * zoom, zoom }
}
