import type { DialCause, DialLeg, Operation, OperationResult, ResultOf, Sound } from '../run/operation.ts'
import { branch, type CallContext, dial, type Outcome } from '../run/script.ts'

export interface Ring {
  readonly legs: readonly DialLeg[]
  readonly timeoutMs: number
  readonly callerHears: 'ringback' | Sound
  readonly failOnSingleReject?: boolean
  readonly followRedirects?: boolean
  /** The call's own: how it sounds at the phones (distinctive ring). */
  readonly alertInfo?: string
  readonly autoAnswer?: boolean
}

/** One dial. Nobody to ring is a failure at once, not silence (A0 "endpoint filter"). */
export function* ringOnce(ring: Ring): Generator<Operation, ResultOf<'dial'>, OperationResult> {
  if (ring.legs.length === 0) return { outcome: 'failed', cause: 'unavailable' }
  const { legs, timeoutMs, callerHears, failOnSingleReject, followRedirects, alertInfo, autoAnswer } = ring
  return yield* dial({
    legs,
    timeoutMs,
    callerHears,
    exitKeys: '',
    ...(failOnSingleReject ? { failOnSingleReject } : {}),
    ...(followRedirects ? { followRedirects } : {}),
    ...(alertInfo ? { alertInfo } : {}),
    ...(autoAnswer ? { autoAnswer } : {}),
  })
}

/** The branch of a failed dial: its cause, then `sip:<status>`, then `_` (A0 "bridge outcome"). */
export function failureBranch(
  call: CallContext,
  failure: { readonly cause: DialCause; readonly sipStatus?: number },
): Outcome {
  if (call.hasBranch(failure.cause)) return branch(failure.cause)
  const byStatus = `sip:${failure.sipStatus ?? ''}`
  return branch(call.hasBranch(byStatus) ? byStatus : '_')
}
