import '@xyflow/react/dist/base.css'
import './canvas.css'
import {
  applyNodeChanges,
  Background,
  BackgroundVariant,
  ConnectionLineType,
  type EdgeTypes,
  type NodeChange,
  type NodeTypes,
  ReactFlow,
  ReactFlowProvider,
  SelectionMode,
} from '@xyflow/react'
import { type MouseEvent, useCallback, useEffect, useMemo, useState } from 'react'
import type { Callflow } from '../../callflow/design/document.ts'
import { connectSteps, measuredHeights, moveSteps, reconnectWire } from './actions.ts'
import { BranchMenuHost } from './branch-menu.tsx'
import { CanvasControls } from './canvas-controls.tsx'
import { followClipboard, onCanvasKey } from './canvas-keys.ts'
import { onConnectEnd } from './connecting.ts'
import type { Sight } from './core/crowd.ts'
import { DragGhost } from './drag-ghost.tsx'
import { EmptyFlowHint } from './empty-flow-hint.tsx'
import { type Point, rootId, type Size, snap } from './core/geometry.ts'
import type { Source } from './core/graph.ts'
import { openQuickAdd, select, selectWire, useEditor } from './editor-store.ts'
import { buildEdges, buildNodes, type CanvasNode, sourceOf, sourceOfWire, type WireEdge } from './flow-elements.ts'
import type { NodeViews } from './node-view.ts'
import { CrowdLayer } from './crowd-layer.tsx'
import { CrowdWires } from './crowd-wires.tsx'
import { QuickAddMenu } from './quick-add.tsx'
import { useHighlight } from '../rehearsal/highlight.ts'
import { RootNodeView } from './root-node.tsx'
import { StepNodeView } from './step-node.tsx'
import { StepMap } from './step-map.tsx'
import { useCrowd, useFrameOfCrowd, useThinned } from './use-crowd.ts'
import { useNodeViews } from './use-node-views.ts'
import { openingView } from './opening-view.ts'
import { useViewport } from './use-viewport.ts'
import { viewport } from './viewport.ts'
import { WireEdgeView } from './wire-edge.tsx'

const nodeTypes: NodeTypes = { step: StepNodeView, root: RootNodeView }
const edgeTypes: EdgeTypes = { wire: WireEdgeView }
/** Above this many steps only what is in sight is in the page. */
const cullAbove = 300

/** Measured before anything is drawn, so that even the first frame holds only what is in sight. */
export function Canvas({ flow }: { readonly flow: Callflow }) {
  const [size, setSize] = useState<Size | null>(null)
  const measure = useCallback((element: HTMLDivElement | null) => {
    if (element) setSize({ width: element.clientWidth, height: element.clientHeight })
  }, [])
  return (
    <div ref={measure} className="cw-canvas relative min-h-0 min-w-0">
      {size ? (
        <ReactFlowProvider key={flow.id}>
          <CanvasSurface flow={flow} size={size} />
        </ReactFlowProvider>
      ) : null}
    </div>
  )
}

