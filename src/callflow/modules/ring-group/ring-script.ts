import { oncePer } from '../../design/once-per.ts'
import type { DialLeg, Operation, OperationResult, ResultOf } from '../../run/operation.ts'
import { type CallContext, callFlow, end, now, perform, type Script, talk } from '../../run/script.ts'
import { failureBranch, ringOnce } from '../../scripts/ring-endpoints.ts'
import { legsOf, mergeLegs, onwardAfter } from '../../scripts/ring-legs.ts'
import { type RingUnit, unitsOf } from '../../scripts/ring-members.ts'
import type { RingGroupSettings } from './ring-group.ts'

type Failure = Extract<ResultOf<'dial'>, { outcome: 'failed' }>

/**
 * M29: everybody at once, or one after another in listed or weighted-random order; again for every repeat, or
 * until a round fails in a way that is wired. A member whose calls are forwarded to a
 * line of ours has no phone that rings: when nobody else has answered, the call goes on in that line's callflow (M88b).
 */
export function* ringGroupScript(call: CallContext, settings: RingGroupSettings): Script {
  const units = unitsOf(call, membersOf(settings), { canCallSelf: false })
  const rung = yield* legsOf(call, units, {
    followForwards: 'members',
    ringGroupsOf: call.callflowId,
    ringtones: { internal: settings.ringtoneInternal, external: settings.ringtoneExternal },
    nowMs: units.some(({ outUntilMs }) => outUntilMs !== undefined) ? (yield* now()).epochMs : undefined,
  })
  let failure: Failure = { outcome: 'failed', cause: 'unavailable' }
  const legs = rung.map((each) => each.legs)
  const rounds = legs.some((each) => each.length > 0) ? settings.repeats : 0
  for (let round = 0; round < rounds; round++) {
    const result =
      settings.strategy === 'simultaneous'
        ? yield* atOnce(call, settings, legs.flat())
        : yield* inTurn(call, settings, yield* turns(settings, units, legs))
    if (result === 'talked') return end('talked')
    failure = result
    if (settings.leaveWhenWired && hasOwnWay(call, failure)) break
  }
  const onward = onwardAfter(rung, failure)
  return onward === undefined ? failureBranch(call, failure) : callFlow(onward)
}

function hasOwnWay(call: CallContext, failure: Failure): boolean {
  const way = failureBranch(call, failure)
  return way.kind === 'branch' && way.branch !== '_'
}

const membersOf = oncePer((settings: RingGroupSettings) =>
  settings.members.map(({ id, delaySec, timeoutSec, weight, outUntil }) => ({
    id,
    delayMs: delaySec * 1_000,
    timeoutMs: timeoutSec * 1_000,
    weight,
    ...(outUntil === null ? {} : { outUntilMs: Date.parse(outUntil) }),
  })),
)

type Attempt = Generator<Operation, 'talked' | Failure, OperationResult>

function* atOnce(call: CallContext, settings: RingGroupSettings, legs: readonly DialLeg[]): Attempt {
  const merged = mergeLegs(legs)
  const lastMs = Math.max(...merged.map((leg) => leg.delayMs + leg.timeoutMs))
  return yield* attempt(call, settings, merged, settings.timeoutSec > 0 ? settings.timeoutSec * 1_000 : lastMs)
}

/** Each turn rings one person or phone; the limit of the whole attempt cuts the last turn short. */
function* inTurn(call: CallContext, settings: RingGroupSettings, order: readonly (readonly DialLeg[])[]): Attempt {
  const failures: Failure[] = []
  const limitMs = settings.timeoutSec * 1_000
  const startMs = limitMs > 0 ? (yield* now()).steadyMs : 0
  for (const legs of order) {
    const leftMs = limitMs > 0 ? limitMs - ((yield* now()).steadyMs - startMs) : Number.POSITIVE_INFINITY
    if (leftMs <= 0) break
    const turnMs = Math.max(...legs.map((leg) => leg.delayMs + leg.timeoutMs))
    const result = yield* attempt(call, settings, legs, Math.min(turnMs, leftMs))
    if (result === 'talked') return 'talked'
    failures.push(result)
    if (settings.failOnSingleReject && (result.cause === 'rejected' || result.cause === 'busy')) break
  }
  return failures.find((failure) => failure.cause === 'no-answer') ?? failures.at(-1) ?? nobody
}

function* attempt(
  call: CallContext,
  settings: RingGroupSettings,
  legs: readonly DialLeg[],
  timeoutMs: number,
): Attempt {
  const { ringbackId, failOnSingleReject, ignoreForward } = settings
  const result = yield* ringOnce({
    legs,
    timeoutMs,
    callerHears: ringbackId ? { kind: 'media', mediaId: ringbackId } : 'ringback',
    failOnSingleReject,
    followRedirects: !ignoreForward,
    alertInfo: call.alertInfo,
  })
  if (result.outcome === 'failed') return result
  if (result.outcome === 'exit-key') return nobody // none is offered
  yield* talk()
  return 'talked'
}

const nobody: Failure = { outcome: 'failed', cause: 'no-answer' }

function* turns(
  settings: RingGroupSettings,
  units: readonly RingUnit[],
  legs: readonly (readonly DialLeg[])[],
): Generator<Operation, readonly (readonly DialLeg[])[], OperationResult> {
  const listed = units.map((unit, index) => ({ weight: unit.weight, legs: legs[index] ?? [] }))
  const ringable = listed.filter((turn) => turn.legs.length > 0)
  if (settings.strategy === 'in-order') return ringable.map((turn) => turn.legs)
  const { values } = yield* perform({ kind: 'random', count: ringable.length })
  return weightedOrder(ringable, values).map((turn) => turn.legs)
}

/** Draws without putting back: the chance to be next is a weight's share of the weights left. `draws` are in [0, 1). */
export function weightedOrder<T extends { readonly weight: number }>(
  items: readonly T[],
  draws: readonly number[],
): T[] {
  const left = [...items]
  const order: T[] = []
  for (const draw of draws) {
    const total = left.reduce((sum, item) => sum + item.weight, 0)
    let point = draw * total
    const found = left.findIndex((item) => {
      point -= item.weight
      return point < 0
    })
    order.push(...left.splice(found < 0 ? left.length - 1 : found, 1))
  }
  return [...order, ...left]
}
