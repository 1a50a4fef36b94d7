import { Minimize2 } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { createPortal } from 'react-dom'
import type { QueueBoard } from '../../store/live-events.ts'
import { IconButton } from '../../ui/button.tsx'
import { AgentCounts, DayTiles, NowTiles } from './queue-tiles.tsx'

/** The boards and nothing else, to be read from across the room. Escape leaves. */
export function FullScreen({
  boards,
  onLeave,
}: {
  readonly boards: readonly QueueBoard[]
  readonly onLeave: () => void
}) {
  const root = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const element = root.current
    // Where the browser does not let pages have the whole screen, the whole window has to do.
    void element?.requestFullscreen?.().catch(() => {})
    const onKey = (event: KeyboardEvent) => event.key === 'Escape' && onLeave()
    const onChange = () => document.fullscreenElement === null && onLeave()
    document.addEventListener('keydown', onKey)
    document.addEventListener('fullscreenchange', onChange)
    return () => {
      document.removeEventListener('keydown', onKey)
      document.removeEventListener('fullscreenchange', onChange)
      if (document.fullscreenElement !== null && document.fullscreenElement === element)
        void document.exitFullscreen().catch(() => {})
    }
  }, [onLeave])
  return createPortal(
    <div
      ref={root}
      role="region"
      aria-label="Wallboard on the whole screen"
      className="fixed inset-0 z-40 flex flex-col gap-[1.2vw] overflow-y-auto bg-page p-[1.4vw] text-ink"
    >
      <IconButton
        label="Leave the full screen"
        icon={Minimize2}
        onClick={onLeave}
        className="fixed! top-2 right-2 opacity-60"
      />
      {boards.map((board) => (
        <section key={board.queueId} aria-label={board.name} className="flex min-h-0 flex-1 flex-col gap-[0.8vw]">
          <header className="flex items-baseline justify-between gap-6 pr-8">
            <h2 className="truncate text-[clamp(20px,2.2vw,52px)] leading-[1.3] font-semibold">{board.name}</h2>
            <AgentCounts board={board} big />
          </header>
          <div className="grid min-h-0 flex-1 grid-cols-3 gap-[0.8vw]">
            <NowTiles board={board} big />
            <DayTiles board={board} big />
          </div>
        </section>
      ))}
    </div>,
    document.body,
  )
}