function CanvasSurface({ flow, size }: { readonly flow: Callflow; readonly size: Size }) {
  const views = useNodeViews(flow)
  const [nodes, edges, setNodes] = useElements(flow, views)
  const [coming, setComing] = useState<Sight | null>(null)
  const isCrowd = useCrowd(flow, coming)
  const [drawnNodes, drawnEdges] = useThinned(nodes, edges, isCrowd)
  const [opening] = useState(() => openingView(flow, size))
  const frame = useFrameOfCrowd(flow, isCrowd)
  useViewport({ isCrowd, views, setComing })
  // The drawer leaves too little canvas for a map, which would lie on the step the call is at.
  const isRehearsing = useHighlight((state) => state.isActive)
  useEffect(followClipboard, [])

  const onNodesChange = (changes: NodeChange<CanvasNode>[]) => {
    for (const change of changes) {
      if (change.type === 'dimensions' && change.dimensions) measuredHeights.set(change.id, change.dimensions.height)
    }
    setNodes((before) => applyNodeChanges(changes, before))
    if (changes.some(({ type }) => type === 'select')) applySelection(changes)
  }

  return (
    <div className="absolute inset-0" onKeyDown={onCanvasKey} onPointerDownCapture={frame.begin}>
      <ReactFlow<CanvasNode, WireEdge>
        aria-label={`Callflow ${flow.name}`}
        nodes={drawnNodes}
        edges={drawnEdges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        onNodesChange={onNodesChange}
        onNodeDragStop={(_event, _node, dragged) => moveSteps(placesOf(dragged))}
        onSelectionDragStop={(_event, dragged) => moveSteps(placesOf(dragged))}
        onEdgeClick={(_event, edge) => selectWire(sourceOfWire(edge.id))}
        onPaneClick={selectWhereClicked}
        onSelectionEnd={frame.end}
        onConnect={({ source, sourceHandle, target }) => connectSteps(jackOf(source, sourceHandle), target)}
        onConnectEnd={onConnectEnd}
        onReconnect={(old, { source, sourceHandle, target }) =>
          reconnectWire(sourceOfWire(old.id), jackOf(source, sourceHandle), target)
        }
        width={size.width}
        height={size.height}
        defaultViewport={opening}
        onDoubleClick={addWhereClicked}
        isValidConnection={({ target }) => target !== rootId}
        connectionLineType={ConnectionLineType.SmoothStep}
        connectionRadius={36}
        reconnectRadius={7}
        connectOnClick={false}
        zoomOnDoubleClick={false}
        panOnScroll
        panOnDrag={panButtons}
        selectionOnDrag={false}
        selectionMode={SelectionMode.Partial}
        multiSelectionKeyCode={['Meta', 'Control', 'Shift']}
        selectionKeyCode="Shift"
        deleteKeyCode={null}
        disableKeyboardA11y
        edgesFocusable={false}
        nodeDragThreshold={3}
        snapToGrid
        snapGrid={snapGrid}
        minZoom={0.15}
        maxZoom={2}
        elevateEdgesOnSelect
        onlyRenderVisibleElements={nodes.length > cullAbove}
        proOptions={attribution}
      >
        <Background variant={BackgroundVariant.Dots} gap={20} size={1.2} color="var(--color-canvas-dot)" />
        {nodes.length > smallFlow && !isRehearsing ? <StepMap flow={flow} /> : null}
        {isCrowd ? <CrowdLayer flow={flow} views={views} /> : null}
        {isCrowd ? <CrowdWires flow={flow} views={views} /> : null}
        <CanvasControls />
      </ReactFlow>
      <EmptyFlowHint flow={flow} />
      <QuickAddMenu />
      <BranchMenuHost />
      <DragGhost />
    </div>
  )
}

/** Flows up to this many nodes are seen whole without a map. */
const smallFlow = 7
/** Left and middle button. */
const panButtons = [0, 1]
const snapGrid: [number, number] = [4, 4]
/** The authors ask to keep their link; it stands in a corner. */
const attribution = { hideAttribution: false }

function useElements(flow: Callflow, views: NodeViews) {
  const selection = useEditor((state) => state.selection)
  const selectedWire = useEditor((state) => state.selectedWire)
  const [nodes, setNodes] = useState<CanvasNode[]>(() => buildNodes([], flow, views, selection))
  const [built, setBuilt] = useState({ flow, views, selection })
  if (built.flow !== flow || built.views !== views || built.selection !== selection) {
    setBuilt({ flow, views, selection })
    setNodes((before) => buildNodes(before, flow, views, selection))
  }
  const [edgesFor] = useState(rememberingEdges)
  const edges = useMemo(() => edgesFor(flow, views, selectedWire), [edgesFor, flow, views, selectedWire])
  return [nodes, edges, setNodes] as const
}

function rememberingEdges(): (flow: Callflow, views: NodeViews, selected: Source | null) => WireEdge[] {
  let before: WireEdge[] = []
  return (flow, views, selected) => {
    before = buildEdges(before, flow, views, selected)
    return before
  }
}

/** React Flow selects by click and by frame; the editor's selection follows. */
function applySelection(changes: readonly NodeChange<CanvasNode>[]): void {
  const next = new Set(useEditor.getState().selection)
  let isOther = false
  for (const change of changes) {
    if (change.type !== 'select' || change.selected === next.has(change.id)) continue
    isOther = true
    if (change.selected) next.add(change.id)
    else next.delete(change.id)
  }
  if (isOther) select(next) // else it would take the selection from a wire
}

/** The canvas was clicked: in a crowd, perhaps a step or a wire. */
function selectWhereClicked({ clientX: x, clientY: y, metaKey, ctrlKey, shiftKey }: MouseEvent): void {
  const step = viewport()?.crowdedStepAt({ x, y })
  const wire = viewport()?.crowdedWireAt({ x, y })
  if (wire) {
    selectWire(sourceOf(wire))
    return
  }
  const kept = step !== undefined && (metaKey || ctrlKey || shiftKey) ? useEditor.getState().selection : []
  select(step === undefined ? [] : [...kept, step])
}

/** Double click on the empty canvas: what should stand here? */
function addWhereClicked(event: MouseEvent): void {
  if (!(event.target instanceof Element) || !event.target.classList.contains('react-flow__pane')) return
  const screen = { x: event.clientX, y: event.clientY }
  const at = viewport()?.toFlow(screen)
  if (at && viewport()?.crowdedStepAt(screen) === undefined) openQuickAdd({ screen, drop: { kind: 'point', at } })
}

const jackOf = (id: string, handle: string | null) => ({
  nodeId: id === rootId ? null : id,
  branch: handle ?? '_',
})

const placesOf = (dragged: readonly CanvasNode[]): ReadonlyMap<string, Point> =>
  new Map(
    dragged
      .filter(({ type }) => type === 'step')
      .map(({ id, position }) => [id, { x: snap(position.x), y: snap(position.y) }]),
  )
