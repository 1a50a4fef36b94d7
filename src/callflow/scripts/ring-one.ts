import type { DocumentId } from '../design/kind.ts'
import type { DialLeg } from '../run/operation.ts'
import { branch, type CallContext, end, type Script, talk } from '../run/script.ts'
import { failoverLegs, failureBranch, legsOf, mergeLegs, ringOnce } from './ring-endpoints.ts'
import { unitsOf } from './ring-members.ts'

export interface RingOneSettings {
  readonly id: DocumentId | null
  readonly delaySec: number
  readonly timeoutSec: number
  readonly strategy: 'simultaneous' | 'in-order'
  readonly canCallSelf: boolean
}

/**
 * Rings one person's phones, or one phone: what user and device steps share (M31, M34, M83). Forwarding is followed; people who want it only
 * while no phone is online get it when every phone turns out not to be registered (M88b).
 */
export function* ringMember(call: CallContext, settings: RingOneSettings): Script {
  if (!settings.id) return branch('_')
  const delayMs = settings.delaySec * 1_000
  const timeoutMs = settings.timeoutSec * 1_000
  const member = { id: settings.id, delayMs, timeoutMs, weight: 1 }
  const units = unitsOf(call, [member], settings)
  const legs = mergeLegs((yield* legsOf(call, units, { followForwards: true })).flat())
  const turns: readonly (readonly DialLeg[])[] = settings.strategy === 'in-order' ? legs.map((leg) => [leg]) : [legs]
  let failure: Parameters<typeof failureBranch>[1] = { cause: 'unavailable' }
  for (const turn of turns) {
    const result = yield* ringOnce({
      legs: turn,
      timeoutMs: delayMs + timeoutMs,
      callerHears: 'ringback',
      alertInfo: call.alertInfo,
    })
    if (result.outcome === 'answered') {
      yield* talk()
      return end('talked')
    }
    if (result.outcome === 'failed') failure = result
  }
  if (failure.cause !== 'unregistered' && legs.length > 0) return failureBranch(call, failure)
  const instead = yield* failoverLegs(call, units)
  const last = yield* ringOnce({ legs: instead, timeoutMs, callerHears: 'ringback' })
  if (last.outcome === 'answered') {
    yield* talk()
    return end('talked')
  }
  return failureBranch(call, instead.length > 0 && last.outcome === 'failed' ? last : failure)
}
