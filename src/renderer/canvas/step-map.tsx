import { Panel, useReactFlow, useStore, useStoreApi } from '@xyflow/react'
import { memo, type PointerEvent, useMemo } from 'react'
import type { Callflow } from '../../callflow/design/document.ts'
import { boundsWithRoot, type Frame, sightOf } from './core/crowd.ts'
import { type Heights, nodeHeight, nodeWidth, rootHeight, rootPosition, rootWidth } from './core/geometry.ts'
import { measuredHeights } from './actions.ts'
import { useEditor } from './editor-store.ts'

/** The overview in a corner: where one presses, the view goes. All steps are one shape, drawn once, however many there are. */
export function StepMap({ flow }: { readonly flow: Callflow }) {
  const bounds = useMemo(() => boundsWithRoot(flow, measuredHeights), [flow])
  const { setCenter, getZoom, zoomIn, zoomOut } = useReactFlow()
  const follow = ({ buttons, currentTarget, clientX, clientY }: PointerEvent<SVGSVGElement>) => {
    const matrix = currentTarget.getScreenCTM()
    if (buttons !== 1 || !matrix) return
    const { x, y } = new DOMPoint(clientX, clientY).matrixTransform(matrix.inverse())
    void setCenter(x, y, { zoom: getZoom() })
  }
  return (
    <Panel position="bottom-right" className="cw-map nopan nowheel">
      <svg
        role="img"
        aria-label="Overview of the callflow"
        {...size}
        viewBox={`${bounds.x} ${bounds.y} ${bounds.width} ${bounds.height}`}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId)
          follow(event)
        }}
        onPointerMove={follow}
        onWheel={({ deltaY }) => void (deltaY < 0 ? zoomIn() : zoomOut())}
      >
        <Steps flow={flow} />
        <Selected flow={flow} />
        <Shade bounds={bounds} />
      </svg>
    </Panel>
  )
}

const size = { width: 152, height: 104 }

const Steps = memo(function Steps({ flow }: { readonly flow: Callflow }) {
  const { x, y } = rootPosition(flow)
  return (
    <>
      <path className="cw-map-steps" d={shapeOf(flow, Object.keys(flow.nodes), measuredHeights)} />
      <rect className="cw-map-marked" x={x} y={y} width={rootWidth} height={rootHeight} rx={12} />
    </>
  )
})

function Selected({ flow }: { readonly flow: Callflow }) {
  const selection = useEditor((state) => state.selection)
  return <path className="cw-map-marked" d={shapeOf(flow, [...selection], measuredHeights)} />
}

/** Over what is out of sight. */
function Shade({ bounds }: { readonly bounds: Frame }) {
  const store = useStoreApi()
  const transform = useStore((state) => state.transform)
  const { width, height } = store.getState()
  const sight = sightOf(transform, { width, height })
  const all = { x: bounds.x - bounds.width, y: bounds.y - bounds.height }
  const outline = `M${all.x} ${all.y}h${bounds.width * 3}v${bounds.height * 3}h${-bounds.width * 3}z`
  const hole = `M${sight.x} ${sight.y}h${sight.width}v${sight.height}h${-sight.width}z`
  return <path className="cw-map-shade" fillRule="evenodd" d={outline + hole} />
}

function shapeOf(flow: Callflow, ids: readonly string[], heights: Heights): string {
  return ids
    .flatMap((id) => {
      const { position } = flow.nodes[id] ?? {}
      return position
        ? [`M${position.x} ${position.y}h${nodeWidth}v${heights.get(id) ?? nodeHeight}h${-nodeWidth}z`]
        : []
    })
    .join('')
}
