import { statusOfFailure } from './dial-failure.ts'
import { callerOperations, type DriverOperationKind, type ResultOf } from './operation.ts'
import type { Caller } from './script.ts'
import type { TraceEvent } from './trace.ts'

/** A call that was sent on, until somebody or something answers it there. */
export interface GoingOn {
  readonly by: Caller
  /** The status of the last dial that failed. */
  failure: number | undefined
}

/** While nothing but these is asked for nobody has answered; anything else that is done with the caller is an answer: a menu, a mailbox, a queue. */
const isNoAnswer: ReadonlySet<string> = new Set<DriverOperationKind>(['dial', 'wait'])

/** Whether a call that was sent on has been answered by this. */
export function answersTransfer(event: TraceEvent): boolean {
  if (event.kind === 'operation') {
    const { kind } = event.operation
    return callerOperations.has(kind as DriverOperationKind) && !isNoAnswer.has(kind) // a set knows what is none of it
  }
  return dialled(event)?.outcome === 'answered'
}

/** The status that a dial failed with; undefined for any other event. */
export function failureOf(event: TraceEvent): number | undefined {
  const result = dialled(event)
  return result?.outcome === 'failed' ? statusOfFailure(result) : undefined
}

const dialled = (event: TraceEvent): ResultOf<'dial'> | undefined =>
  event.kind === 'result' && event.operation === 'dial' ? (event.result as ResultOf<'dial'>) : undefined // of that operation
