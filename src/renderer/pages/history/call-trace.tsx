import { useEffect, useState } from 'react'
import { api } from '../../api/client.ts'
import { refusalOf } from '../../api/refusal.ts'
import { useLive } from '../../store/live.ts'
import type { TraceEntry } from '../../store/live-events.ts'
import { TraceList } from '../live/trace-list.tsx'

/** What a call that ended did: as seen while it was up, otherwise read from the engine. */
export function CallTrace({ callId }: { readonly callId: string }) {
  const seen = useLive((state) => state.traces.get(callId))
  const [read, setRead] = useState<readonly TraceEntry[] | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  useEffect(() => {
    let isCurrent = true
    api()
      .engine.trace({ callId })
      .then((trace) => isCurrent && setRead(trace))
      .catch((error: unknown) => isCurrent && setProblem(refusalOf(error).message))
    return () => {
      isCurrent = false
    }
  }, [callId])
  const trace = read && read.length > 0 ? read : seen
  return (
    <section aria-label="What happened">
      <h3 className="mb-1 text-label font-medium text-ink-soft">What happened</h3>
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
