import { useReactFlow, useStoreApi } from '@xyflow/react'
import { useEffect, useRef } from 'react'
import type { Callflow } from '../../callflow/design/document.ts'
import { rootHeight, rootPosition, rootWidth } from './core/geometry.ts'
import { useEditor } from './editor-store.ts'
import { provideViewport, revealNode } from './viewport.ts'

const margin = 40

/** Hands the view to the rest of the editor and frames the flow when it opens. Returns what to call when the user moves it. */
export function useViewport(flow: Callflow): () => void {
  const { screenToFlowPosition, fitView, getViewport, setCenter, setViewport } = useReactFlow()
  const store = useStoreApi()
  const isTouched = useRef(false)

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
      fit: () => void fitView({ padding: 0.15, maxZoom: 1, duration: motionMs() }),
    })
  }, [screenToFlowPosition, fitView, getViewport, setCenter, store])

  useEffect(() => {
    // Top of the flow at reading size, as a page is opened at its first line; a linked step is shown instead.
    const frame = requestAnimationFrame(() => {
      if (isTouched.current) return
      const { width } = store.getState()
      const root = rootPosition(flow)
      void setViewport({ x: width / 2 - (root.x + rootWidth / 2), y: margin - root.y, zoom: 1 })
      const { selection } = useEditor.getState()
      const [id] = selection
      const linked = id && selection.size === 1 ? flow.nodes[id] : undefined
      if (linked) revealNode(linked)
      else if (heightOf(flow) > store.getState().height - margin) fitSmall(flow, store.getState().height, width)
    })
    return () => cancelAnimationFrame(frame)
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- framed once, when this flow opens
  }, [])

  function fitSmall(shown: Callflow, height: number, width: number): void {
    const zoom = Math.max(0.6, (height - margin * 2) / heightOf(shown))
    const root = rootPosition(shown)
    void setViewport({ x: width / 2 - (root.x + rootWidth / 2) * zoom, y: margin - root.y * zoom, zoom })
  }

  return () => {
    isTouched.current = true
  }
}

function heightOf(flow: Callflow): number {
  const bottom = Math.max(0, ...Object.values(flow.nodes).map((node) => node.position.y + 110))
  return Math.max(rootHeight, bottom - rootPosition(flow).y)
}

const motionMs = (): number => (matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 160)
