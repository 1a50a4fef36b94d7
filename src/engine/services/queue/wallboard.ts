import type { Queue } from '../../../callflow/design/document.ts'
import type { DesignSnapshot } from '../../../callflow/design/snapshot.ts'
import type { StateKey, StateValue } from '../../../callflow/run/operation.ts'
import { clockOf } from '../../../callflow/schedule/local-time.ts'
import { dutyOf } from '../../../callflow/scripts/agent-state.ts'
import type { EngineClock } from '../../clock.ts'
import type { AgentState, QueueBoard } from '../../control/queue-contract.ts'
import type { Timers } from '../../sip/user-agent-options.ts'
import type { QueueEvent, QueueLog } from '../../state/queue-log.ts'
import { type AgentFacts, boardOf } from './board.ts'
import { QueueDays } from './queue-day.ts'
import type { Place, QueueChange, QueueService } from './queue-service.ts'

/** Somebody in a call, as they are shown. */
interface Party {
  readonly name: string
  readonly number: string
}

export interface WallboardOptions {
  readonly clock: EngineClock
  readonly timers: Timers
  readonly design: () => DesignSnapshot | undefined
  readonly queues: Pick<QueueService, 'line' | 'work' | 'expectedWaitMs'>
  readonly log: QueueLog
  readonly readState: (key: StateKey) => StateValue | undefined
  readonly isReachable: (userId: string, design: DesignSnapshot) => boolean
  /** Who calls in each call that is up. */
  readonly callers: () => ReadonlyMap<string, Party>
  /** Everybody who is on a call, and whom they talk to. */
  readonly onCalls: () => ReadonlyMap<string, Party>
  /** Those of a queue who are called back. */
  readonly callbacksOf: (queueId: string) => QueueBoard['callbacks']
  /** Whose place that is. */
  readonly callbackAt: (ticket: string) => Party | undefined
  /** At most twice a second for each queue, and only when it looks otherwise. */
  readonly onChanged: (board: QueueBoard) => void
}

/** How long changes gather before they are told. */
const GATHER_MS = 500
/** As far back as the log is read when the engine starts. */
const LOG_MS = 48 * 3_600_000

/** What the engine asks of its calls, once for all queues that are looked at together. */
interface Glance {
  readonly design: DesignSnapshot
  readonly callers: ReadonlyMap<string, Party>
  readonly onCalls: ReadonlyMap<string, Party>
  readonly reachable: Map<string, boolean>
}

/** Every queue of the design that runs, as those see it who watch it: who waits, what agents do, how the day went. */
export class Wallboard {
  readonly #options: WallboardOptions
  readonly #days: QueueDays
  /** Since when each agent of each queue has been in which state, by the clock that measures. */
  readonly #since = new Map<string, { readonly state: AgentState; readonly sinceMs: number }>()
  readonly #told = new Map<string, string>()
  #changed: { queueIds: Set<string>; agentIds: Set<string>; isAll: boolean } | undefined

  constructor(options: WallboardOptions) {
    this.#options = options
    this.#days = new QueueDays(options.log.since(options.clock.wall() - LOG_MS))
  }

