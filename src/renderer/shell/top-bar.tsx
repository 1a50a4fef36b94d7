import { Check, ChevronRight, CloudOff, HardDrive, LoaderCircle, Redo2, Search, Undo2 } from 'lucide-react'
import { useEffect } from 'react'
import { CANNOT_WRITE, CONFLICT } from '../api/refusal.ts'
import { redo, redoLabel, undo, undoLabel, useDesign, useDocument } from '../store/design.ts'
import { formatRoute, useRoute } from '../store/route.ts'
import { PhoneButton } from '../softphone/phone-button.tsx'
import { openSearch } from '../store/ui.ts'
import { IconButton } from '../ui/button.tsx'
import { Kbd } from '../ui/kbd.tsx'
import { Tooltip } from '../ui/tooltip.tsx'
import { areaOf } from './areas.ts'
import { EnginePill } from './engine-pill.tsx'
import { TargetStripe } from './target-name.tsx'
import { spaceLeft } from './unsaved-words.ts'

export function TopBar() {
  const name = useDesign((state) => state.info?.name)
  const canUndo = useDesign(undoLabel)
  const canRedo = useDesign(redoLabel)
  useEffect(() => {
    document.title = name ? `${name} – Callwright` : 'Callwright'
  }, [name])
  return (
    <header className="relative flex h-11 shrink-0 items-center gap-3 border-b border-line bg-surface px-4">
      <TargetStripe />
      <div className="flex min-w-0 flex-1 items-center gap-2">
        <Breadcrumb />
        <SavedState />
        <SpaceLeft />
      </div>
      <button
        type="button"
        onClick={() => openSearch()}
        className="flex h-7 w-[260px] min-w-0 shrink items-center gap-2 rounded-control border border-line bg-sunken px-2 text-left text-ink-faint transition-colors hover:border-line-strong"
      >
        <Search aria-hidden size={14} className="shrink-0" />
        <span className="min-w-0 flex-1 truncate">Search or jump to</span>
        <Kbd shortcut="mod+k" />
      </button>
      <div className="flex min-w-0 flex-1 items-center justify-end gap-1">
        <IconButton
          label={canUndo === null ? 'Nothing to undo' : `Undo: ${canUndo}`}
          icon={Undo2}
          shortcut="mod+z"
          disabled={canUndo === null}
          onClick={() => void undo()}
        />
        <IconButton
          label={canRedo === null ? 'Nothing to redo' : `Redo: ${canRedo}`}
          icon={Redo2}
          shortcut="mod+shift+z"
          disabled={canRedo === null}
          onClick={() => void redo()}
        />
        <span aria-hidden className="mx-1 h-4 w-px bg-line-strong" />
        <PhoneButton />
        <EnginePill />
      </div>
    </header>
  )
}

function Breadcrumb() {
  const { area: areaId, id } = useRoute()
  const area = areaOf(areaId)
  const document = useDocument(id)
  return (
    <nav aria-label="Breadcrumb" className="flex min-w-0 items-center gap-1">
      {document ? (
        <>
          <a href={formatRoute(areaId)} className="shrink-0 rounded-[3px] text-ink-faint hover:text-ink">
            {area?.label}
          </a>
          <ChevronRight aria-hidden size={13} className="shrink-0 text-ink-faint" />
          <span aria-current="page" className="truncate font-medium">
            {document.name}
          </span>
        </>
      ) : (
        <span aria-current="page" className="truncate font-medium">
          {area?.label ?? 'Not found'}
        </span>
      )}
    </nav>
  )
}

/** "Saved", quietly; what is not saved yet and why, plainly. */
function SavedState() {
  const unsaved = useDesign((state) => state.unsaved)
  const connection = useDesign((state) => state.connection)
  const readOnly = useDesign((state) => state.info?.readOnlyBecause ?? null)
  const savedAtMs = useDesign((state) => state.savedAtMs)
  const waits = useDesign(({ held }) => held?.code === CANNOT_WRITE || held?.code === CONFLICT)
  if (readOnly) {
    return (
      <Tooltip label={readOnly}>
        <span className="shrink-0 rounded-full bg-amber-soft px-2 text-label font-medium text-amber">Read only</span>
      </Tooltip>
    )
  }
  const isLost = connection === 'lost' && unsaved > 0
  const isHeld = isLost || (waits && unsaved > 0)
  const Icon = isLost ? CloudOff : isHeld ? HardDrive : unsaved > 0 ? LoaderCircle : Check
  const words = isHeld ? `${unsaved} not saved` : unsaved > 0 ? 'Saving' : 'Saved'
  const when =
    savedAtMs === null
      ? 'Every change is saved as you make it'
      : `Last saved at ${new Date(savedAtMs).toLocaleTimeString()}`
  return (
    <Tooltip label={when}>
      <span role="status" className="flex shrink-0 items-center gap-1 text-small text-ink-faint">
        <Icon aria-hidden size={12} className={unsaved > 0 && !isHeld ? 'animate-spin' : ''} />
        {words}
      </span>
    </Tooltip>
  )
}

/** Said before the disk is full, quietly: there is still time. */
function SpaceLeft() {
  const freeBytes = useDesign((state) => state.info?.freeBytes)
  const isFull = useDesign((state) => state.held?.code === CANNOT_WRITE)
  if (freeBytes === undefined || isFull) return null
  return (
    <Tooltip label="The disk this design lies on is nearly full. Make space before changes cannot be saved.">
      <span role="status" className="shrink-0 rounded-full bg-amber-soft px-2 text-label font-medium text-amber">
        {spaceLeft(freeBytes)}
      </span>
    </Tooltip>
  )
}
