import type { Queue } from '../../../callflow/design/document.ts'
import type { Duty } from '../../../callflow/scripts/agent-state.ts'
import { type AgentState, MAX_SHOWN_WAITING, type QueueBoard } from '../../control/queue-contract.ts'
import type { AgentWork } from './agent-work.ts'
import { type DayTotals, serviceLevelOf } from './queue-day.ts'
import type { Place } from './queue-service.ts'

/** Everything an agent's state depends on. */
export interface AgentFacts {
  readonly agentId: string
  readonly name: string
  readonly level: number
  readonly skills: readonly string[]
  readonly duty: Duty
  readonly work: Readonly<AgentWork>
  readonly isOnCall: boolean
  readonly isReachable: boolean
  /** Who is on the line with them, as it is shown. */
  readonly with: string
}

export interface BoardFacts {
  readonly queue: Pick<Queue, 'id' | 'name' | 'serviceLevelSec'>
  /** The next first. */
  readonly line: readonly (Place & { readonly name: string; readonly number: string })[]
  readonly callbacks: QueueBoard['callbacks']
  readonly agents: readonly AgentFacts[]
  readonly totals: DayTotals
  readonly timezone: string
  readonly expectedWaitMs: number | undefined
  /** By the clock that measures. */
  readonly nowMs: number
  /** A moment of that clock as the clock on the wall has it. */
  readonly wallOf: (nowMs: number) => number
  /** Since when the agent has been in that state, by the clock on the wall. */
  readonly sinceMs: (agentId: string, state: AgentState) => number
}

/** A call outlasts whatever its agent does meanwhile; after it, whoever is not there is not there, break or not. */
export function agentState({ duty, work, isOnCall, isReachable }: AgentFacts, nowMs: number): AgentState {
  if (work.state !== 'free') return work.state
  if (duty.kind === 'out') return 'logged-out'
  if (duty.kind === 'paused') return 'paused'
  if (isOnCall) return 'on-call'
  if (work.wrapUpUntilMs > nowMs) return 'wrap-up'
  return isReachable ? 'ready' : 'unreachable'
}

/** One queue as the wallboard shows it. */
export function boardOf(facts: BoardFacts): QueueBoard {
  const { queue, line, totals, expectedWaitMs } = facts
  const { waitMs: _waitMs, talks: _talks, talkMs: _talkMs, ...counts } = totals
  return {
    queueId: queue.id,
    name: queue.name,
    waitingCount: line.length,
    waiting: line
      .slice(0, MAX_SHOWN_WAITING)
      .map(({ callId, name, number, joinedMs, priority, skills, isKept }, at) => ({
        callId: isKept ? '' : callId,
        name,
        number,
        position: at + 1,
        sinceMs: facts.wallOf(joinedMs),
        priority,
        skills: [...skills],
        isCallback: isKept,
      })),
    callbacks: facts.callbacks.slice(0, MAX_SHOWN_WAITING),
    agents: facts.agents.map((agent) => shownAgent(agent, facts)),
    today: {
      timezone: facts.timezone,
      ...counts,
      averageWaitMs: averageOf(totals.waitMs, totals.answered),
      averageTalkMs: averageOf(totals.talkMs, totals.talks),
      serviceLevel: serviceLevelOf(totals) ?? null,
    },
    serviceLevelSec: queue.serviceLevelSec,
    expectedWaitMs: expectedWaitMs ?? null,
  }
}

function shownAgent(agent: AgentFacts, { nowMs, wallOf, sinceMs }: BoardFacts): QueueBoard['agents'][number] {
  const { agentId, name, level, skills, duty, work } = agent
  const state = agentState(agent, nowMs)
  const hasCall = state === 'ringing' || state === 'talking'
  const isPaused = state === 'paused' && duty.kind === 'paused'
  return {
    agentId,
    name,
    level,
    skills: [...skills],
    state,
    sinceMs: sinceMs(agentId, state),
    reason: isPaused ? duty.reason : '',
    untilMs: isPaused ? duty.untilMs : state === 'wrap-up' ? wallOf(work.wrapUpUntilMs) : null,
    callId: hasCall ? work.callId : '',
    queueId: hasCall ? work.queueId : '',
    with: hasCall || state === 'on-call' ? agent.with : '',
  }
}

const averageOf = (sum: number, count: number) => (count === 0 ? null : Math.round(sum / count))
