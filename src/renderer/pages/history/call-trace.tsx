import { useEffect, useState } from 'react'
import { api } from '../../api/client.ts'
import { refusalOf } from '../../api/refusal.ts'
import { useLive } from '../../store/live.ts'
import { orNothing, target } from '../../store/target.ts'
import type { TraceEntry } from '../../store/live-events.ts'
import { TraceList } from '../live/trace-list.tsx'

/** What a call did, from its beginning: read from the engine, and again when something more happened. */
export function CallTrace({ callId, title = 'What happened' }: { readonly callId: string; readonly title?: string }) {
  const eventsSeen = useLive((state) => state.traces.get(callId)?.length ?? 0)
  const seen = useLive((state) => state.traces.get(callId))
  const [read, setRead] = useState<readonly TraceEntry[] | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  useEffect(() => {
    let isCurrent = true
    orNothing(api().operate.calls.trace({ ...target(), callId }))
      .then((trace) => isCurrent && setRead(trace))
      .catch((error: unknown) => isCurrent && setProblem(refusalOf(error).message))
    return () => {
      isCurrent = false
    }
  }, [callId, eventsSeen])
  const trace = read && read.length >= eventsSeen ? read : (seen ?? read)
  return (
    <section aria-label={title}>
      <h3 className="mb-1 text-label font-medium text-ink-soft">{title}</h3>
      {trace ? (
        <TraceList trace={trace} />
      ) : (
        <p className="text-small text-ink-faint">
          {problem ?? (read ? 'Nothing was written down about this call.' : 'Reading')}
        </p>
      )}
    </section>
  )
}
