import { statusOfFailure } from '../../../callflow/run/dial-failure.ts'
import { callerOperations, type DriverOperationKind } from '../../../callflow/run/operation.ts'
import type { TraceEvent } from '../../../callflow/run/trace.ts'
import type { ReferProgress } from '../../sip/user-agent.ts'
import type { Call } from '../call.ts'
import type { Leg } from '../leg.ts'

/** A phone that was told how its transfer came out hangs up by itself (RFC 5589 §6.1). */
const HANGS_UP_WITHIN_MS = 4_000

/** Until these have come out nobody has answered; anything else that is asked of the caller's leg is an answer: a menu, a mailbox, a queue. */
const isNoAnswer = new Set<DriverOperationKind>(['dial', 'wait'])

/** Tells whoever transferred a call what becomes of it (RFC 3515 §2.4.4), once, and sees to it that their leg goes. */
export function tellProgress(call: Call, leg: Leg, progress: ReferProgress): void {
  let failed = 480
  const over = (status: number) => {
    for (const stop of stopListening) stop()
    progress.tell(status)
    call.world.timers.after(HANGS_UP_WITHIN_MS, () => leg.end(480))
  }
  let hasBegun = false
  const gone = () => {
    over(failed)
    leg.end(480)
  }
  const onEvent = (event: TraceEvent) => {
    if (event.kind === 'transferred') hasBegun = true
    else if (!hasBegun) return
    else if (event.kind === 'recalled') over(failed)
    else if (isAnswered(event)) over(200)
    else failed = failureIn(event) ?? failed
  }
  const stopListening = [call.onEvent(onEvent), call.onOver(gone)]
}

function isAnswered(event: TraceEvent): boolean {
  if (event.kind === 'operation') {
    const { kind } = event.operation
    return callerOperations.has(kind as DriverOperationKind) && !isNoAnswer.has(kind as DriverOperationKind) // a set of kinds knows what is none of them
  }
  return event.kind === 'result' && event.operation === 'dial' && outcomeOf(event) === 'answered'
}

function failureIn(event: TraceEvent): number | undefined {
  if (event.kind !== 'result' || event.operation !== 'dial' || outcomeOf(event) !== 'failed') return undefined
  return statusOfFailure(event.result as Parameters<typeof statusOfFailure>[0]) // a `dial` that failed says how
}

const outcomeOf = ({ result }: TraceEvent & { kind: 'result' }) => ('outcome' in result ? result.outcome : undefined)
