import type { DialLeg, Operation, OperationResult } from '../run/operation.ts'
import type { CallContext } from '../run/script.ts'
import { legsOf, mergeLegs } from './ring-legs.ts'
import { unitsOf } from './ring-members.ts'

/** Every phone of people, phones and groups, to reach all at once; the caller's own are left out, do-not-disturb is respected. */
export function* legsOfMembers(
  call: CallContext,
  ids: readonly string[],
  timeoutMs: number,
): Generator<Operation, readonly DialLeg[], OperationResult> {
  const members = ids.map((id) => ({ id, delayMs: 0, timeoutMs, weight: 1 }))
  const units = unitsOf(call, members, { canCallSelf: false })
  const rung = yield* legsOf(call, units, { followForwards: false })
  return mergeLegs(rung.flatMap(({ legs }) => legs))
}

/** The number a step works on: its own setting, else what was dialled behind a feature code. */
export const numberOrCaptured = (call: CallContext, number: string) => number || (call.captures[0] ?? '')
