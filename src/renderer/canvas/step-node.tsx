import { Handle, type NodeProps, Position, useConnection, useStore, useUpdateNodeInternals } from '@xyflow/react'
import { CircleX, CloudOff, PhoneCall, TriangleAlert } from 'lucide-react'
import { memo, useEffect, useRef } from 'react'
import { useNodeMark } from '../rehearsal/highlight.ts'
import { useCallsAtNode } from '../store/live.ts'
import { BranchRow } from './branch-row.tsx'
import { farZoom, nodeHeight, nodeWidth } from './core/geometry.ts'
import { acceptsNext, flowNow, measuredHeights } from './actions.ts'
import { useEditor } from './editor-store.ts'
import type { StepNode } from './flow-elements.ts'
import { ModuleChip } from './module-chip.tsx'
import { type DropMark, nodeClass } from './node-classes.ts'
import type { NodeView } from './node-view.ts'
import { notLiveYet } from './not-live.ts'

/** One step on the canvas. Subscribes to nothing but its own marks; what it shows of the document is one value. */
export const StepNodeView = memo(function StepNodeView({ id, data: { flowId, view }, selected }: NodeProps<StepNode>) {
  const isFar = useStore((state) => state.transform[2] < farZoom)
  const mark = useNodeMark(flowId, id)
  const drop = useDropMark(id)
  const calls = useCallsAtNode(flowId, id)
  useHandleUpdates(id, view)
  return (
    <div
      data-drop="node"
      data-node={id}
      className={nodeClass({ view, isSelected: selected ?? false, isFar, mark, drop, calls })}
      style={{ width: nodeWidth, ...(isFar ? { height: measuredHeights.get(id) ?? nodeHeight } : {}) }}
    >
      <Handle
        id="in"
        type="target"
        position={Position.Top}
        isConnectableStart={false}
        className="cw-in"
        role="img"
        aria-label={`Into ${view.title}`}
        data-node={id}
      />
      {isFar ? <FarBody view={view} /> : <NearBody view={view} calls={calls} />}
      <BranchRow nodeId={id} view={view} isSelected={selected ?? false} isFar={isFar} />
    </div>
  )
})

function NearBody({ view, calls }: { readonly view: NodeView; readonly calls: number }) {
  return (
    <div className="cw-body">
      <ModuleChip icon={view.icon} category={view.category} />
      <div className="min-w-0 flex-1">
        <div className="flex items-center gap-1.5">
          <span className="min-w-0 flex-1 truncate text-body font-medium text-ink">{view.title}</span>
          {view.notLive ? <NotLive why={view.notLive} /> : null}
          <Findings view={view} />
        </div>
        <div className="truncate text-small text-ink-faint">{view.summary || secondLine(view)}</div>
      </div>
      {calls > 0 ? (
        <span className="cw-calls tabular" title={`${calls} ${calls === 1 ? 'call' : 'calls'} here now`}>
          <PhoneCall aria-hidden size={10} /> {calls}
        </span>
      ) : null}
    </div>
  )
}

const secondLine = (view: NodeView): string =>
  view.isDisabled ? 'Disabled: callers pass through' : view.title === view.moduleName ? '' : view.moduleName

function FarBody({ view }: { readonly view: NodeView }) {
  return (
    <div className="cw-far">
      <ModuleChip icon={view.icon} category={view.category} />
      <span className="min-w-0 truncate">{view.title}</span>
    </div>
  )
}

/** Quiet: the step is right, the engine is not that far. */
function NotLive({ why }: { readonly why: string }) {
  return (
    <span className="cw-badge text-ink-faint" title={`${notLiveYet}. ${why}`}>
      <CloudOff aria-hidden size={12} />
      <span className="sr-only">{notLiveYet}</span>
    </span>
  )
}

function Findings({ view }: { readonly view: NodeView }) {
  const count = view.errors + view.warnings
  if (count === 0) return null
  const isError = view.errors > 0
  const Icon = isError ? CircleX : TriangleAlert
  return (
    <span className={isError ? 'cw-badge text-red' : 'cw-badge text-amber'} title={view.finding}>
      <Icon aria-hidden size={12} /> <span className="tabular">{count}</span>
      <span className="sr-only">{isError ? 'errors' : 'warnings'}</span>
    </span>
  )
}

/** How the node looks while a module or a wire is being dragged: valid targets are open, the one under the pointer is lit. */
function useDropMark(id: string): DropMark {
  const byWire = useConnection((connection): DropMark => {
    if (!connection.inProgress) return undefined
    return connection.toNode?.id === id ? 'lit' : 'open'
  })
  const byModule = useEditor(({ drag }): DropMark => {
    if (!drag) return undefined
    const { target } = drag
    const isHere = (target?.kind === 'node' || target?.kind === 'branch') && target.nodeId === id
    if (isHere) return target.kind === 'node' ? 'lit' : 'open'
    const flow = flowNow()
    return flow && acceptsNext(flow, id) ? 'open' : 'dimmed'
  })
  return byWire ?? byModule
}

/** React Flow measures handles when a node appears; afterwards it must be told that they moved. */
function useHandleUpdates(id: string, { handles }: NodeView): void {
  const update = useUpdateNodeInternals()
  const names = handles.map(({ name }) => name).join('\n')
  const measured = useRef(names)
  useEffect(() => {
    if (measured.current === names) return
    measured.current = names
    update(id)
  }, [id, names, update])
}
