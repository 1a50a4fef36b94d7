import type { Callflow } from '../../../callflow/design/document.ts'
import {
  farZoom,
  type Heights,
  nodeHeight,
  nodeWidth,
  type Point,
  rootHeight,
  rootPosition,
  rootWidth,
  type Size,
} from './geometry.ts'

/** A rectangle of the flow. */
export interface Frame extends Point, Size {}

/** The part of the flow that is in sight, in its own coordinates. */
export interface Sight extends Frame {
  readonly zoom: number
}

/** From React Flow's transform: where the flow's origin is in the pane, and the zoom. */
export function sightOf([x, y, zoom]: readonly [number, number, number], { width, height }: Size): Sight {
  return { x: -x / zoom, y: -y / zoom, width: width / zoom, height: height / zoom, zoom }
}

/**
 * What a picture of a crowd shows: what is in sight and half as much again around it, as far as there is anything. A view that moves within it needs no
 * other picture.
 */
export function pictureOf(sight: Frame, bounds: Frame): Frame {
  const around = {
    x: sight.x - sight.width / 2,
    y: sight.y - sight.height / 2,
    width: sight.width * 2,
    height: sight.height * 2,
  }
  return common(around, bounds)
}

/** Whether it shows all there is to be seen. */
export function shows(picture: Frame, sight: Frame, bounds: Frame): boolean {
  const seen = common(sight, bounds)
  if (seen.width === 0 || seen.height === 0) return true
  return (
    seen.x >= picture.x &&
    seen.y >= picture.y &&
    seen.x + seen.width <= picture.x + picture.width &&
    seen.y + seen.height <= picture.y + picture.height
  )
}

function common(a: Frame, b: Frame): Frame {
  const [x, y] = [Math.max(a.x, b.x), Math.max(a.y, b.y)]
  const right = Math.min(a.x + a.width, b.x + b.width)
  const bottom = Math.min(a.y + a.height, b.y + b.height)
  return { x, y, width: Math.max(0, right - x), height: Math.max(0, bottom - y) }
}

/** All steps and their wires, which may turn beside them. */
export function boundsOf(flow: Callflow, heights: Heights): Frame {
  const nodes = Object.values(flow.nodes)
  const left = Math.min(...nodes.map(({ position }) => position.x)) - beside
  const top = Math.min(...nodes.map(({ position }) => position.y)) - beside
  const right = Math.max(...nodes.map(({ position }) => position.x + nodeWidth)) + beside
  const bottom = Math.max(...nodes.map(({ id, position }) => position.y + (heights.get(id) ?? nodeHeight))) + beside
  return { x: left, y: top, width: right - left, height: bottom - top }
}

const beside = 32

/** All there is of a flow: its steps, if any, and the bar it begins with. */
export function boundsWithRoot(flow: Callflow, heights: Heights): Frame {
  const root = rootPosition(flow)
  const steps = Object.keys(flow.nodes).length === 0 ? { ...root, width: 0, height: 0 } : boundsOf(flow, heights)
  const [x, y] = [Math.min(root.x, steps.x), Math.min(root.y - beside, steps.y)]
  const right = Math.max(root.x + rootWidth, steps.x + steps.width)
  const bottom = Math.max(root.y + rootHeight, steps.y + steps.height)
  return { x, y, width: right - x, height: bottom - y }
}

/** The view that shows all of a frame, at most as large as life: React Flow's, where the flow's origin is in the pane, and the zoom. */
export function wholeView(
  frame: Frame,
  { width, height }: Size,
  zooms: { readonly min: number; readonly margin: number },
) {
  const { min, margin } = zooms
  const wanted = Math.min((width - 2 * margin) / frame.width, (height - 2 * margin) / frame.height)
  const zoom = Math.min(1, Math.max(min, wanted))
  const middle = { x: frame.x + frame.width / 2, y: frame.y + frame.height / 2 }
  return { x: width / 2 - middle.x * zoom, y: height / 2 - middle.y * zoom, zoom }
}

/** So many steps in sight from far are a crowd until they are fewer than `thinned`: at the border it does not flicker. */
const crowd = 400
const thinned = 300

/** Whether the steps in sight are too many and too small to be drawn one by one. */
export function isCrowded(places: Iterable<Point>, sight: Sight, wasCrowded: boolean): boolean {
  if (sight.zoom >= farZoom) return false
  const enough = wasCrowded ? thinned : crowd
  let inSight = 0
  for (const place of places) if (overlaps(place, sight) && ++inSight >= enough) return true
  return false
}

/** Whether anything of a step at that place is in sight, taking it as high as most are. */
export function overlaps({ x, y }: Point, sight: Frame): boolean {
  return x < sight.x + sight.width && x + nodeWidth > sight.x && y < sight.y + sight.height && y + nodeHeight > sight.y
}

/** The step at a point of the flow: of several, the one drawn last. */
export function stepUnder(flow: Callflow, heights: Heights, at: Point): string | undefined {
  let found: string | undefined
  for (const { id, position } of Object.values(flow.nodes)) {
    const height = heights.get(id) ?? nodeHeight
    const isInside =
      at.x >= position.x && at.x < position.x + nodeWidth && at.y >= position.y && at.y < position.y + height
    if (isInside) found = id
  }
  return found
}

/** Steps that a frame drawn from one corner to the other touches. */
export function stepsBetween(flow: Callflow, from: Point, to: Point): string[] {
  const frame = {
    x: Math.min(from.x, to.x),
    y: Math.min(from.y, to.y),
    width: Math.abs(to.x - from.x),
    height: Math.abs(to.y - from.y),
  }
  return Object.values(flow.nodes).flatMap(({ id, position }) => (overlaps(position, frame) ? [id] : []))
}
