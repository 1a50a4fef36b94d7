import type { DesignSnapshot } from '../design/snapshot.ts'
import { type CallState, freshCallState, stateAfterEvent } from './call-state.ts'
import { type Caller, callerAs } from './script.ts'
import { spokenLanguages } from './spoken-languages.ts'
import type { TraceEvent } from './trace.ts'

/** In which languages the call is spoken to at each event of a trace, and after the last: one more than there are events. The best first. */
export function languagesAlong(design: DesignSnapshot, trace: readonly TraceEvent[]): readonly (readonly string[])[] {
  let state: CallState = freshCallState
  let who = nobody
  const spoken = () => spokenLanguages({ design, caller: callerAs(who, state.identity), language: state.language })
  const along = trace.map((event) => {
    if (event.kind === 'call-started' || event.kind === 'transferred' || event.kind === 'caller-replaced')
      who = event.caller
    state = stateAfterEvent(state, event)
    return spoken()
  })
  return [...along, spoken()]
}

const nobody: Caller = { name: '', number: '', origin: { kind: 'trunk' } }
