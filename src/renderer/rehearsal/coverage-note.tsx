import { X } from 'lucide-react'
import { IconButton } from '../ui/button.tsx'
import { nothingLit, useHighlight } from './highlight.ts'
import { useRehearsal } from './rehearsal-store.ts'

/** Says what is painted on the canvas while no call is: what call tests walk through. */
export function CoverageNote() {
  const isPainted = useHighlight((state) => state.isActive)
  const isRehearsing = useRehearsal((state) => state.rehearsal !== null)
  if (!isPainted || isRehearsing) return null
  return (
    <p
      role="status"
      className="absolute top-3 left-1/2 z-10 flex h-8 -translate-x-1/2 items-center gap-1 rounded-card bg-raised pr-1 pl-3 text-small shadow-float"
    >
      Painted: what call tests walk through
      <IconButton
        size="sm"
        label="Show the drawing as it is"
        icon={X}
        onClick={() => useHighlight.setState(nothingLit)}
      />
    </p>
  )
}
