import type { Queue } from '../design/document.ts'
import type { DocumentId } from '../design/kind.ts'
import type { DialLeg, FreeAgent, OperationOf, Sound } from '../run/operation.ts'
import { type CallContext, dial, perform } from '../run/script.ts'
import type { Does } from './does.ts'
import { legsOf, mergeLegs, onwardAfter } from './ring-legs.ts'
import { unitsOf } from './ring-members.ts'

/** What became of ringing agents. */
export type Offered =
  | 'missed'
  | 'exit-key'
  | { readonly agentId: DocumentId }
  /** None of them has a phone that rings, and one's calls are forwarded to a line of ours (M88b). */
  | { readonly callflowId: DocumentId }

interface Offer {
  /** What is left of the caller's wait; undefined: no end. */
  readonly leftMs?: number | undefined
  /** The caller is not there: nobody hears music or presses a key. */
  readonly isCallback?: boolean
}

/** Rings agents all at once, as long as the queue says and the caller's wait lasts. However it ends, what each did is reported. */
export function* offerTo(
  call: CallContext,
  queue: Queue,
  agentIds: readonly DocumentId[],
  { leftMs, isCallback = false }: Offer,
): Does<Offered> {
  const ringMs = Math.max(1, Math.min(queue.agentRingSec * 1_000, leftMs ?? Number.POSITIVE_INFINITY))
  const members = agentIds.map((id) => ({ id, delayMs: 0, timeoutMs: ringMs, weight: 1 }))
  const units = unitsOf(call, members, { canCallSelf: false })
  const rung = yield* legsOf(call, units, { followForwards: 'members', forQueue: true })
  const legs = mergeLegs(rung.flatMap((each) => each.legs))
  let answered: DocumentId | undefined
  yield* reportAgents(queue, agentIds, 'ringing')
  try {
    if (legs.length === 0) {
      const callflowId = onwardAfter(rung, { cause: 'unavailable' })
      return callflowId === undefined ? 'missed' : { callflowId }
    }
    const result = yield* dial({
      legs,
      timeoutMs: ringMs,
      callerHears: isCallback ? 'ringback' : musicOf(queue),
      exitKeys: isCallback ? '' : queue.exitKey,
      ...(call.alertInfo ? { alertInfo: call.alertInfo } : {}),
    })
    if (result.outcome === 'exit-key') return 'exit-key'
    if (result.outcome === 'failed') return 'missed'
    answered = agentOf(legs[result.legIndex], agentIds)
    return answered === undefined ? 'missed' : { agentId: answered }
  } finally {
    const others = agentIds.filter((agentId) => agentId !== answered)
    if (answered !== undefined) yield* reportAgents(queue, [answered], 'answered')
    if (others.length > 0) yield* reportAgents(queue, others, answered === undefined ? 'missed' : 'spared')
  }
}

/** Legs name whose call they are; a phone that two agents share is the first one's. */
const agentOf = (leg: DialLeg | undefined, agentIds: readonly DocumentId[]) =>
  agentIds.find((agentId) => agentId === leg?.userId) ?? agentIds[0]

export const reportAgents = (
  queue: Queue,
  agentIds: readonly DocumentId[],
  outcome: OperationOf<'report-agents'>['outcome'],
) => perform({ kind: 'report-agents', queueId: queue.id, agentIds, outcome })

export const musicOf = (queue: Queue): Sound =>
  queue.holdMusicId ? { kind: 'hold-music', mediaId: queue.holdMusicId } : { kind: 'hold-music' }

/**
 * In whose turn agents are rung. Round robin: offered longest ago. Longest idle: end of the last call longest ago. Agents who already
 * missed this caller come after those who did not, and those of a lower level after both; ties go by the queue's list.
 */
export function agentsInTurn(
  queue: Pick<Queue, 'strategy' | 'agentIds'>,
  free: readonly FreeAgent[],
  missed: ReadonlyMap<DocumentId, number> = new Map(),
): readonly DocumentId[] {
  const listed = (agent: FreeAgent) => {
    const index = queue.agentIds.indexOf(agent.agentId)
    return index < 0 ? queue.agentIds.length : index
  }
  const since = (agent: FreeAgent) => (queue.strategy === 'most-idle' ? agent.idleSinceMs : agent.lastOfferedMs)
  const order = free.toSorted(
    (left, right) =>
      (missed.get(left.agentId) ?? 0) - (missed.get(right.agentId) ?? 0) ||
      (left.level ?? 1) - (right.level ?? 1) ||
      since(left) - since(right) ||
      listed(left) - listed(right),
  )
  return order.map(({ agentId }) => agentId)
}
