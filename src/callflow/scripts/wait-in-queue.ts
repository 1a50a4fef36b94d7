import type { Queue } from '../design/document.ts'
import type { DocumentId } from '../design/kind.ts'
import type { StayEnd } from '../run/operation.ts'
import {
  answer,
  branch,
  type CallContext,
  callFlow,
  end,
  now,
  perform,
  play,
  type Script,
  talk,
  wait as waitFor,
} from '../run/script.ts'
import { askForCallback, firstOfferMs, isOfferedAtOnce, isOfferedNow, offerSounds } from './ask-for-callback.ts'
import type { Does } from './does.ts'
import { agentsInTurn, musicOf, offerTo, reportAgents } from './offer-to-agents.ts'
import { announcementOf } from './queue-announcement.ts'
import { aboutCall } from './web-request.ts'

export type QueueBranch = '_' | 'exit-key' | 'timeout' | 'full' | 'no-agents'

/** An offer that fails faster than this is followed by a pause, so that unregistered agents are not tried a thousand times a second. */
const QUICK_FAILURE_MS = 1_000
/** As long as a call's recording may be (M44). */
const LONGEST_RECORDING_MS = 3_600_000

/** How the waiting ended: by a branch, with an agent on the line, or at the line of ours that an agent's calls are forwarded to. */
type Left = Exclude<QueueBranch, '_'> | WaitEnd
type WaitEnd =
  | 'exit-key'
  | 'timeout'
  | 'callback'
  | { readonly agentId: DocumentId }
  | { readonly callflowId: DocumentId }

/** How a caller comes to a queue. */
interface Needs {
  readonly priority: number
  /** Beside those that the queue needs of agents for everybody. */
  readonly skills: readonly string[]
}

/**
 * A caller's stay in a queue (A9): joins, hears hold music until agents are free, rings one or a few of them for `agentRingSec`, and
 * talks. Leaves by the exit key, after the longest wait, to be called back, when full, or when nobody is logged in and the queue does not take callers then.
 * Announcements of place and waiting time interrupt the music; the place in line is kept meanwhile, and given back however the stay ends.
 * Who asked to be told of every stay is told at its end, the caller's hang-up included.
 */
export function* waitInQueue(call: CallContext, queue: Queue, needs: Needs): Script<QueueBranch> {
  const startMs = yield* timeForReport(queue)
  let left: Left | undefined
  let waitedMs: number | undefined
  try {
    left = yield* stay(call, queue, needs)
    waitedMs = (yield* timeForReport(queue)) - startMs
    if (left === 'callback') return end('hung-up')
    if (typeof left === 'string') return branch(left)
    if ('callflowId' in left) return callFlow(left.callflowId)
    yield* converse(queue, left.agentId)
    return end('talked')
  } finally {
    if (queue.reportUrl !== '') {
      const endMs = yield* timeForReport(queue)
      const waited = waitedMs ?? endMs - startMs
      yield* tellOf(call, queue, { left, waitedMs: waited, talkedMs: endMs - startMs - waited })
    }
  }
}

/** On the clock for measuring; nobody asks where nobody is told. */
function* timeForReport({ reportUrl }: Queue): Does<number> {
  return reportUrl === '' ? 0 : (yield* now()).steadyMs
}

/** Until an agent answers, or a reason to go. */
function* stay(call: CallContext, queue: Queue, needs: Needs): Does<Left> {
  const skills = needs.skills.length === 0 ? {} : { skills: needs.skills }
  const { agentsReady, agentsBusy } = yield* perform({ kind: 'read-queue', queueId: queue.id, ...skills })
  if (!queue.enterWhenEmpty && agentsReady + agentsBusy === 0) return 'no-agents'
  const priority = Math.min(needs.priority, queue.maxPriority)
  const { id: queueId, maxCallers } = queue
  const joined = yield* perform({ kind: 'join-queue', queueId, priority, maxCallers, ...skills })
  if (joined.outcome === 'full') return 'full'
  let left: WaitEnd | undefined
  try {
    yield* answer()
    left = yield* waitForAgent(call, queue, joined.ticket)
    return left
  } finally {
    yield* perform({ kind: 'leave-queue', queueId: queue.id, ticket: joined.ticket, why: whyOf(left) })
  }
}

function whyOf(left: WaitEnd | undefined): StayEnd {
  if (left === undefined) return 'gone'
  if (typeof left === 'string') return left
  return 'agentId' in left ? 'answered' : 'forwarded'
}

/** The announcement before it is the caller's; the agent, who has answered, waits for its end. */
export function* converse(queue: Queue, agentId: DocumentId): Does<void> {
  try {
    if (queue.announceMediaId !== null) {
      yield* play({ sounds: [{ kind: 'media', mediaId: queue.announceMediaId }], terminators: '' })
    }
    if (queue.recordCalls) {
      yield* perform({
        kind: 'start-recording',
        label: queue.name.slice(0, 64),
        mediaName: '',
        format: 'wav',
        maxDurationMs: LONGEST_RECORDING_MS,
        minDurationMs: 0,
        url: queue.recordingUrl,
        method: 'put',
        sampleRateHz: 8_000,
        startsOn: 'now',
        followsTransfer: true,
      })
    }
    yield* talk()
  } finally {
    yield* reportAgents(queue, [agentId], 'finished')
  }
}

