import type { CallsOut } from '../step-traits.ts'
import { seconds, text } from '../design/fields.ts'
import type { CallerIdentity } from '../numbering/caller-id.ts'
import { countryOf } from '../numbering/country.ts'
import { isEmergency } from '../numbering/emergency.ts'
import { whyNotCall } from '../numbering/number-class.ts'
import type { LimitReached } from '../numbering/outside-limits.ts'
import { type WayOut, wayOut } from '../numbering/way-out.ts'
import { DEAD_CARRIER_MS, isTrunksTrouble, statusOfFailure } from '../run/dial-failure.ts'
import type { DialLeg, ResultOf } from '../run/operation.ts'
import { branch, type CallContext, dial, end, isFromOutside, perform, play, type Script, talk } from '../run/script.ts'
import type { Does } from './does.ts'
import { sayMayNotCall } from './may-not-call.ts'
import { prompt } from './prompts.ts'
import { failureBranch } from './ring-endpoints.ts'
import { tellOfEmergency } from './tell-of-emergency.ts'

export interface OutsideCall {
  readonly number: string
  readonly timeoutMs: number
  readonly trunkId?: string | null
  /** Instead of the caller's own (DISA with the account's caller ID). */
  readonly callerId?: CallerIdentity
  /** For callers whom nobody's restrictions apply to. */
  readonly isFree?: boolean
}

/** Sends the call to an outside number: refused when the caller may not dial numbers of that class (A0), else the carrier's answer decides. */
export function* callOutside(call: CallContext, outside: OutsideCall): Script {
  if (outside.number === '') return branch('_')
  const why = outside.isFree ? undefined : whyNotCall(call.design, call.caller, outside.number)
  if (why !== undefined) return yield* sayMayNotCall(why)
  const whose = call.identity ? { userId: call.identity.userId } : {} // for histories and bills (M99)
  const result = yield* dialOutside(wayOutOf(call, outside), outside.timeoutMs, whose)
  if (result.outcome !== 'answered')
    return failureBranch(call, result.outcome === 'failed' ? result : { cause: 'no-answer' })
  yield* talk()
  return end('talked')
}

/** A call that goes out as dialled, without any callflow; whether its caller may is decided before. What the carrier answers, the caller is told. */
export function* callAsDialled(call: CallContext): Script<never> {
  const way = wayOutOf(call, { number: call.dialled })
  const result = yield* dialOutside(way, longestRingSec * 1_000)
  if (result.outcome === 'answered') {
    yield* talk()
    return end('talked')
  }
  const sipStatus = statusOfFailure(result.outcome === 'failed' ? result : { cause: 'no-answer' })
  return { kind: 'end', reason: 'responded', sipStatus }
}

const wayOutOf = (call: CallContext, { number, trunkId, callerId }: Omit<OutsideCall, 'timeoutMs'>): WayOut =>
  wayOut({ design: call.design, caller: call.caller, edits: call, number, trunkId, callerId })

/**
 * By the first of its trunks; where several may be tried, by the next one when a carrier is not there or cannot, and for a call for help whatever it says.
 */
export function* dialOutside(
  way: WayOut,
  timeoutMs: number,
  leg: Pick<DialLeg, 'userId'> = {},
): Does<ResultOf<'dial'>> {
  let result: ResultOf<'dial'> = { outcome: 'failed', cause: 'unavailable' }
  if (way.trunkIds.length === 0)
    yield* perform({ kind: 'note', message: `No trunk leads out, so ${way.number} cannot be called` })
  yield* tellOfEmergency(way)
  for (const [at, trunkId] of way.trunkIds.entries()) {
    const { number, shown } = way
    const isLast = at === way.trunkIds.length - 1
    const legs = [
      {
        target: { kind: 'number', number, trunkId },
        ...leg,
        delayMs: 0,
        timeoutMs,
        ...(isLast ? {} : { respondsWithinMs: DEAD_CARRIER_MS }),
        requireKeypress: false,
        ...shown,
      } as const,
    ]
    result = yield* dial({ legs, timeoutMs, callerHears: 'early-media', exitKeys: '' })
    if (result.outcome !== 'failed' || (!way.isEmergency && !isTrunksTrouble(result))) break
  }
  if (result.outcome === 'failed' && result.limit) yield* sayLimit(result.limit)
  return result
}

function* sayLimit({ says }: LimitReached): Does<void> {
  yield* perform({ kind: 'note', message: `The call does not go out: ${says}` })
  yield* play({ sounds: [prompt('fault-can_not_be_completed_at_this_time')], terminators: '' })
}

const longestRingSec = 180

/** What steps that send a call to a carrier ask for. */
export const carrierSettings = {
  number: text({
    label: 'Number',
    help: 'The number dialled when empty, but never digits that a caller from outside chose.',
    max: 35,
  }),
  timeoutSec: seconds({
    label: 'Ring for',
    help: 'Then the call goes on to the next step.',
    min: 1,
    max: 600,
    default: longestRingSec,
    advanced: true,
  }),
}

interface CarrierSettings {
  readonly number: string
  readonly timeoutSec: number
  readonly trunkId?: string | null
}

/** Without a number it calls what was dialled, which leaves only when that is a number listed. */
export const carrierCallsOut = {
  chosenBy: 'step',
  how({ number }: Pick<CarrierSettings, 'number'>, cameBy: 'number' | 'pattern'): CallsOut | undefined {
    if (number !== '') return { severity: 'info', says: `Callers from outside are put through to ${number}` }
    if (cameBy === 'pattern') return undefined
    return { severity: 'info', says: 'Calls from outside leave again for the number they came for' }
  },
} as const

/** The number given, else what stood behind a feature code, else the one dialled. */
export function callByCarrier(call: CallContext, { number, timeoutSec, trunkId = null }: CarrierSettings): Script {
  const timeoutMs = timeoutSec * 1_000
  if (number !== '') return callOutside(call, { trunkId, number, timeoutMs })
  return callDialled(call, { trunkId, number: call.captures[0] ?? call.dialled, timeoutMs })
}

/**
 * A number out of what was dialled. A caller from outside gets no outside line that way, or whoever sends the digits calls at our cost: only a number
 * that the design lists as it is goes on, and calls for help (ADR 58).
 */
export function* callDialled(call: CallContext, outside: OutsideCall): Script {
  if (mayLeave(call, outside.number)) return yield* callOutside(call, outside)
  const message = `A caller from outside gets no outside line by digits of their own: ${outside.number}`
  yield* perform({ kind: 'note', message })
  return branch('_')
}

function mayLeave(call: CallContext, number: string): boolean {
  const { design, dialled } = call
  if (!isFromOutside(call) || isEmergency(number, countryOf(design))) return true
  return number === dialled && call.isListedForOutside(number)
}
