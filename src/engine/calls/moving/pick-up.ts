import type { OperationOf, ResultOf } from '../../../callflow/run/operation.ts'
import type { Call } from '../call.ts'
import { canBeTaken, takeCaller } from './take-caller.ts'

/**
 * Takes the call that has rung longest at one of these phones, or the one that is named; a call that was answered meanwhile, or picked up by somebody
 * else, is not there any more.
 */
export async function pickUp(call: Call, { deviceIds, callId }: OperationOf<'pick-up'>): Promise<ResultOf<'pick-up'>> {
  const wanted = new Set(deviceIds)
  for (const ringing of call.world.liveCalls()) {
    if (callId !== undefined && ringing.callId !== callId) continue
    if (!canBeTaken(ringing) || !ringing.ringsAt(wanted)) continue
    await takeCaller(call, ringing)
    return { outcome: 'picked-up' }
  }
  return { outcome: 'nothing-ringing' }
}
