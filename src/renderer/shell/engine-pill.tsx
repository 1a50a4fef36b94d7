import { PhoneCall } from 'lucide-react'
import { useLive } from '../store/live.ts'
import { openEnginePanel, useUi } from '../store/ui.ts'
import { StatusDot } from '../ui/status.tsx'
import { useTarget } from '../store/target.ts'
import { TargetName } from './target-name.tsx'
import { useDeploying } from './engine-actions.ts'
import { counted, engineWords } from './engine-words.ts'

const syncing = { tone: 'amber', label: 'Syncing', busy: true } as const

/** Always in sight; opens the engine panel. */
export function EnginePill() {
  const engine = useLive((state) => state.engine)
  const calls = useLive((state) => state.calls.size)
  const open = useUi((state) => state.enginePanelOpen)
  const isSyncing = useDeploying((state) => state.progress !== null)
  const about = useTarget((state) => state.about)
  const isAway = about?.kind === 'appliance'
  const { tone, label, busy } = isSyncing ? syncing : engineWords(engine)
  return (
    <button
      type="button"
      aria-expanded={open}
      onClick={() => openEnginePanel(!open)}
      title={label}
      className="flex h-7 min-w-0 items-center gap-2 rounded-full border border-line-strong bg-surface px-2.5 text-small font-medium transition-colors hover:bg-hover aria-expanded:bg-pressed"
    >
      {isAway ? (
        <>
          <TargetName about={about} />
          <span aria-hidden className="h-3 w-px shrink-0 bg-line-strong" />
        </>
      ) : null}
      <StatusDot tone={tone} label={label} pulse={busy} />
      {calls > 0 ? (
        <span className="flex shrink-0 items-center gap-1 border-l border-line-strong pl-2 text-ink-soft">
          <PhoneCall aria-hidden size={12} />
          <span className="tabular">{counted(calls, 'call')}</span>
        </span>
      ) : null}
    </button>
  )
}
