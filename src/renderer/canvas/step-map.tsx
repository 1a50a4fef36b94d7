import { MiniMap, type MiniMapNodeProps } from '@xyflow/react'
import { createContext, useContext, useMemo } from 'react'
import type { Callflow } from '../../callflow/design/document.ts'
import { type Heights, nodeHeight, nodeWidth, rootId } from './core/geometry.ts'
import { measuredHeights } from './actions.ts'

/** The overview in a corner. Steps that are not selected are one shape: hundreds of shapes would be drawn anew whenever the view moves. */
export function StepMap({ flow }: { readonly flow: Callflow }) {
  const shape = useMemo(() => shapeOf(flow, measuredHeights), [flow])
  return (
    <Shape value={shape}>
      <MiniMap
        style={miniMapSize}
        pannable
        zoomable
        position="bottom-right"
        nodeComponent={StepOfMap}
        nodeClassName={(node) => (node.type === 'root' ? 'is-root' : '')}
        nodeBorderRadius={12}
        maskColor="var(--color-canvas-mask)"
        ariaLabel="Overview of the callflow"
      />
    </Shape>
  )
}

const miniMapSize = { width: 152, height: 104 }
const Shape = createContext('')

/** The root bar, with it all steps, and over them each that is selected. */
function StepOfMap({ id, x, y, width, height, selected, borderRadius, className }: MiniMapNodeProps) {
  const shape = useContext(Shape)
  const isRoot = id === rootId
  if (!isRoot && !selected) return null
  return (
    <>
      {isRoot ? <path className="react-flow__minimap-node" d={shape} /> : null}
      <rect
        className={`react-flow__minimap-node ${selected ? 'selected' : ''} ${className}`}
        x={x}
        y={y}
        width={width}
        height={height}
        rx={borderRadius}
        ry={borderRadius}
      />
    </>
  )
}

function shapeOf(flow: Callflow, heights: Heights): string {
  return Object.values(flow.nodes)
    .map(({ id, position: { x, y } }) => `M${x} ${y}h${nodeWidth}v${heights.get(id) ?? nodeHeight}h${-nodeWidth}z`)
    .join('')
}
