import type { OperationOf, ResultOf } from '../../../callflow/run/operation.ts'
import type { Call } from '../call.ts'
import { whileThere } from '../line.ts'
import { takePlace } from '../transfer/take-place.ts'
import { ofUser, ownCalls } from './own-calls.ts'

/** The caller comes into the user's one other conversation, in the place of the phone it is at. What is recorded of that goes on; this call is over. */
export async function pullCall(call: Call, { userId }: OperationOf<'pull-call'>): Promise<ResultOf<'pull-call'>> {
  const [found, ...more] = ownCalls(call.world, ofUser(userId))
  if (!found) return { outcome: 'no-call' }
  if (more.length > 0) return { outcome: 'too-many' }
  return whileThere<ResultOf<'pull-call'>>(call.place, (settle) => {
    const by = call.caller
    if (takePlace({ of: found.mine, by, transferredBy: by.label })) found.mine.end(480)
    else settle({ outcome: 'no-call' })
    return () => {}
  })
}
