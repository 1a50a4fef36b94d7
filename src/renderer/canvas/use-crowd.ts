import { useStore } from '@xyflow/react'
import { type MouseEvent, useMemo, useRef, useState } from 'react'
import type { Callflow } from '../../callflow/design/document.ts'
import { isCrowded, type Sight, sightOf, stepsBetween } from './core/crowd.ts'
import { type Point, rootId } from './core/geometry.ts'
import { select } from './editor-store.ts'
import type { CanvasNode, WireEdge } from './flow-elements.ts'
import { viewport } from './viewport.ts'

/**
 * Whether steps are too many and too small to be drawn one by one: asked as the view moves, told when the answer changes. `coming`: what will be in sight
 * at once, so that none of them is drawn on the way.
 */
export function useCrowd(flow: Callflow, coming: Sight | null): boolean {
  const places = useMemo(() => Object.values(flow.nodes).map(({ position }) => position), [flow])
  const [crowdOf] = useState(rememberingCrowd)
  return useStore(({ transform, width, height }) => crowdOf(places, coming ?? sightOf(transform, { width, height })))
}

function rememberingCrowd(): (places: readonly Point[], sight: Sight) => boolean {
  let before = false
  return (places, sight) => {
    before = isCrowded(places, sight, before)
    return before
  }
}

/** In a crowd only steps that are selected, or in hand, are drawn by React Flow: it keeps the others, with the sizes it measured. */
export function useThinned(
  nodes: readonly CanvasNode[],
  edges: readonly WireEdge[],
  isCrowd: boolean,
): readonly [CanvasNode[], WireEdge[]] {
  return useMemo(() => {
    if (!isCrowd) return [[...nodes], [...edges]]
    const isDrawn = ({ id, selected, dragging }: CanvasNode) => id === rootId || selected === true || dragging === true
    return [nodes.map((node) => (isDrawn(node) ? node : hiddenOf(node))), []]
  }, [nodes, edges, isCrowd])
}

const hidden = new WeakMap<CanvasNode, CanvasNode>()

function hiddenOf(node: CanvasNode): CanvasNode {
  const known = hidden.get(node)
  if (known !== undefined) return known
  const made = { ...node, hidden: true }
  hidden.set(node, made)
  return made
}

/** The frame drawn over a crowd selects what it touches; React Flow's own looks only among what it draws. */
export function useFrameOfCrowd(flow: Callflow, isCrowd: boolean) {
  const from = useRef<Point | undefined>(undefined)
  const at = ({ clientX: x, clientY: y }: MouseEvent) => viewport()?.toFlow({ x, y })
  return {
    /** The pointer goes down anywhere: React Flow tells of a frame when it has a size. */
    begin: (event: MouseEvent) => {
      from.current = at(event)
    },
    end: (event: MouseEvent) => {
      const to = at(event)
      if (isCrowd && from.current !== undefined && to !== undefined) select(stepsBetween(flow, from.current, to))
    },
  }
}
