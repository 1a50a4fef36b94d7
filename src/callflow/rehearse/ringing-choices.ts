import type { DesignSnapshot } from '../design/snapshot.ts'
import { countryOf } from '../numbering/country.ts'
import { callForHelp } from '../numbering/emergency.ts'
import { limitsSet, limitWords } from '../numbering/outside-limits.ts'
import type { DialCause, DialLeg, DriverOperation, OperationResult } from '../run/operation.ts'
import { ANSWER_AFTER_MS, type ChoiceContext, KEY_AFTER_MS, type Possibility, pressed, TALK_MS } from './possibility.ts'

/** What can come of ringing and talking, likeliest first; `choices.ts` adds the caller's hanging up. */
export function dialling(operation: DriverOperation & { kind: 'dial' }, at: ChoiceContext): Possibility[] {
  const lastMs = Math.max(0, ...operation.legs.map((leg) => leg.delayMs + leg.timeoutMs))
  const ringsMs = Math.min(operation.timeoutMs, lastMs)
  const answers = operation.legs.flatMap((leg, legIndex): Possibility[] => {
    if (leg.delayMs >= operation.timeoutMs) return []
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
    ...keptIn(operation, at),
  ]
}

/** Where the design limits calls outside, the limit may be reached; calls for help go out all the same. */
function keptIn({ legs }: DriverOperation & { kind: 'dial' }, { design }: ChoiceContext): Possibility[] {
  const country = countryOf(design)
  const isLimited = legs.every(({ target }) => target.kind === 'number' && !callForHelp(target.number, country))
  if (legs.length === 0 || !isLimited) return []
  return limitsSet(design).map((limit) => ({
    id: `limit:${limit}`,
    label: `Does not go out: ${limitWords[limit]}`,
    durationMs: 0,
    result: { outcome: 'failed', cause: 'rejected', limit },
  }))
}

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