  /** Counts and keeps what happened. */
  happened(event: Pick<QueueEvent, 'queueId' | 'kind'> & Partial<QueueEvent>): void {
    const whole = { agentId: '', waitMs: 0, talkMs: 0, about: '', ...event, atMs: this.#options.clock.wall() }
    this.#days.add(whole)
    this.#options.log.add(whole)
    this.changed(event.queueId === '' ? { agentIds: [whole.agentId] } : { queueId: event.queueId })
  }

  /** Everything may look otherwise where nothing is named. */
  changed({ queueId, agentIds }: QueueChange = {}): void {
    if (!this.#changed) {
      this.#changed = { queueIds: new Set(), agentIds: new Set(), isAll: false }
      this.#options.timers.after(GATHER_MS, () => this.#tell())
    }
    if (queueId !== undefined) this.#changed.queueIds.add(queueId)
    for (const agentId of agentIds ?? []) this.#changed.agentIds.add(agentId)
    if (queueId === undefined && agentIds === undefined) this.#changed.isAll = true
  }

  boards(): QueueBoard[] {
    const design = this.#options.design()
    if (!design) return []
    const glance = this.#glance(design)
    return design.list('queue').map((queue) => this.#board(queue, glance))
  }

  /** The newest first; of a queue that is gone, what is left. */
  log(queueId: string, limit: number): readonly QueueEvent[] {
    const agentIds = this.#options.design()?.find('queue', queueId)?.agentIds ?? []
    return this.#days.latest(queueId, new Set(agentIds), limit)
  }

  #tell(): void {
    const changed = this.#changed
    this.#changed = undefined
    const design = this.#options.design()
    if (!changed || !design) return
    const { queueIds, agentIds, isAll } = changed
    const glance = this.#glance(design)
    for (const queue of design.list('queue')) {
      if (!isAll && !queueIds.has(queue.id) && !queue.agentIds.some((agentId) => agentIds.has(agentId))) continue
      const board = this.#board(queue, glance)
      const text = JSON.stringify(board)
      if (this.#told.get(queue.id) === text) continue
      this.#told.set(queue.id, text)
      this.#options.onChanged(board)
    }
  }

  #glance(design: DesignSnapshot): Glance {
    const { callers, onCalls } = this.#options
    return { design, callers: callers(), onCalls: onCalls(), reachable: new Map() }
  }

  #board(queue: Queue, glance: Glance): QueueBoard {
    const { clock, queues, callbacksOf } = this.#options
    const zone = clockOf(glance.design, null)
    const today = zone.at(clock.wall()).day
    const dayOf = (atMs: number) => zone.at(atMs).day
    const about = { queueId: queue.id, inTimeMs: queue.serviceLevelSec * 1_000, zone: zone.zone, today, dayOf }
    const line = queues.line(queue.id)
    return boardOf({
      queue,
      line: line.map((place) => ({ ...place, ...this.#partyAt(place, glance) })),
      callbacks: callbacksOf(queue.id),
      agents: queue.agentIds.map((agentId) => this.#agent(agentId, queue.id, glance)),
      totals: this.#days.totals(about),
      timezone: zone.zone,
      expectedWaitMs: queues.expectedWaitMs({ queueId: queue.id, skills: [], ahead: line }, glance.design),
      nowMs: clock.now(),
      wallOf: (nowMs) => clock.wallOf(nowMs),
      sinceMs: (agentId, state) => this.#sinceMs(`${queue.id} ${agentId}`, state),
    })
  }

  #partyAt({ callId, ticket, isKept }: Place, { callers }: Glance): Party {
    const found = isKept ? this.#options.callbackAt(ticket) : callers.get(callId)
    return { name: found?.name ?? '', number: found?.number ?? '' }
  }

  #agent(agentId: string, queueId: string, { design, callers, onCalls, reachable }: Glance): AgentFacts {
    const { clock, queues, readState, isReachable } = this.#options
    const work = queues.work(agentId)
    const user = design.find('user', agentId)
    const known = reachable.get(agentId) ?? isReachable(agentId, design)
    reachable.set(agentId, known)
    const party = work.state === 'free' ? onCalls.get(agentId) : callers.get(work.callId)
    return {
      agentId,
      name: user?.name ?? '',
      level: user?.agentLevel ?? 1,
      skills: user?.skills ?? [],
      duty: dutyOf(readState, { agentId, queueId }, clock.wall()),
      work,
      isOnCall: onCalls.has(agentId),
      isReachable: known,
      with: party ? party.name || party.number : '',
    }
  }

  #sinceMs(key: string, state: AgentState): number {
    const { clock } = this.#options
    const known = this.#since.get(key)
    const since = known?.state === state ? known : { state, sinceMs: clock.now() }
    if (since !== known) this.#since.set(key, since)
    return clock.wallOf(since.sinceMs)
  }
}
