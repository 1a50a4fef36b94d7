import type { DesignSnapshot } from '../design/snapshot.ts'
import { countryOf } from '../numbering/country.ts'
import { callForHelp } from '../numbering/emergency.ts'
import {
  type LeavingCall,
  type LimitReached,
  limitReached,
  limitsAhead,
  nothingUsed,
} from '../numbering/outside-limits.ts'
import { payerOf } from '../numbering/outside-payer.ts'
import { trunksFor } from '../numbering/trunk-for.ts'
import { isOutside } from '../scripts/ring-members.ts'
import type { DialCause, DialLeg, DriverOperation, OperationResult } from '../run/operation.ts'
import { ANSWER_AFTER_MS, type ChoiceContext, KEY_AFTER_MS, type Possibility, pressed, TALK_MS } from './possibility.ts'

/** What can come of ringing and talking, likeliest first; `choices.ts` adds the caller's hanging up. */
export function dialling(operation: DriverOperation & { kind: 'dial' }, at: ChoiceContext): Possibility[] {
  const lastMs = Math.max(0, ...operation.legs.map((leg) => leg.delayMs + leg.timeoutMs))
  const ringsMs = Math.min(operation.timeoutMs, lastMs)
  const kept = operation.legs.map((leg) => keptIn(leg, at))
  const [first] = kept
  if (first && kept.every((each) => each !== undefined)) return [notOut(first)]
  const answers = operation.legs.flatMap((leg, legIndex): Possibility[] => {
    if (leg.delayMs >= operation.timeoutMs || kept[legIndex]) return []
    const longestMs = Math.min(leg.timeoutMs, operation.timeoutMs - leg.delayMs)
    const durationMs = leg.delayMs + Math.min(ANSWER_AFTER_MS, longestMs)
    const result = { outcome: 'answered', legIndex } as const
    return [
      {
        id: `answer:${legIndex}`,
        label: `${legName(leg, at.design)} answers${leg.whenUnregistered ? ', as no phone is online' : ''}`,
        durationMs,
        result,
      },
    ]
  })
  const one = operation.legs.length === 1
  const keys = operation.exitKeys.split('').map((key) => pressed(key, KEY_AFTER_MS, { outcome: 'exit-key', key }))
  return [
    ...answers,
    { id: 'no-answer', label: 'Let it ring', durationMs: ringsMs, result: failed('no-answer') },
    { id: 'rejected', label: one ? 'Decline' : 'All decline', durationMs: 3_000, result: failed('rejected', 603) },
    { id: 'busy', label: one ? 'Busy' : 'All busy', durationMs: 500, result: failed('busy', 486) },
    { id: 'unregistered', label: 'Not registered', durationMs: 0, result: failed('unregistered') },
    { id: 'unavailable', label: 'Unavailable', durationMs: 500, result: failed('unavailable', 503) },
    ...keys,
    ...maybeKeptIn(operation.legs, at),
  ]
}

/** What a leg to the outside runs into: at this hour for certain, and at others perhaps. Nothing for phones of the house and for calls for help. */
function leaving(leg: DialLeg, { design, world, caller }: ChoiceContext): LeavingCall | undefined {
  const number = numberOf(leg, design)
  if (number === undefined) return undefined
  const { trunkId: first = trunksFor(design, { number })[0]?.id ?? '' } = leg.target.kind === 'number' ? leg.target : {}
  const trunkId = leg.orTrunkIds?.at(-1) ?? first // those before it can be used up
  return { design, number, trunkId, wallMs: world.nowMs, ...payerOf(design, leg, caller) }
}

function numberOf({ target }: DialLeg, design: DesignSnapshot): string | undefined {
  if (target.kind === 'number') return target.number
  const device = design.find('device', target.deviceId)
  return device && isOutside(device) ? device.outsideNumber : undefined
}

const keptIn = (leg: DialLeg, at: ChoiceContext): LimitReached | undefined => {
  const call = leaving(leg, at)
  return call && limitReached(call, nothingUsed)
}

/** Where the design limits calls outside, the limit may be reached by whoever's call it is. */
function maybeKeptIn(legs: readonly DialLeg[], at: ChoiceContext): readonly Possibility[] {
  const calls = legs.map((leg) => leaving(leg, at))
  if (calls.some((call) => call === undefined || isForHelp(call))) return []
  const ahead = new Map(calls.flatMap((call) => (call ? limitsAhead(call) : [])).map((each) => [each.limit, each]))
  return [...ahead.values()].map((reached) => notOut(reached))
}

const isForHelp = ({ number, design }: LeavingCall) => callForHelp(number, countryOf(design)) !== undefined

const notOut = ({ limit, says }: LimitReached): Possibility => ({
  id: `limit:${limit}`,
  label: `Does not go out: ${says}`,
  durationMs: 0,
  result: { outcome: 'failed', cause: 'rejected', limit: { limit, says } },
})

export function movingHere(): Possibility[] {
  const may = (outcome: 'no-call' | 'too-many', label: string): Possibility => ({
    id: outcome,
    label,
    durationMs: 0,
    result: { outcome },
  })
  return [
    { id: 'pulled', label: 'Their other call comes here', durationMs: 0, interruption: { kind: 'moved' } },
    may('no-call', 'They have no other call'),
    may('too-many', 'They have several other calls'),
  ]
}

export function movingThere(operation: DriverOperation & { kind: 'push-call' }, at: ChoiceContext): Possibility[] {
  const answers = operation.legs.map(
    (leg, index): Possibility => ({
      id: `answer:${index}`,
      label: `${legName(leg, at.design)} answers and presses 1`,
      durationMs: ANSWER_AFTER_MS,
      result: { outcome: 'pushed' },
    }),
  )
  return [
    ...answers,
    {
      id: 'no-answer',
      label: 'Nobody answers',
      durationMs: operation.timeoutMs,
      result: { outcome: 'nobody-answered' },
    },
    { id: 'no-call', label: 'They have no call at their desk', durationMs: 0, result: { outcome: 'no-call' } },
  ]
}

export function talking({ maxDurationMs }: DriverOperation & { kind: 'talk' }): Possibility[] {
  const hangsUp: Possibility = {
    id: 'callee-hangs-up',
    label: 'They talk, then the called side hangs up',
    durationMs: Math.min(TALK_MS, maxDurationMs ?? TALK_MS),
    result: { outcome: 'callee-hung-up' },
  }
  if (maxDurationMs === undefined) return [hangsUp]
  const limit: Possibility = {
    id: 'time-limit',
    label: 'They talk until the time limit',
    durationMs: maxDurationMs,
    result: { outcome: 'time-limit' },
  }
  return [hangsUp, limit]
}

const failed = (cause: DialCause, sipStatus?: number): OperationResult => ({
  outcome: 'failed',
  cause,
  ...(sipStatus === undefined ? {} : { sipStatus }),
})

function legName(leg: DialLeg, design: DesignSnapshot): string {
  const user = design.find('user', leg.userId)?.name
  if (leg.target.kind === 'number') return user ? `${user} (${leg.target.number})` : leg.target.number
  const device = design.find('device', leg.target.deviceId)?.name ?? leg.target.deviceId
  return user && !device.includes(user) ? `${user} (${device})` : device
}
