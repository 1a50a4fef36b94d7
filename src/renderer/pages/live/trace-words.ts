import type { DesignSnapshot } from '../../../callflow/design/snapshot.ts'
import type { TraceEvent } from '../../../callflow/run/trace.ts'
import { type EventLine, linesOf } from '../../rehearsal/event-lines.ts'
import type { TraceEntry } from '../../store/live-events.ts'

/**
 * A trace of the engine in the words of the rehearsal. An engine of another version may send events that this page cannot read:
 * then each is a line with its bare kind.
 */
export function traceLines(trace: readonly TraceEntry[], design: DesignSnapshot): readonly EventLine[] {
  try {
    return linesOf({ trace: trace as unknown as readonly TraceEvent[], design }) // the contract leaves the shape to the interpreter
  } catch {
    return trace.map(({ atMs, kind }, key) => ({ key, atMs, text: kind.replaceAll('-', ' '), kind: 'detail' }))
  }
}
