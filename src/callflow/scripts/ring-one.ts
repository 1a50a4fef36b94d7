import type { DocumentId } from '../design/kind.ts'
import { seconds } from '../design/fields.ts'
import { oncePer } from '../design/once-per.ts'
import type { DialLeg } from '../run/operation.ts'
import { branch, type CallContext, callFlow, end, type Script, talk } from '../run/script.ts'
import { failureBranch, ringOnce } from './ring-endpoints.ts'
import { legsOf, mergeLegs, onwardAfter } from './ring-legs.ts'
import { type RingMember, unitsOf } from './ring-members.ts'

/** How long one person or phone rings, and after how long. */
export const ringTimes = {
  timeoutSec: seconds({
    label: 'Ring for',
    help: 'Then the call goes on to the next step.',
    min: 1,
    max: 600,
    default: 20,
  }),
  delaySec: seconds({
    label: 'Wait first',
    help: 'Silence before the first ring.',
    min: 0,
    max: 300,
    default: 0,
    advanced: true,
  }),
}

export interface RingOneSettings {
  readonly id: DocumentId | null
  readonly delaySec: number
  readonly timeoutSec: number
  readonly strategy: 'simultaneous' | 'in-order'
  readonly canCallSelf: boolean
}

/**
 * Rings one person's phones, or one phone: what user and device steps share (M31, M34, M83). Forwarding is followed, also what a phone does by
 * 302;
 * that for when no phone is online rings with the last phone (M88b), and one to a number that a callflow answers goes on there
 * once no phone is left to ring or none has answered.
 */
export function* ringMember(call: CallContext, settings: RingOneSettings): Script {
  if (!settings.id) return branch('_')
  const delayMs = settings.delaySec * 1_000
  const timeoutMs = settings.timeoutSec * 1_000
  const units = unitsOf(call, membersOf(settings), settings)
  const rung = yield* legsOf(call, units, { followForwards: true })
  const legs = mergeLegs(rung.flatMap((each) => each.legs))
  const turns = settings.strategy === 'in-order' ? oneByOne(legs) : [legs]
  let failure: Parameters<typeof failureBranch>[1] = { cause: 'unavailable' }
  for (const turn of turns) {
    const result = yield* ringOnce({
      legs: turn,
      timeoutMs: delayMs + timeoutMs,
      callerHears: 'ringback',
      followRedirects: true,
      alertInfo: call.alertInfo,
    })
    if (result.outcome === 'answered') {
      yield* talk()
      return end('talked')
    }
    if (result.outcome === 'failed') failure = result
  }
  const onward = onwardAfter(rung, failure)
  return onward === undefined ? failureBranch(call, failure) : callFlow(onward)
}

const membersOf = oncePer(({ id, delaySec, timeoutSec }: RingOneSettings): readonly RingMember[] =>
  id === null ? [] : [{ id, delayMs: delaySec * 1_000, timeoutMs: timeoutSec * 1_000, weight: 1 }],
)

/** A turn each; what only rings while no phone is online has no turn of its own. */
function oneByOne(legs: readonly DialLeg[]): readonly (readonly DialLeg[])[] {
  const turns = legs.filter(({ whenUnregistered }) => !whenUnregistered).map((leg) => [leg])
  const others = legs.filter(({ whenUnregistered }) => whenUnregistered)
  if (turns.length === 0) return [others]
  turns.at(-1)?.push(...others)
  return turns
}
