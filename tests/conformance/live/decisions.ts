import { isAsked } from '../../../src/callflow/rehearse/asked.ts'
import type { Rehearsal } from '../../../src/callflow/rehearse/rehearsal.ts'
import { callerOperations, type DriverOperation, type OperationResult } from '../../../src/callflow/run/operation.ts'

/** What a person chose when the rehearsal asked, and how long it took. */
export interface Decision {
  readonly operation: DriverOperation
  readonly choiceId: string
  readonly durationMs: number
  /** Undefined: the call was taken away before there was one. */
  readonly result: OperationResult | undefined
}

export const isHangUp = (choiceId: string): boolean => choiceId === 'hang-up' || choiceId === 'hang-up-at-once'

/** In the order in which they were made. After a hang-up nobody is asked what only a caller can do. */
export function decisionsOf({ trace, answers }: Rehearsal): readonly Decision[] {
  const decisions: Decision[] = []
  let isGone = false
  trace.forEach((event, at) => {
    if (event.kind !== 'operation') return
    const operation = event.operation as DriverOperation // edits of the call are not asked, and fall out below
    if (!isAsked(operation) || (isGone && callerOperations.has(operation.kind))) return
    const answer = answers[decisions.length]
    const next = trace[at + 1]
    if (!answer || !next) return
    const { choiceId } = answer
    const result = next.kind === 'result' ? next.result : undefined
    decisions.push({ operation, choiceId, durationMs: next.atMs - event.atMs, result })
    isGone ||= isHangUp(choiceId)
  })
  return decisions
}
