import { useStoreApi } from '@xyflow/react'
import { useEffect, useRef } from 'react'
import type { Callflow } from '../../callflow/design/document.ts'
import { useHighlight } from '../rehearsal/highlight.ts'
import { useLive } from '../store/live.ts'
import { useTheme } from '../store/theme.ts'
import { measuredHeights } from './actions.ts'
import { boundsOf, type Frame, pictureOf, shows, type Sight, sightOf } from './core/crowd.ts'
import { coloursOf, drawCrowd } from './crowd-drawing.ts'
import { useEditor } from './editor-store.ts'
import type { NodeViews } from './node-view.ts'

/**
 * Hundreds of steps and their wires as one picture, which moves with the view and is made again when the view leaves it: what the page would need to lay out
 * and paint them one by one is many times that.
 */
export function CrowdLayer({ flow, views }: { readonly flow: Callflow; readonly views: NodeViews }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const store = useStoreApi()
  const theme = useTheme()
  useEffect(() => {
    const element = canvas.current
    const context = element?.getContext('2d')
    if (!element || !context) return
    const colours = coloursOf(element)
    const bounds = boundsOf(flow, measuredHeights)
    let made: Picture | undefined
    const sightNow = () => {
      const { transform, width, height } = store.getState()
      return sightOf(transform, { width, height })
    }
    const make = (sight: Sight): Picture => {
      const frame = pictureOf(sight, bounds)
      place(element, context, { frame, zoom: sight.zoom })
      const { selection: drawnApart } = useEditor.getState()
      const { callsAtNode } = useLive.getState()
      const highlight = useHighlight.getState()
      const about = { flow, views, heights: measuredHeights, colours, drawnApart, highlight, callsAtNode }
      drawCrowd(context, { ...about, frame, zoom: sight.zoom })
      return { frame, zoom: sight.zoom }
    }
    let sharpening: ReturnType<typeof setTimeout> | undefined
    const show = () => {
      const sight = sightNow()
      if (made === undefined || !shows(made.frame, sight, bounds)) made = make(sight)
      clearTimeout(sharpening)
      if (made.zoom !== sight.zoom) sharpening = setTimeout(makeAgain, stillMs)
      const [x, y] = [(made.frame.x - sight.x) * sight.zoom, (made.frame.y - sight.y) * sight.zoom]
      element.style.transform = `translate(${x}px, ${y}px) scale(${sight.zoom / made.zoom})`
    }
    const makeAgain = () => {
      made = undefined
      show()
    }
    const stops = [oncePerFrame(show, [store]), oncePerFrame(makeAgain, [useEditor, useHighlight, useLive])]
    return () => {
      clearTimeout(sharpening)
      for (const stop of stops) stop()
    }
  }, [flow, views, store, theme])
  return (
    <canvas
      ref={canvas}
      role="img"
      aria-label={`${Object.keys(flow.nodes).length} steps, too small to be read: zoom in`}
      className="pointer-events-none absolute top-0 left-0 origin-top-left"
    />
  )
}

/** While the view is zoomed the picture is stretched; once it stands still it is made sharp. */
const stillMs = 120

interface Picture {
  readonly frame: Frame
  readonly zoom: number
}

/** As large as the frame is on the screen, and drawn to in coordinates of the flow. */
function place(element: HTMLCanvasElement, context: CanvasRenderingContext2D, { frame, zoom }: Picture): void {
  const scale = zoom * window.devicePixelRatio
  element.width = Math.ceil(frame.width * scale) // which clears it
  element.height = Math.ceil(frame.height * scale)
  element.style.width = `${element.width / window.devicePixelRatio}px`
  element.style.height = `${element.height / window.devicePixelRatio}px`
  context.setTransform(scale, 0, 0, scale, -frame.x * scale, -frame.y * scale)
}

/** Draws now, and in the next frame after any of them changed. */
function oncePerFrame(
  draw: () => void,
  stores: readonly { readonly subscribe: (changed: () => void) => () => void }[],
): () => void {
  let planned = 0
  const plan = () => {
    planned ||= requestAnimationFrame(() => {
      planned = 0
      draw()
    })
  }
  draw()
  const stops = stores.map((each) => each.subscribe(plan))
  return () => {
    cancelAnimationFrame(planned)
    for (const stop of stops) stop()
  }
}
