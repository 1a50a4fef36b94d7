import { TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { useLive } from '../store/live.ts'
import { cx } from '../ui/cx.ts'
import { StatusDot } from '../ui/status.tsx'
import { counted, engineWords } from './engine-words.ts'

export function EngineFacts() {
  const engine = useLive((state) => state.engine)
  const calls = useLive((state) => state.calls.size)
  const registrations = useLive((state) => state.registrations.length)
  const words = engineWords(engine)
  const health = engine?.health
  const unsynced = engine?.unsyncedChanges ?? null
  const problem = engine?.problem ?? health?.problem
  // It ended and was started again: worth knowing, nothing to do about.
  const isOver = engine?.state === 'running' && engine.restarts > 0 && !health?.problem
  return (
    <div className="flex flex-col gap-3">
      {problem ? (
        <p
          role={isOver ? 'status' : 'alert'}
          className={cx(
            'flex gap-2 rounded-control px-3 py-2',
            isOver ? 'bg-amber-soft text-amber' : 'bg-red-soft text-red',
          )}
        >
          <TriangleAlert aria-hidden size={16} className="mt-0.5 shrink-0" />
          {isOver ? `${problem} It was started again.` : problem}
        </p>
      ) : null}
      {engine?.runsOther && engine.state === 'running' ? (
        <p role="status" className="flex gap-2 rounded-control bg-amber-soft px-3 py-2 text-amber">
          <TriangleAlert aria-hidden size={16} className="mt-0.5 shrink-0" />
          The engine runs “{engine.runsOther.name}”, and its calls and registrations go on. You are looking at another
          design; Sync asks before it moves the engine here.
        </p>
      ) : null}
      <dl className="flex flex-col">
        <Fact label="State">
          <StatusDot tone={words.tone} label={words.label} pulse={words.busy} />
        </Fact>
        <Fact label="Phones register to" mono={Boolean(engine?.sipAddress)}>
          {engine?.sipAddress ?? 'nowhere yet'}
        </Fact>
        <Fact label="Runs">{health?.activeBundle?.designName ?? 'nothing yet'}</Fact>
        <Fact label="Not synced">{unsynced === null ? 'unknown' : counted(unsynced, 'change')}</Fact>
        <Fact label="Synced">
          {health?.activeBundle ? new Date(health.activeBundle.activatedMs).toLocaleString() : 'nothing yet'}
        </Fact>
        <Fact label="Version" mono>
          {health?.activeBundle ? health.activeBundle.id.slice(0, 12) : '–'}
        </Fact>
        <Fact label="Calls now" mono>
          {calls}
        </Fact>
        <Fact label="Registrations" mono>
          {registrations}
        </Fact>
        {health?.speech === undefined ? null : <Fact label="Speaks texts with">{health.speech ?? 'nothing'}</Fact>}
        <Fact label="Up since">{health ? new Date(health.upSinceMs).toLocaleString() : '–'}</Fact>
        <Fact label="Restarts" mono>
          {engine?.restarts ?? 0}
        </Fact>
      </dl>
    </div>
  )
}

export function Fact({
  label,
  mono = false,
  children,
}: {
  readonly label: string
  readonly mono?: boolean
  readonly children: ReactNode
}) {
  return (
    <div className="flex min-h-7 items-center justify-between gap-4 border-b border-line py-0.5 last:border-0">
      <dt className="shrink-0 text-ink-faint">{label}</dt>
      <dd className={mono ? 'tabular min-w-0 truncate font-mono text-small' : 'min-w-0 truncate'}>{children}</dd>
    </div>
  )
}
