import type { Rehearsal } from '../../callflow/rehearse/rehearsal.ts'
import { languagesAlong } from '../../callflow/run/languages-along.ts'
import { callerIdWords, shownCallerIds } from '../../callflow/run/shown-caller-id.ts'
import { eventWords } from './words.ts'

/** One line of the event list. */
export interface EventLine {
  readonly key: number
  readonly atMs: number
  readonly text: string
  /** `step`: a step was entered; `end`: the call is over; everything else happens within a step. */
  readonly kind: 'step' | 'flow' | 'detail' | 'end'
  readonly callflowId?: string
  readonly nodeId?: string
}

/** Steps mostly answer again to be sure, and pause for a moment: neither is news. */
export function linesOf({ trace, design }: Pick<Rehearsal, 'trace' | 'design'>): readonly EventLine[] {
  let isAnswered = false
  const languages = languagesAlong(design, trace)
  return trace.flatMap((event, key): EventLine[] => {
    if (event.kind === 'operation') {
      const { operation } = event
      if (operation.kind === 'wait' && operation.durationMs < 1_000) return []
      if (operation.kind === 'answer' && isAnswered) return []
      isAnswered ||= operation.kind === 'answer'
    }
    const text = eventWords(event, design, languages[key])
    if (text === '') return []
    const { atMs } = event
    switch (event.kind) {
      case 'node-entered':
        return [{ key, atMs, text, kind: 'step', callflowId: event.callflowId, nodeId: event.nodeId }]
      case 'flow-entered':
      case 'flow-returned':
      case 'call-started':
      case 'transferred':
        return [{ key, atMs, text, kind: 'flow', callflowId: event.callflowId }]
      case 'call-ended':
        return [{ key, atMs, text, kind: 'end' }]
      default:
        return [{ key, atMs, text, kind: 'detail' }, ...callerIdLines(trace, key, design)]
    }
  })
}

/** What the phones rung show of the caller, and through which edits it went (M24b). */
function callerIdLines(trace: Rehearsal['trace'], at: number, design: Rehearsal['design']): EventLine[] {
  const atMs = trace[at]?.atMs ?? 0
  return shownCallerIds(trace, at, design).map(({ stages }, index) => ({
    key: at + (index + 1) / 1_000, // between this event and the next
    atMs,
    text: `Shown as the caller: ${callerIdWords(stages)}`,
    kind: 'detail',
  }))
}
