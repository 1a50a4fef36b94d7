import { useReactFlow, useStoreApi } from '@xyflow/react'
import { useEffect } from 'react'
import { flushSync } from 'react-dom'
import { flowNow, measuredHeights } from './actions.ts'
import { boundsWithRoot, isCrowded, type Sight, sightOf, stepUnder, wholeView } from './core/crowd.ts'
import { wireUnder } from './core/crowd-wires.ts'
import { branchesIn } from './crowd-drawing.ts'
import { useEditor } from './editor-store.ts'
import type { NodeViews } from './node-view.ts'
import { margin } from './opening-view.ts'
import { provideViewport, revealNode } from './viewport.ts'

interface CanvasView {
  /** Steps are drawn as a crowd. */
  readonly isCrowd: boolean
  readonly views: NodeViews
  /** Said before the view jumps. */
  readonly setComing: (sight: Sight | null) => void
}

/** Hands the view to the rest of the editor, and brings a linked step into sight. */
export function useViewport({ isCrowd, views, setComing }: CanvasView): void {
  const { screenToFlowPosition, setViewport, getViewport, setCenter } = useReactFlow()
  const store = useStoreApi()

  useEffect(() => {
    const size = () => {
      const { width, height } = store.getState()
      return { width, height }
    }
    return provideViewport({
      toFlow: (screen) => screenToFlowPosition(screen, { snapToGrid: false }),
      centre: () => {
        const { width, height } = size()
        const { x, y, zoom } = getViewport()
        return { x: (width / 2 - x) / zoom, y: (height / 2 - y) / zoom }
      },
      reveal: (rect) => {
        const { width, height } = size()
        const { x, y, zoom } = getViewport()
        const left = rect.x * zoom + x
        const top = rect.y * zoom + y
        const isInside =
          left >= margin &&
          top >= margin &&
          left + rect.width * zoom <= width - margin &&
          top + rect.height * zoom <= height - margin
        if (!isInside) void setCenter(rect.x + rect.width / 2, rect.y + rect.height / 2, { zoom, duration: motionMs() })
      },
      fit: () => {
        const flow = flowNow()
        if (!flow) return
        const { minZoom: min } = store.getState()
        const view = wholeView(boundsWithRoot(flow, measuredHeights), size(), { min, margin })
        const places = Object.values(flow.nodes).map(({ position }) => position)
        const sight = sightOf([view.x, view.y, view.zoom], size())
        if (!isCrowded(places, sight, isCrowd)) {
          void setViewport(view, { duration: motionMs() })
          return
        }
        // On the way there hundreds of steps would be drawn one by one.
        flushSync(() => setComing(sight))
        void setViewport(view).then(() => setComing(null))
      },
      crowdedStepAt: (screen) => {
        const flow = isCrowd ? flowNow() : undefined
        return flow && stepUnder(flow, measuredHeights, screenToFlowPosition(screen, { snapToGrid: false }))
      },
      crowdedWireAt: (screen) => {
        const flow = isCrowd ? flowNow() : undefined
        const at = screenToFlowPosition(screen, { snapToGrid: false })
        if (!flow || stepUnder(flow, measuredHeights, at) !== undefined) return undefined
        const wired = { flow, heights: measuredHeights, branchesOf: branchesIn(views) }
        return wireUnder(wired, at, nearPx / getViewport().zoom)
      },
    })
  }, [screenToFlowPosition, setViewport, getViewport, setCenter, store, isCrowd, views, setComing])

  useEffect(() => {
    const [id] = useEditor.getState().selection
    const linked = id ? flowNow()?.nodes[id] : undefined
    if (linked) requestAnimationFrame(() => revealNode(linked))
  }, [])
}

/** On the screen: so near a wire is meant. */
const nearPx = 8

const motionMs = (): number => (matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 160)
