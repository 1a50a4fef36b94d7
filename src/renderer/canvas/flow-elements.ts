import { type Edge, MarkerType, type Node } from '@xyflow/react'
import type { Callflow } from '../../callflow/design/document.ts'
import { rootId, rootPosition } from './core/geometry.ts'
import { rootSource, type Source } from './core/graph.ts'
import { type LaneWire, lanesOf } from './core/lanes.ts'
import type { NodeView, NodeViews } from './node-view.ts'

/** React Flow's nodes and edges, made from the document and the views; objects are reused where nothing changed. */

export type StepNode = Node<{ readonly flowId: string; readonly view: NodeView }, 'step'>
export type RootNode = Node<{ readonly flowId: string }, 'root'>
export type CanvasNode = StepNode | RootNode
export type WireEdge = Edge<WireData, 'wire'>

export interface WireData extends Record<string, unknown> {
  readonly flowId: string
  readonly source: Source
  readonly label: string
  /** Which of its node's sideways lanes it takes; undefined when the node has one wire. */
  readonly lane: number | undefined
}

/** Ids of edges; branches may hold any character, node ids never a space. */
export const wireId = ({ nodeId, branch }: Source): string => `${nodeId ?? rootId} ${branch}`

export const sourceOf = ({ from, branch }: Callflow['wires'][number]): Source => ({ nodeId: from, branch })

export function sourceOfWire(id: string): Source {
  const space = id.indexOf(' ')
  const nodeId = id.slice(0, space)
  return nodeId === rootId ? rootSource : { nodeId, branch: id.slice(space + 1) }
}

export function buildNodes(
  before: readonly CanvasNode[],
  flow: Callflow,
  views: NodeViews,
  selection: ReadonlySet<string>,
): CanvasNode[] {
  const known = new Map(before.map((node) => [node.id, node]))
  const root = rootNode(known.get(rootId), flow, selection.has(rootId))
  const steps = Object.values(flow.nodes).flatMap((node): StepNode[] => {
    const view = views.get(node.id)
    if (!view) return []
    const old = known.get(node.id)
    const selected = selection.has(node.id)
    const { x, y } = node.position
    if (
      old?.type === 'step' &&
      old.data.view === view &&
      old.data.flowId === flow.id &&
      old.position.x === x &&
      old.position.y === y &&
      (old.selected ?? false) === selected
    ) {
      return [old]
    }
    const kept = old?.type === 'step' && old.data.flowId === flow.id ? old : undefined
    const data = kept?.data.view === view ? kept.data : { flowId: flow.id, view }
    return [
      {
        ...kept,
        id: node.id,
        type: 'step',
        position: { x, y },
        data,
        selected,
        ariaRole: 'group',
        domAttributes: { 'aria-roledescription': 'step' },
        ariaLabel: `Step: ${view.title}`,
      },
    ]
  })
  return [root, ...steps]
}

function rootNode(old: CanvasNode | undefined, flow: Callflow, selected: boolean): RootNode {
  const position = rootPosition(flow)
  const kept = old?.type === 'root' && old.data.flowId === flow.id ? old : undefined
  if (kept && kept.position.x === position.x && kept.position.y === position.y && kept.selected === selected)
    return kept
  return {
    ...kept,
    id: rootId,
    type: 'root',
    position,
    data: kept?.data ?? { flowId: flow.id },
    selected,
    draggable: false,
    deletable: false,
    ariaRole: 'group',
    domAttributes: { 'aria-roledescription': 'start' },
    ariaLabel: `Start: ${flow.name}`,
  }
}

export function buildEdges(
  before: readonly WireEdge[],
  flow: Callflow,
  views: NodeViews,
  selected: Source | null,
): WireEdge[] {
  const known = new Map(before.map((edge) => [edge.id, edge]))
  const wires = flow.wires.map((wire) => ({ source: sourceOf(wire), to: wire.to }))
  const all: { readonly source: Source; readonly to: string }[] = flow.entry
    ? [{ source: rootSource, to: flow.entry }, ...wires]
    : wires
  const lanes = lanesByWire(flow, views)
  return all.flatMap(({ source, to }) => {
    if (!flow.nodes[to] || (source.nodeId !== null && !flow.nodes[source.nodeId])) return []
    const id = wireId(source)
    const label = labelOf(source, views)
    const lane = lanes.get(id)
    const isSelected = selected !== null && wireId(selected) === id
    const old = known.get(id)
    if (old && old.target === to && old.data?.label === label && old.data.lane === lane && old.selected === isSelected)
      return [old]
    return [
      {
        id,
        type: 'wire',
        source: source.nodeId ?? rootId,
        sourceHandle: source.branch,
        target: to,
        targetHandle: 'in',
        selected: isSelected,
        data: { flowId: flow.id, source, label, lane },
        markerEnd: { type: MarkerType.ArrowClosed, width: 14, height: 14, color: 'var(--color-wire-end)' },
        ariaLabel: `Wire: ${label || 'start'}`,
      },
    ]
  })
}

function lanesByWire(flow: Callflow, views: NodeViews): ReadonlyMap<string, number> {
  const groups = new Map<string, LaneWire[]>()
  for (const { from, branch, to } of flow.wires) {
    const [source, target] = [flow.nodes[from], flow.nodes[to]]
    if (!source || !target) continue
    const handle = views.get(from)?.handles.findIndex(({ name }) => name === branch) ?? 0
    const wire = { id: wireId({ nodeId: from, branch }), handle, towards: target.position.x - source.position.x }
    groups.set(from, [...(groups.get(from) ?? []), wire])
  }
  return new Map([...groups.values()].filter((group) => group.length > 1).flatMap((group) => [...lanesOf(group)]))
}

function labelOf({ nodeId, branch }: Source, views: NodeViews): string {
  if (nodeId === null) return ''
  return views.get(nodeId)?.handles.find(({ name }) => name === branch)?.label ?? branch
}
