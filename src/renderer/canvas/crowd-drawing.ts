import type { ModuleCategory } from '../../callflow/define-module.ts'
import type { Callflow, FlowNode } from '../../callflow/design/document.ts'
import { type Highlight, nodeKeyOf, wireKeyOf } from '../rehearsal/highlight.ts'
import { nodeKey } from '../store/live.ts'
import { type Frame, overlaps } from './core/crowd.ts'
import { isWayInSight, wayOf, type Wired } from './core/crowd-wires.ts'
import { type Heights, nodeHeight, nodeWidth, type Point } from './core/geometry.ts'
import type { NodeView, NodeViews } from './node-view.ts'

export interface Crowd {
  readonly flow: Callflow
  readonly views: NodeViews
  readonly heights: Heights
  /** What is drawn of it, and how large. */
  readonly frame: Frame
  readonly zoom: number
  readonly colours: Colours
  /** Steps that React Flow draws. */
  readonly drawnApart: ReadonlySet<string>
  readonly highlight: Highlight
  readonly callsAtNode: ReadonlyMap<string, number>
}

type Colours = ReturnType<typeof coloursOf>

/** As steps have them: the tokens in force at an element. */
export function coloursOf(element: Element) {
  const style = getComputedStyle(element)
  const token = (name: string) => style.getPropertyValue(`--color-${name}`).trim()
  const known = new Map<string, string>()
  return {
    font: style.getPropertyValue('--font-sans'),
    of(name: string): string {
      const colour = known.get(name) ?? token(name)
      known.set(name, colour)
      return colour
    },
  }
}

/** Flow coordinates; the context is already set to them. Pixels are those of `.cw-node.is-far`. */
export function drawCrowd(context: CanvasRenderingContext2D, crowd: Crowd): void {
  const { flow, frame } = crowd
  drawWires(context, crowd)
  context.font = `500 ${titleHeight}px ${crowd.colours.font}`
  context.textBaseline = 'middle'
  for (const node of Object.values(flow.nodes)) {
    const view = crowd.views.get(node.id)
    if (view && overlaps(node.position, frame) && !crowd.drawnApart.has(node.id)) drawStep(context, crowd, node, view)
  }
  context.globalAlpha = 1
}

/** Border, chip and title of a step seen from far. */
const border = 3
const chip = { left: 27, size: 42, icon: 18 }
const titleLeft = 81
const titleHeight = 28
/** Of a letter of the title, about. */
const letterWidth = 15

function drawStep(context: CanvasRenderingContext2D, crowd: Crowd, node: FlowNode, view: NodeView): void {
  const { colours, heights } = crowd
  const { x, y } = node.position
  const height = heights.get(node.id) ?? nodeHeight
  const { ring, width, alpha } = lookOf(crowd, node.id, view)
  context.globalAlpha = alpha
  context.fillStyle = colours.of(ring)
  context.fillRect(x - width, y - width, nodeWidth + 2 * width, height + 2 * width)
  context.fillStyle = colours.of('surface')
  context.fillRect(x, y, nodeWidth, height)
  const hue = chipColours(view.category)
  context.fillStyle = colours.of(hue.soft)
  context.fillRect(x + chip.left, y + (height - chip.size) / 2, chip.size, chip.size)
  context.fillStyle = colours.of(hue.strong)
  context.fillRect(x + chip.left + (chip.size - chip.icon) / 2, y + (height - chip.icon) / 2, chip.icon, chip.icon)
  context.fillStyle = colours.of('ink')
  const letters = Math.floor((nodeWidth - titleLeft - chip.left / 2) / letterWidth)
  context.fillText(cut(view.title, letters), x + titleLeft, y + height / 2)
}

interface Look {
  readonly ring: string
  readonly width: number
  readonly alpha: number
}

/** The states of a step, as canvas.css has them: the last one that holds. */
function lookOf({ flow, highlight, callsAtNode }: Crowd, nodeId: string, view: NodeView): Look {
  const alpha = view.isDisabled ? 0.6 : 1
  if ((callsAtNode.get(nodeKey(flow.id, nodeId)) ?? 0) > 0) return { ring: 'dot-green', width: 8, alpha }
  if (highlight.isActive) {
    const key = nodeKeyOf(flow.id, nodeId)
    if (highlight.currentKey === key) return { ring: 'accent', width: 12, alpha }
    return highlight.nodes.has(key)
      ? { ring: 'accent', width: 6, alpha }
      : { ring: 'line-strong', width: border, alpha: 0.3 }
  }
  return view.errors > 0 ? { ring: 'dot-red', width: 4, alpha } : { ring: 'line-strong', width: border, alpha }
}

function chipColours(category: ModuleCategory | 'unknown'): { readonly soft: string; readonly strong: string } {
  if (category === 'unknown') return { soft: 'grey-4', strong: 'ink-soft' }
  return { soft: `cat-${category}-soft`, strong: `cat-${category}` }
}

function cut(title: string, letters: number): string {
  return title.length <= letters ? title : `${title.slice(0, letters - 1)}…`
}

function drawWires(context: CanvasRenderingContext2D, crowd: Crowd): void {
  const { flow, heights, highlight, colours, zoom } = crowd
  const wired = { flow, heights, branchesOf: branchesIn(crowd.views) }
  const isTaken = (from: string | null, branch: string) => highlight.wires.has(wireKeyOf(flow.id, from, branch))
  const stroke = (colour: string, alpha: number, isOf: (from: string, branch: string) => boolean) => {
    const ways = flow.wires
      .filter(({ from, branch }) => isOf(from, branch))
      .map((wire) => wayOf(wired, wire))
      .filter((way) => way.length > 0 && isWayInSight(way, crowd.frame))
    context.beginPath()
    for (const way of ways) traceWay(context, way)
    context.globalAlpha = alpha
    context.strokeStyle = colours.of(colour)
    context.lineWidth = 1.5 / zoom
    context.stroke()
    context.beginPath()
    for (const way of ways) traceArrow(context, way.at(-1), zoom)
    context.fillStyle = colours.of(colour === 'wire' ? 'wire-end' : colour)
    context.fill()
  }
  if (!highlight.isActive) {
    stroke('wire', 1, () => true)
    return
  }
  stroke('wire', 0.3, (from, branch) => !isTaken(from, branch))
  stroke('accent', 1, isTaken)
}

function traceWay(context: CanvasRenderingContext2D, way: readonly Point[]): void {
  for (const [at, { x, y }] of way.entries()) {
    if (at === 0) context.moveTo(x, y)
    else context.lineTo(x, y)
  }
}

/** Where a wire ends, as large on the screen at any zoom. */
function traceArrow(context: CanvasRenderingContext2D, end: Point | undefined, zoom: number): void {
  if (!end) return
  const [long, half] = [5 / zoom, 2.5 / zoom]
  context.moveTo(end.x, end.y)
  context.lineTo(end.x - half, end.y - long)
  context.lineTo(end.x + half, end.y - long)
  context.closePath()
}

/** Names of branches as steps have their jacks. */
export const branchesIn =
  (views: NodeViews): Wired['branchesOf'] =>
  (nodeId) =>
    views.get(nodeId)?.handles.map(({ name }) => name) ?? []
