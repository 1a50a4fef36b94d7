import type { Queue } from '../design/document.ts'
import type { DocumentId } from '../design/kind.ts'
import type { FreeAgent, Operation, OperationResult, Sound } from '../run/operation.ts'
import {
  answer,
  branch,
  type CallContext,
  dial,
  end,
  now,
  type Outcome,
  perform,
  play,
  type Script,
  talk,
  wait,
} from '../run/script.ts'
import { announcementOf } from './queue-announcement.ts'
import { legsOf, mergeLegs } from './ring-legs.ts'
import { unitsOf } from './ring-members.ts'

export type QueueBranch = '_' | 'exit-key' | 'timeout' | 'full' | 'no-agents'

/** An offer that fails faster than this is followed by a pause, so that unregistered agents are not tried a thousand times a second. */
const QUICK_FAILURE_MS = 1_000

/**
 * A caller's stay in a queue (A9): joins, hears hold music until an agent is free, rings agents one at a time for `agentRingSec` each, and
 * talks. Leaves by the exit key, after the longest wait, when full, or when nobody is logged in and the queue does not take callers then.
 * Announcements of place and waiting time interrupt the music; the place in line is kept meanwhile, and given back however the stay ends.
 */
export function* waitInQueue(call: CallContext, queue: Queue, priority: number): Script<QueueBranch> {
  const { agentsReady, agentsBusy } = yield* perform({ kind: 'read-queue', queueId: queue.id })
  if (!queue.enterWhenEmpty && agentsReady + agentsBusy === 0) return branch('no-agents')
  const joined = yield* perform({ kind: 'join-queue', queueId: queue.id, priority, maxCallers: queue.maxCallers })
  if (joined.outcome === 'full') return branch('full')
  let left: Left
  try {
    yield* answer()
    left = yield* waitForAgent(call, queue, joined.ticket)
  } finally {
    yield* perform({ kind: 'leave-queue', queueId: queue.id, ticket: joined.ticket })
  }
  if (left.kind === 'branch') return left
  try {
    yield* talk()
    return end('talked')
  } finally {
    yield* reportAgent(queue, left.agentId, 'finished')
  }
}

/** How the waiting ended: by a branch, or with an agent on the line. */
type Left = Extract<Outcome<QueueBranch>, { kind: 'branch' }> | { readonly kind: 'agent'; readonly agentId: DocumentId }

const leave = (name: QueueBranch): Left => ({ kind: 'branch', branch: name })

function* waitForAgent(call: CallContext, queue: Queue, ticket: string): Does<Left> {
  const startMs = (yield* now()).epochMs
  const missed = new Map<DocumentId, number>()
  const everyMs = queue.announcePosition || queue.announceWait ? queue.announceEverySec * 1_000 : undefined
  for (;;) {
    const beforeMs = (yield* now()).epochMs
    const leftMs = queue.maxWaitSec === 0 ? undefined : queue.maxWaitSec * 1_000 - (beforeMs - startMs)
    if (leftMs !== undefined && leftMs <= 0) return leave('timeout')
    const free = yield* perform({
      kind: 'await-agent',
      queueId: queue.id,
      ticket,
      timeoutMs: Math.min(leftMs ?? everyMs ?? 0, everyMs ?? Number.POSITIVE_INFINITY),
      exitKeys: queue.exitKey,
      music: musicOf(queue),
    })
    if (free.outcome === 'timeout') {
      if (everyMs === undefined || (leftMs !== undefined && leftMs <= everyMs)) return leave('timeout')
      if (yield* announce(queue, ticket)) return leave('exit-key')
      continue
    }
    if (free.outcome === 'exit-key') return leave('exit-key')
    const agentId = pickAgent(queue, free.agents, missed)
    if (agentId === undefined) continue
    const offeredMs = (yield* now()).epochMs
    const leftToRingMs = leftMs === undefined ? undefined : leftMs - (offeredMs - beforeMs)
    const left = yield* offer(call, queue, agentId, leftToRingMs)
    if (left !== 'missed') return left
    missed.set(agentId, (missed.get(agentId) ?? 0) + 1)
    if ((yield* now()).epochMs - offeredMs < QUICK_FAILURE_MS) yield* wait(QUICK_FAILURE_MS)
  }
}

/** True when the caller had enough of it. */
function* announce(queue: Queue, ticket: string): Does<boolean> {
  const sounds = announcementOf(queue, yield* perform({ kind: 'read-queue', queueId: queue.id, ticket }))
  if (sounds.length === 0) return false
  return (yield* play({ sounds, terminators: queue.exitKey })).outcome === 'key'
}

/** Rings one agent. However it ends, the agent's state is reported: answered, or missed. */
function* offer(
  call: CallContext,
  queue: Queue,
  agentId: DocumentId,
  leftMs: number | undefined,
): Does<Left | 'missed'> {
  const ringMs = Math.max(1, Math.min(queue.agentRingSec * 1_000, leftMs ?? Number.POSITIVE_INFINITY))
  const units = unitsOf(call, [{ id: agentId, delayMs: 0, timeoutMs: ringMs, weight: 1 }], { canCallSelf: false })
  const legs = mergeLegs((yield* legsOf(call, units, { followForwards: 'members', forQueue: true })).flat())
  let became: 'missed' | 'answered' = 'missed'
  yield* reportAgent(queue, agentId, 'ringing')
  try {
    if (legs.length === 0) return 'missed'
    const result = yield* dial({
      legs,
      timeoutMs: ringMs,
      callerHears: musicOf(queue),
      exitKeys: queue.exitKey,
      ...(call.alertInfo ? { alertInfo: call.alertInfo } : {}),
    })
    if (result.outcome === 'exit-key') return leave('exit-key')
    if (result.outcome === 'failed') return 'missed'
    became = 'answered'
    return { kind: 'agent', agentId }
  } finally {
    yield* reportAgent(queue, agentId, became)
  }
}

type Does<T> = Generator<Operation, T, OperationResult>

const reportAgent = (queue: Queue, agentId: DocumentId, outcome: 'ringing' | 'answered' | 'finished' | 'missed') =>
  perform({ kind: 'report-agent', queueId: queue.id, agentId, outcome })

const musicOf = (queue: Queue): Sound =>
  queue.holdMusicId ? { kind: 'hold-music', mediaId: queue.holdMusicId } : { kind: 'hold-music' }

/**
 * Whose turn it is. Round robin: offered longest ago. Longest idle: end of the last call longest ago. Agents who already missed this
 * caller come after those who did not; ties go by the queue's list.
 */
export function pickAgent(
  queue: Pick<Queue, 'strategy' | 'agentIds'>,
  free: readonly FreeAgent[],
  missed: ReadonlyMap<DocumentId, number> = new Map(),
): DocumentId | undefined {
  const listed = (agent: FreeAgent) => {
    const index = queue.agentIds.indexOf(agent.agentId)
    return index < 0 ? queue.agentIds.length : index
  }
  const since = (agent: FreeAgent) => (queue.strategy === 'most-idle' ? agent.idleSinceMs : agent.lastOfferedMs)
  const order = free.toSorted(
    (left, right) =>
      (missed.get(left.agentId) ?? 0) - (missed.get(right.agentId) ?? 0) ||
      since(left) - since(right) ||
      listed(left) - listed(right),
  )
  return order[0]?.agentId
}
