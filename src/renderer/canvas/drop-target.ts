import type { DropTarget } from './editor-store.ts'
import { sourceOf, sourceOfWire } from './flow-elements.ts'
import type { Point } from './core/geometry.ts'
import { viewport } from './viewport.ts'

/** What lies on the canvas under a point of the window; null outside of it. */
export function targetAt({ x, y }: Point): DropTarget | null {
  for (const element of document.elementsFromPoint(x, y)) {
    const place = element.closest<HTMLElement>('[data-drop]')
    if (place) {
      const { drop, node, branch } = place.dataset
      if (drop === 'none') return null
      if (drop === 'root') return { kind: 'root' }
      if (drop === 'branch' && node && branch) return { kind: 'branch', nodeId: node, branch }
      if (drop === 'node' && node) return { kind: 'node', nodeId: node }
    }
    const wire = element.closest('.react-flow__edge')?.getAttribute('data-id')
    if (wire) return { kind: 'wire', source: sourceOfWire(wire) }
    if (element.classList.contains('react-flow__pane')) {
      const nodeId = viewport()?.crowdedStepAt({ x, y })
      if (nodeId !== undefined) return { kind: 'node', nodeId }
      const wire = viewport()?.crowdedWireAt({ x, y })
      return wire ? { kind: 'wire', source: sourceOf(wire) } : { kind: 'canvas' }
    }
    if (!element.closest('.react-flow')) return null
  }
  return null
}

/** The step under a point: a wire let go anywhere on a step ends there. */
export function stepAt({ x, y }: Point): string | undefined {
  for (const element of document.elementsFromPoint(x, y)) {
    const id = element.closest('.react-flow__node-step')?.getAttribute('data-id')
    if (id) return id
  }
  return viewport()?.crowdedStepAt({ x, y })
}
