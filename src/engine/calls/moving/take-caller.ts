import type { Call } from '../call.ts'
import { orGone } from '../line.ts'

/**
 * Whoever stands in another call comes into this one as the called side: rung phones stop, the other call is over and its script cleans up. The
 * conversation follows with `talk`. The other call must still have its caller.
 */
export async function takeCaller(call: Call, from: Call): Promise<void> {
  const leg = from.caller
  from.history.continuesIn(call.callId)
  from.letGo(leg)
  from.interrupt({ kind: 'picked-up' })
  call.putCallee(leg)
  await orGone(call.place, Promise.all([call.caller.answer(), leg.answer()]))
}

/** Whether somebody stands there who could be taken. */
export const canBeTaken = ({ place }: Call): boolean => place.gone === undefined && !place.isVacant
