import { setPaneSize, useUi } from '../store/ui.ts'

const pane = 'rehearsal'
const limits = { least: 160, usual: 264, most: 620 }

const within = (height: number): number => Math.round(Math.min(limits.most, Math.max(limits.least, height)))

export function useDrawerHeight(): number {
  return useUi((state) => within(state.paneSizes[pane] ?? limits.usual))
}

/** The upper edge, dragged or moved with the arrow keys. */
export function DrawerEdge({ height }: { readonly height: number }) {
  return (
    <div
      role="separator"
      aria-orientation="horizontal"
      aria-label="Height of the rehearsal"
      aria-valuenow={height}
      aria-valuemin={limits.least}
      aria-valuemax={limits.most}
      tabIndex={0}
      className="absolute -top-1 right-0 left-0 z-20 h-2 cursor-row-resize touch-none hover:bg-accent-line focus-visible:bg-accent"
      onPointerDown={(event) => {
        const startY = event.clientY
        const edge = event.currentTarget
        edge.setPointerCapture(event.pointerId)
        const move = (moved: PointerEvent) => setPaneSize(pane, within(height + startY - moved.clientY))
        const stop = () => edge.removeEventListener('pointermove', move)
        edge.addEventListener('pointermove', move)
        edge.addEventListener('lostpointercapture', stop, { once: true })
      }}
      onKeyDown={(event) => {
        if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return
        event.preventDefault()
        setPaneSize(pane, within(height + (event.key === 'ArrowUp' ? 24 : -24)))
      }}
    />
  )
}
