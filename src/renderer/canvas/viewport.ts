import type { FlowNode } from '../../callflow/design/document.ts'
import type { Wire } from './core/crowd-wires.ts'
import { nodeHeight, nodeWidth, type Point } from './core/geometry.ts'

/** The part of React Flow that code outside the canvas may use: set while a canvas is on the page. */
export interface Viewport {
  toFlow(screen: Point): Point
  /** Brings a point of the flow into view when it is not; zoom stays. */
  reveal(rect: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }): void
  centre(): Point
  fit(): void
  /** The step at a point of the window that is not drawn one by one, but as one of a crowd. */
  crowdedStepAt(screen: Point): string | undefined
  /** The wire of a crowd that passes a point of the window beside its steps. */
  crowdedWireAt(screen: Point): Wire | undefined
}

let current: Viewport | null = null

export function provideViewport(viewport: Viewport): () => void {
  current = viewport
  return () => {
    if (current === viewport) current = null
  }
}

export const viewport = (): Viewport | null => current

export function revealNode({ position }: FlowNode): void {
  current?.reveal({ ...position, width: nodeWidth, height: nodeHeight })
}

/** Gives a step the keyboard. A new one is drawn in the next frame and hidden until React Flow has measured it: tried for half a second. */
export function focusStep(nodeId: string, triesLeft = 30): void {
  requestAnimationFrame(() => {
    const element = document.querySelector(`.react-flow__node[data-id="${CSS.escape(nodeId)}"]`)
    if (element instanceof HTMLElement) element.focus({ preventScroll: true })
    if (document.activeElement !== element && triesLeft > 0) focusStep(nodeId, triesLeft - 1)
  })
}
