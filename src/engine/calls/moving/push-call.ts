import type { OperationOf, ResultOf } from '../../../callflow/run/operation.ts'
import type { Call } from '../call.ts'
import { dial } from '../fork.ts'
import { takePlace } from '../transfer/take-place.ts'
import { ofUser, ownCalls } from './own-calls.ts'

/** Rings the legs; the first that is answered comes into the user's conversation in the place of the phone it is at now. */
export async function pushCall(call: Call, operation: OperationOf<'push-call'>): Promise<ResultOf<'push-call'>> {
  const { userId, legs, timeoutMs } = operation
  const theirs = () => ownCalls(call.world, ofUser(userId))[0]
  if (!theirs()) return { outcome: 'no-call' }
  const rung = await dial(call, { kind: 'dial', legs, timeoutMs, callerHears: 'ringback', exitKeys: '' })
  const answered = call.callee
  if (rung.outcome !== 'answered' || !answered) return { outcome: 'nobody-answered' }
  call.letGo(answered)
  const found = theirs()
  if (found && takePlace({ of: found.mine, by: answered, transferredBy: found.mine.label })) {
    found.mine.end(480)
    return { outcome: 'pushed' }
  }
  answered.end(480)
  return { outcome: 'no-call' }
}
