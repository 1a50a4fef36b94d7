import { answersTransfer, failureOf } from '../../../callflow/run/transfer.ts'
import type { TraceEvent } from '../../../callflow/run/trace.ts'
import type { ReferProgress } from '../../sip/user-agent.ts'
import type { Call } from '../call.ts'
import type { Leg } from '../leg.ts'

/** A phone that was told how its transfer came out hangs up by itself (RFC 5589 §6.1). */
const HANGS_UP_WITHIN_MS = 4_000
/** A call that ends without a word of a dial. */
const NOBODY = 480

/** Tells whoever transferred a call what becomes of it (RFC 3515 §2.4.4), once, and sees to it that their leg goes. */
export function tellProgress(call: Call, leg: Leg, progress: ReferProgress): void {
  let failed = NOBODY
  const over = (status: number) => {
    for (const stop of stopListening) stop()
    progress.tell(status)
    call.world.timers.after(HANGS_UP_WITHIN_MS, () => leg.end(NOBODY))
  }
  const onEvent = (event: TraceEvent) => {
    if (event.kind === 'recalled') over(event.sipStatus)
    else if (answersTransfer(event)) over(200)
    else failed = failureOf(event) ?? failed
  }
  const stopListening = [
    call.onEvent(onEvent),
    call.onOver(() => {
      over(failed)
      leg.end(NOBODY)
    }),
  ]
}
