import { useReactFlow, useStoreApi } from '@xyflow/react'
import { useEffect, useRef } from 'react'
import type { Callflow } from '../../callflow/design/document.ts'
import { nodeHeight, nodeWidth, rootHeight, rootPosition, rootWidth } from './core/geometry.ts'
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
    // As a page is opened at its first line: the root bar at the top, small enough to see the width of the flow if that can be read.
    const frame = requestAnimationFrame(() => {
      if (isTouched.current) return
      const { width, height } = store.getState()
      void setViewport(openingView(flow, width, height))
      const [id] = useEditor.getState().selection
      const linked = id ? flow.nodes[id] : undefined
      if (linked) revealNode(linked)
    })
    return () => cancelAnimationFrame(frame)
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- framed once, when this flow opens
  }, [])

  return () => {
    isTouched.current = true
  }
}

/** A flow is opened whole down to this zoom; larger ones at a size that reads well. */
const leastWholeZoom = 0.6
const readingZoom = 0.85

function openingView(flow: Callflow, width: number, height: number): { x: number; y: number; zoom: number } {
  const root = rootPosition(flow)
  const nodes = Object.values(flow.nodes)
  const left = Math.min(root.x, ...nodes.map(({ position }) => position.x))
  const right = Math.max(root.x + rootWidth, ...nodes.map(({ position }) => position.x + nodeWidth))
  const bottom = Math.max(root.y + rootHeight, ...nodes.map(({ position }) => position.y + nodeHeight))
  const wanted = Math.min((width - margin * 2) / (right - left), (height - margin * 2) / (bottom - root.y))
  const isWhole = wanted >= leastWholeZoom
  const zoom = isWhole ? Math.min(1, wanted) : readingZoom
  const centre = isWhole ? (left + right) / 2 : root.x + rootWidth / 2
  return { x: width / 2 - centre * zoom, y: margin - root.y * zoom, zoom }
}

const motionMs = (): number => (matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 160)
