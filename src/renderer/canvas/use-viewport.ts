import { useReactFlow, useStoreApi } from '@xyflow/react'
import { useEffect } from 'react'
import { flowNow, measuredHeights } from './actions.ts'
import { stepUnder } from './core/crowd.ts'
import { useEditor } from './editor-store.ts'
import { margin } from './opening-view.ts'
import { provideViewport, revealNode } from './viewport.ts'

/** `isCrowded`: steps are drawn as a crowd. Hands the view to the rest of the editor, and brings a linked step into sight. */
export function useViewport(isCrowded: boolean): void {
  const { screenToFlowPosition, fitView, getViewport, setCenter } = useReactFlow()
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
      fit: () => void fitView({ padding: 0.08, maxZoom: 1, duration: motionMs(), includeHiddenNodes: true }),
      crowdedStepAt: (screen) => {
        const flow = isCrowded ? flowNow() : undefined
        return flow && stepUnder(flow, measuredHeights, screenToFlowPosition(screen, { snapToGrid: false }))
      },
    })
  }, [screenToFlowPosition, fitView, getViewport, setCenter, store, isCrowded])

  useEffect(() => {
    const [id] = useEditor.getState().selection
    const linked = id ? flowNow()?.nodes[id] : undefined
    if (linked) requestAnimationFrame(() => revealNode(linked))
  }, [])
}

const motionMs = (): number => (matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 160)
