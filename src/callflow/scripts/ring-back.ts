import type { DocumentId } from '../design/kind.ts'
import { type CallContext, end, type Script, talk } from '../run/script.ts'
import { ringOnce } from './ring-endpoints.ts'
import { legsOf } from './ring-legs.ts'
import { unitsOf } from './ring-members.ts'

const RING_BACK_MS = 30_000

/** Rings the phone of whoever sent the call on to somebody who did not answer. It ends as the transfer failed when they do not answer either. */
export function* ringBack(call: CallContext, deviceId: DocumentId, sipStatus: number): Script<never> {
  const member = { id: deviceId, delayMs: 0, timeoutMs: RING_BACK_MS, weight: 1 }
  const units = unitsOf(call, [member], { canCallSelf: true })
  const rung = yield* legsOf(call, units, { followForwards: false })
  const legs = rung.flatMap((each) => each.legs)
  const result = yield* ringOnce({ legs, timeoutMs: RING_BACK_MS, callerHears: 'ringback' })
  if (result.outcome !== 'answered') return { kind: 'end', reason: 'responded', sipStatus }
  yield* talk()
  return end('talked')
}