function* waitForAgent(call: CallContext, queue: Queue, ticket: string): Does<WaitEnd> {
  const startMs = (yield* now()).steadyMs
  const missed = new Map<DocumentId, number>()
  const wait: Wait = { call, queue, ticket, waitedMs: 0, toldWaitMs: undefined, isOffered: isOfferedAtOnce(queue) }
  let everyMs = firstWordMs(queue)
  for (;;) {
    const beforeMs = (yield* now()).steadyMs
    wait.waitedMs = beforeMs - startMs
    const leftMs = queue.maxWaitSec === 0 ? undefined : queue.maxWaitSec * 1_000 - wait.waitedMs
    if (leftMs !== undefined && leftMs <= 0) return 'timeout'
    const timeoutMs = Math.min(leftMs ?? everyMs ?? 0, everyMs ?? Number.POSITIVE_INFINITY)
    const free = yield* perform({
      kind: 'await-agent',
      queueId: queue.id,
      ticket,
      timeoutMs,
      exitKeys: keysOf(wait),
      music: musicOf(queue),
    })
    if (free.outcome === 'exit-key') {
      const left = yield* keyed(wait, free.key)
      if (left !== undefined) return left
      continue
    }
    if (free.outcome === 'timeout') {
      if (everyMs === undefined || (leftMs !== undefined && leftMs <= everyMs)) return 'timeout'
      wait.waitedMs += timeoutMs
      const left = yield* tell(wait)
      if (left !== undefined) return left
      everyMs = queue.announceEverySec * 1_000
      continue
    }
    const agentIds = agentsInTurn(queue, free.agents, missed).slice(0, queue.ringAtOnce)
    if (agentIds.length === 0) continue
    const offeredMs = (yield* now()).steadyMs
    const leftToRingMs = leftMs === undefined ? undefined : leftMs - (offeredMs - beforeMs)
    const offered = yield* offerTo(call, queue, agentIds, { leftMs: leftToRingMs })
    if (typeof offered === 'object' && 'callflowId' in offered) {
      const untried = free.agents.some((agent) => !agentIds.includes(agent.agentId) && !missed.has(agent.agentId))
      if (!untried) return offered // nobody else is there whose phone could ring first
    } else if (offered !== 'missed') return offered
    for (const agentId of agentIds) missed.set(agentId, (missed.get(agentId) ?? 0) + 1)
    if ((yield* now()).steadyMs - offeredMs < QUICK_FAILURE_MS) yield* waitFor(QUICK_FAILURE_MS)
  }
}

/** When the caller is told something for the first time; undefined for never. */
function firstWordMs(queue: Queue): number | undefined {
  const announceMs = queue.announcePosition || queue.announceWait ? queue.announceEverySec * 1_000 : undefined
  const offerMs = firstOfferMs(queue)
  return offerMs === undefined ? announceMs : Math.min(announceMs ?? offerMs, offerMs)
}

/** One caller on the line. */
interface Wait {
  readonly call: CallContext
  readonly queue: Queue
  readonly ticket: string
  waitedMs: number
  toldWaitMs: number | undefined
  /** The key to be called back counts. */
  isOffered: boolean
}

const keysOf = ({ queue, isOffered }: Wait) => queue.exitKey + (isOffered ? queue.callbackKey : '')

/** The place, the time and the way to be called back, in between the music. Undefined: the caller goes on waiting. */
function* tell(wait: Wait): Does<WaitEnd | undefined> {
  const { queue, ticket } = wait
  const line = yield* perform({ kind: 'read-queue', queueId: queue.id, ticket })
  wait.isOffered = isOfferedNow(queue, { waitedMs: wait.waitedMs, ...line })
  const sounds = [
    ...announcementOf(queue, line, wait.toldWaitMs),
    ...(wait.isOffered && queue.callbackKey !== queue.exitKey ? offerSounds(queue) : []),
  ]
  wait.toldWaitMs = line.expectedWaitMs
  if (sounds.length === 0) return undefined
  const told = yield* play({ sounds, terminators: keysOf(wait) })
  return told.outcome === 'key' ? yield* keyed(wait, told.key) : undefined
}

/** The key to leave goes before the one to be called back, should they be the same. */
function* keyed({ call, queue, ticket }: Wait, key: string): Does<WaitEnd | undefined> {
  if (key === queue.exitKey) return 'exit-key'
  return (yield* askForCallback(call, queue, ticket)) ? 'callback' : undefined
}

/** One stay, to the web address that wants to know (A9 `cdr_url`). Nobody waits for its answer. */
function* tellOf(
  call: CallContext,
  queue: Queue,
  about: { readonly left: Left | undefined; readonly waitedMs: number; readonly talkedMs: number },
): Does<void> {
  const { left, waitedMs, talkedMs } = about
  const outcome =
    left === undefined ? 'caller-gone' : typeof left === 'string' ? left : 'agentId' in left ? 'answered' : 'forwarded'
  yield* perform({
    kind: 'http-request',
    url: queue.reportUrl,
    method: 'post',
    fields: {
      ...aboutCall(call),
      queue: queue.name,
      outcome,
      agent:
        typeof left === 'object' && 'agentId' in left
          ? (call.design.find('user', left.agentId)?.name ?? left.agentId)
          : '',
      'waited-ms': String(waitedMs),
      'talked-ms': String(talkedMs),
    },
    headers: {},
    retries: 1,
    timeoutMs: 5_000,
    awaits: 'nothing',
  })
}
