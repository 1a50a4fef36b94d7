import { useStoreApi, ViewportPortal } from '@xyflow/react'
import { useEffect, useState } from 'react'
import type { Callflow } from '../../callflow/design/document.ts'
import { cx } from '../ui/cx.ts'
import { measuredHeights } from './actions.ts'
import { pathOfWay, wayOf, type Wire } from './core/crowd-wires.ts'
import { branchesIn } from './crowd-drawing.ts'
import { useEditor } from './editor-store.ts'
import type { NodeViews } from './node-view.ts'
import { viewport } from './viewport.ts'

/** Over the picture of a crowd, the wires that differ from it: the one under the pointer, the one that is selected, and where a module would go. */
export function CrowdWires({ flow, views }: { readonly flow: Callflow; readonly views: NodeViews }) {
  const pointed = useWireUnderPointer()
  const selected = useEditor((state) => state.selectedWire)
  const lit = useEditor(({ drag }) => (drag?.target?.kind === 'wire' ? drag.target.source : undefined))
  const wired = { flow, heights: measuredHeights, branchesOf: branchesIn(views) }
  const draw = (wire: Pick<Wire, 'from' | 'branch'> | undefined, look: string) => {
    const whole = wire && flow.wires.find(({ from, branch }) => from === wire.from && branch === wire.branch)
    return whole ? <path className={cx('cw-wire fill-none', look)} d={pathOfWay(wayOf(wired, whole))} /> : null
  }
  return (
    <ViewportPortal>
      <svg aria-hidden className="pointer-events-none absolute overflow-visible" width={1} height={1}>
        {draw(pointed, 'is-hovered')}
        {selected?.nodeId ? draw({ from: selected.nodeId, branch: selected.branch }, 'is-selected') : null}
        {lit?.nodeId ? draw({ from: lit.nodeId, branch: lit.branch }, 'is-lit') : null}
      </svg>
    </ViewportPortal>
  )
}

/** Looked for once a frame, and not while a button is down. */
function useWireUnderPointer(): Wire | undefined {
  const store = useStoreApi()
  const [wire, setWire] = useState<Wire>()
  useEffect(() => {
    const pane = store.getState().domNode
    let planned = 0
    const onMove = ({ clientX: x, clientY: y, buttons }: PointerEvent) => {
      cancelAnimationFrame(planned)
      planned = requestAnimationFrame(() => setWire(buttons === 0 ? viewport()?.crowdedWireAt({ x, y }) : undefined))
    }
    const onLeave = () => {
      cancelAnimationFrame(planned)
      setWire(undefined)
    }
    pane?.addEventListener('pointermove', onMove)
    pane?.addEventListener('pointerleave', onLeave)
    return () => {
      cancelAnimationFrame(planned)
      pane?.removeEventListener('pointermove', onMove)
      pane?.removeEventListener('pointerleave', onLeave)
    }
  }, [store])
  return wire
}
