import type { DocumentId } from '../design/kind.ts'
import { type CallContext, end, perform, type Script, talk } from '../run/script.ts'
import type { DialLeg } from '../run/operation.ts'
import type { Does } from './does.ts'
import { ringOnce } from './ring-endpoints.ts'
import { legsOf } from './ring-legs.ts'
import { unitsOf } from './ring-members.ts'

export interface WhoClicks {
  /** A person, all of whose phones ring, or one phone. */
  readonly memberId: DocumentId
  /** Their phones show it as the caller. */
  readonly number: string
  /** Their phone answers by itself on its loudspeaker. */
  readonly autoAnswer: boolean
  /** What whoever is called sees in place of the caller's own; empty leaves what is there. */
  readonly shown: { readonly name: string; readonly number: string }
}

const RING_MS = 30_000

/** Rings whoever wants to call a number. The one that answers goes on to the number at once (`Transfer.isOwn`): there is nobody here to talk to. */
export function* ringWhoClicks(call: CallContext, { memberId, number, autoAnswer, shown }: WhoClicks): Script<never> {
  const { legs } = yield* clickLegs(call, { memberId, number })
  const result = yield* ringOnce({ legs, timeoutMs: RING_MS, callerHears: 'ringback', autoAnswer })
  if (result.outcome !== 'answered') return { kind: 'end', reason: 'responded', sipStatus: 480 }
  if (shown.name !== '' || shown.number !== '')
    yield* perform({ kind: 'edit-caller-id', edit: { kind: 'rewrite', ...shown } })
  yield* talk()
  return end('talked')
}

/** The phones of whoever clicks, showing that number. */
export function* clickLegs(
  call: CallContext,
  { memberId, number }: Pick<WhoClicks, 'memberId' | 'number'>,
): Does<{ readonly legs: readonly DialLeg[]; readonly timeoutMs: number }> {
  const member = { id: memberId, delayMs: 0, timeoutMs: RING_MS, weight: 1 }
  const rung = yield* legsOf(call, unitsOf(call, [member], { canCallSelf: true }), { followForwards: false })
  const legs = rung
    .flatMap((each) => each.legs)
    .filter(({ target }) => target.kind === 'device')
    .map((leg) => ({ ...leg, callerName: '', callerNumber: number }))
  return { legs, timeoutMs: RING_MS }
}
