import type { DesignSnapshot } from '../../../callflow/design/snapshot.ts'
import type { FreeAgent, OperationOf, ResultOf, StayEnd } from '../../../callflow/run/operation.ts'
import { hasSkills, levelOf, mayBeAsked, nextAskMs, whoIsAsked } from '../../../callflow/scripts/agents-asked.ts'
import type { Clock, Timers } from '../../sip/user-agent-options.ts'
import type { QueueEventKind } from '../../state/queue-log.ts'
import { type AgentWork, idleAgent } from './agent-work.ts'
import { expectedWaitMs, type Served, withServed } from './expected-wait.ts'

export interface QueueServiceOptions {
  readonly clock: Clock
  readonly timers: Timers
  readonly newId: () => string
  /** Has a phone that can be rung. */
  readonly isReachable: (userId: string, design: DesignSnapshot) => boolean
  /** Logged in to the queue and not on a break. */
  readonly takesCalls: (agent: { readonly agentId: string; readonly queueId: string }) => boolean
  /** Is on any call, of a queue or not. */
  readonly isOnCall: (userId: string) => boolean
  /** Something happened that counts. */
  readonly onEvent?: (event: QueueHappening) => void
  /** A line or what an agent does looks otherwise now. */
  readonly onChanged?: (change: QueueChange) => void
}

export interface QueueHappening {
  readonly queueId: string
  readonly kind: QueueEventKind
  readonly agentId?: string
  readonly waitMs?: number
  readonly talkMs?: number
}

export interface QueueChange {
  readonly queueId?: string
  readonly agentIds?: readonly string[]
}

/** A place in a queue's line. */
export interface Place {
  readonly ticket: string
  readonly queueId: string
  /** The call that waits; of a caller who is called back, the call that rings agents for them, else empty. */
  readonly callId: string
  readonly priority: number
  /** By the clock that measures. */
  readonly joinedMs: number
  /** What the caller needs of agents beside what the queue does. */
  readonly skills: readonly string[]
  /** Kept for somebody who is called back. */
  readonly isKept: boolean
}

/** A caller who is in line, or would be now: what they need, and who is ahead. */
export interface WaitOf extends Pick<Place, 'queueId' | 'skills'> {
  readonly ahead: readonly Place[]
}

interface Ticket extends Place {
  readonly order: number
  callId: string
  isKept: boolean
  /** Kept, and not in line for now: between two tries, or while it is tried. */
  isAside: boolean
  /** Set while the caller waits for a turn. */
  waiting: { readonly design: DesignSnapshot; readonly grant: (agents: readonly FreeAgent[]) => void } | undefined
}

/** Who of a queue's agents are logged in and can be rung, busy or not, and who of them is free. */
interface Crew {
  readonly there: readonly string[]
  readonly free: readonly FreeAgent[]
}

/** A turn that was given and not yet used must not be given twice: it is held back this long at most. */
const GRANT_MS = 500

/** Callers a queue's average wait is made of, at most. */
const REMEMBERED_WAITS = 100

/** Who waits in which queue, in order, and which agents are free (A9). In memory: a restart empties the lines, as it ends the calls. */
export class QueueService {
  readonly #options: QueueServiceOptions
  readonly #tickets = new Map<string, Ticket>()
  readonly #agents = new Map<string, AgentWork>()
  readonly #waits = new Map<string, { readonly servedMs: number; readonly waitedMs: number }[]>()
  readonly #pace = new Map<string, readonly Served[]>()
  #order = 0
  #granted: { readonly ticket: Ticket; readonly stopTimer: () => void } | undefined

  constructor(options: QueueServiceOptions) {
    this.#options = options
  }

  join(request: {
    readonly queueId: string
    readonly callId: string
    readonly priority: number
    readonly maxCallers: number
    readonly skills?: readonly string[]
  }): ResultOf<'join-queue'> {
    const { queueId, callId, priority, maxCallers, skills = [] } = request
    const line = this.#line(queueId)
    if (maxCallers > 0 && line.length >= maxCallers) {
      this.#options.onEvent?.({ queueId, kind: 'full' })
      return { outcome: 'full' }
    }
    const joinedMs = this.#options.clock.now()
    const { ticket } = this.#add({ queueId, callId, priority, skills, joinedMs, isKept: false })
    const position = line.filter((ahead) => ahead.priority >= priority).length + 1
    return { outcome: 'joined', ticket, position }
  }

  /** A place from before the engine was started, behind those that were put in before. `joinedMs` may be long ago. */
  keepPlace(place: Pick<Place, 'queueId' | 'priority' | 'joinedMs' | 'skills'>): string {
    return this.#add({ ...place, callId: '', isKept: true }).ticket
  }

  #add(place: Omit<Place, 'ticket'>): Ticket {
    const ticket = this.#options.newId()
    const entry = { ...place, ticket, order: this.#order++, isAside: false, waiting: undefined }
    this.#tickets.set(ticket, entry)
    this.#options.onChanged?.({ queueId: place.queueId })
    return entry
  }

  /** From now on the place is kept for whoever is called back; the call that waited there leaves without it. Undefined: there is no such place. */
  keep(ticket: string): Place | undefined {
    const entry = this.#tickets.get(ticket)
    if (!entry || entry.isKept) return undefined
    entry.isKept = true
    entry.callId = ''
    this.#left(entry, 'callback')
    this.#options.onChanged?.({ queueId: entry.queueId })
    return entry
  }

  /** That call rings agents for a place that is kept. */
  serve(ticket: string, callId: string): void {
    const entry = this.#tickets.get(ticket)
    if (entry?.isKept) entry.callId = callId
  }

  /** In line or not, without losing the place. */
  setAside(ticket: string, isAside: boolean): void {
    const entry = this.#tickets.get(ticket)
    if (!entry?.isKept || entry.isAside === isAside) return
    entry.isAside = isAside
    if (isAside) entry.waiting = undefined
    this.#options.onChanged?.({ queueId: entry.queueId })
    this.reconsider()
  }

  /** Calls `grant` once, when it is this ticket's turn and somebody is free; the returned function stops waiting. */
  awaitTurn(ticket: string, design: DesignSnapshot, grant: (agents: readonly FreeAgent[]) => void): () => void {
    const entry = this.#tickets.get(ticket)
    if (!entry) return () => {}
    if (this.#granted?.ticket === entry) this.#releaseGrant()
    const waiting = { design, grant }
    entry.waiting = waiting
    // Not within this call: the waiter has not finished beginning to wait.
    queueMicrotask(() => this.reconsider())
    const stopTimer = this.#whenMoreAreAsked(entry, waiting)
    return () => {
      stopTimer()
      if (entry.waiting === waiting) entry.waiting = undefined
    }
  }

  /** Agents of lower levels, or without the skills, are asked for those who have waited long enough. */
  #whenMoreAreAsked(entry: Ticket, waiting: NonNullable<Ticket['waiting']>): () => void {
    const queue = waiting.design.find('queue', entry.queueId)
    const { skills } = entry
    const waitedMs = this.#options.clock.now() - entry.joinedMs
    const atMs = queue && nextAskMs(waiting.design, queue, { skills, waitedMs })
    if (atMs === undefined) return () => {}
    let stop = this.#options.timers.after(atMs - waitedMs, () => {
      if (entry.waiting !== waiting) return
      stop = this.#whenMoreAreAsked(entry, waiting)
      this.reconsider()
    })
    return () => stop()
  }

  report(report: {
    readonly queueId: string
    readonly callId: string
    readonly agentIds: readonly string[]
    readonly outcome: OperationOf<'report-agents'>['outcome']
    readonly wrapUpMs: number
  }): void {
    const nowMs = this.#options.clock.now()
    for (const agentId of report.agentIds) this.#reportOne(agentId, report, nowMs)
    if (report.outcome === 'answered') this.#served(report.callId, report.agentIds[0], nowMs)
    if (report.outcome === 'finished' && report.wrapUpMs > 0) {
      this.#options.timers.after(report.wrapUpMs, () => this.#wrappedUp(report.agentIds))
    }
    if (this.#granted && this.#granted.ticket.callId === report.callId) this.#releaseGrant()
    this.#options.onChanged?.({ queueId: report.queueId, agentIds: report.agentIds })
    this.reconsider()
  }

  #reportOne(agentId: string, report: Parameters<QueueService['report']>[0], nowMs: number): void {
    const agent = this.#agent(agentId)
    agent.callId = report.callId
    agent.queueId = report.queueId
    switch (report.outcome) {
      case 'ringing':
        agent.state = 'ringing'
        agent.lastOfferedMs = nowMs
        break
      case 'answered':
        agent.state = 'talking'
        agent.talkSinceMs = nowMs
        break
      case 'finished':
        this.#talked(agentId, agent, nowMs)
        agent.wrapUpUntilMs = nowMs + report.wrapUpMs
        break
      case 'missed':
        this.#options.onEvent?.({ queueId: report.queueId, kind: 'missed', agentId })
        agent.state = 'free'
        break
      case 'spared':
        agent.state = 'free'
        break
    }
  }

  /** The pause after a call is over before its time. */
  ready(agentId: string): void {
    this.#agent(agentId).wrapUpUntilMs = 0
    this.#wrappedUp([agentId])
  }

  #wrappedUp(agentIds: readonly string[]): void {
    this.#options.onChanged?.({ agentIds })
    this.reconsider()
  }

  /** A place that is kept is not given up by the call that waited there. */
  leave(ticket: string, why: StayEnd): void {
    const entry = this.#tickets.get(ticket)
    if (!entry || entry.isKept) return
    this.#drop(entry)
    // Who wanted to be called back and is to be already has given up this place.
    if (why !== 'answered') this.#left(entry, why === 'callback' ? 'exit-key' : why)
    this.reconsider()
  }

  /** A place that was kept is given up. */
  giveUp(ticket: string): void {
    const entry = this.#tickets.get(ticket)
    if (!entry) return
    this.#drop(entry)
    this.reconsider()
  }

  #drop(entry: Ticket): void {
    this.#tickets.delete(entry.ticket)
    if (this.#granted?.ticket === entry) this.#releaseGrant()
    this.#options.onChanged?.({ queueId: entry.queueId })
  }

  #left({ queueId, joinedMs }: Ticket, kind: Exclude<StayEnd, 'answered'>): void {
    this.#options.onEvent?.({ queueId, kind, waitMs: this.#options.clock.now() - joinedMs })
  }

  /** Whatever a call left behind in queues. */
  callEnded(callId: string): void {
    for (const entry of this.#tickets.values()) {
      if (entry.callId !== callId || entry.isKept) continue
      this.#drop(entry)
      this.#left(entry, 'gone')
    }
    for (const [agentId, agent] of this.#agents) {
      if (agent.callId !== callId) continue
      if (agent.state === 'talking') this.#talked(agentId, agent, this.#options.clock.now())
      agent.state = 'free'
      agent.callId = ''
      this.#options.onChanged?.({ agentIds: [agentId] })
    }
    if (this.#granted?.ticket.callId === callId) this.#releaseGrant()
  }

  read(
    queueId: string,
    design: DesignSnapshot,
    about: { readonly ticket?: string; readonly windowMs?: number; readonly skills?: readonly string[] } = {},
  ): ResultOf<'read-queue'> {
    const skills = this.#tickets.get(about.ticket ?? '')?.skills ?? about.skills ?? []
    const queue = design.find('queue', queueId)
    const agentIds = queue?.agentIds.filter((agentId) => mayBeAsked(design, queue, agentId, skills)) ?? []
    const reachable = agentIds.filter((agentId) => this.#isThere(agentId, queueId, design))
    const averageWaitMs = this.#averageWaitMs(queueId, about.windowMs)
    const line = this.#line(queueId)
    const place = about.ticket === undefined ? -1 : line.findIndex(({ ticket }) => ticket === about.ticket)
    const expected =
      place < 0 || reachable.length === 0
        ? undefined
        : this.expectedWaitMs({ queueId, skills, ahead: line.slice(0, place) }, design)
    const ready = this.#freeAgents(queueId, design).filter(({ agentId }) => agentIds.includes(agentId))
    return {
      waiting: line.length,
      agentsReady: ready.length,
      agentsBusy: reachable.length - ready.length,
      agentsAway: agentIds.length - reachable.length,
      ...(averageWaitMs === undefined ? {} : { averageWaitMs }),
      ...(expected === undefined ? {} : { expectedWaitMs: expected }),
      ...(place < 0 ? {} : { position: place + 1 }),
    }
  }

  /** The next first. */
  line(queueId: string): readonly Place[] {
    return this.#line(queueId)
  }

  work(agentId: string): Readonly<AgentWork> {
    return this.#agents.get(agentId) ?? idleAgent()
  }

  /**
   * Of a caller with those ahead of them; undefined where nobody can know. Who can take them counts: how those were served lately, and who ahead may
   * need one of them.
   */
  expectedWaitMs({ queueId, skills, ahead }: WaitOf, design: DesignSnapshot): number | undefined {
    const queue = design.find('queue', queueId)
    if (!queue) return undefined
    const there = queue.agentIds.filter((agentId) => this.#isThere(agentId, queueId, design))
    const skilled = there.filter((agentId) => hasSkills(design, queue, agentId, skills))
    // Where none of them is there, whoever will be asked in the end.
    const able = skilled.length > 0 ? skilled : there.filter((agentId) => mayBeAsked(design, queue, agentId, skills))
    if (able.length === 0) return undefined
    const mayNeedThem = (place: Place) => able.some((agentId) => mayBeAsked(design, queue, agentId, place.skills))
    const about = { position: ahead.filter(mayNeedThem).length + 1, nowMs: this.#options.clock.now() }
    return expectedWaitMs(this.#pace.get(queueId) ?? [], { ...about, able: new Set(able) })
  }

  /** Something changed that may free an agent: a call ended, a phone registered. */
  reconsider(): void {
    if (this.#granted || this.#tickets.size === 0) return
    for (const queueId of new Set([...this.#tickets.values()].map((entry) => entry.queueId))) {
      const turn = this.#nextTurn(queueId)
      if (!turn) continue
      const { entry, grant, agents } = turn
      entry.waiting = undefined
      const stopTimer = this.#options.timers.after(GRANT_MS, () => {
        this.#granted = undefined
        this.reconsider()
      })
      this.#granted = { ticket: entry, stopTimer }
      grant(agents)
      return
    }
  }

  /** The first in line for whom somebody is free; agents that those before them do not need keep nobody waiting. */
  #nextTurn(queueId: string) {
    const crews = new Map<DesignSnapshot, Crew>()
    for (const entry of this.#line(queueId)) {
      if (!entry.waiting) continue
      const { design, grant } = entry.waiting
      const crew = crews.get(design) ?? this.#crew(queueId, design)
      crews.set(design, crew)
      const agents = this.#askedOf(crew, entry, design)
      if (agents.length > 0) return { entry, grant, agents }
    }
    return undefined
  }

  #askedOf({ there, free }: Crew, { queueId, skills, joinedMs }: Ticket, design: DesignSnapshot): FreeAgent[] {
    const queue = design.find('queue', queueId)
    if (!queue || free.length === 0) return []
    const isAsked = whoIsAsked(design, queue, { skills, waitedMs: this.#options.clock.now() - joinedMs }, there)
    return free.filter(({ agentId }) => isAsked(agentId))
  }

  /** The caller of that call got through: how long they waited counts for those who come. */
  #served(callId: string, agentId: string | undefined, nowMs: number): void {
    const entry = [...this.#tickets.values()].find((each) => each.callId === callId)
    if (!entry) return
    const { queueId, joinedMs, isKept } = entry
    const before = this.#pace.get(queueId) ?? []
    this.#pace.set(queueId, withServed(before, { servedMs: nowMs, joinedMs, agentId }))
    if (isKept) return // whether they are reached is still to be seen, and nobody waited on the line
    const waitedMs = nowMs - joinedMs
    const waits = this.#waits.get(queueId) ?? []
    waits.push({ servedMs: nowMs, waitedMs })
    this.#waits.set(queueId, waits.slice(-REMEMBERED_WAITS))
    this.#options.onEvent?.({ queueId, kind: 'answered', waitMs: waitedMs, ...(agentId ? { agentId } : {}) })
  }

  #averageWaitMs(queueId: string, windowMs: number | undefined): number | undefined {
    const since = windowMs === undefined ? 0 : this.#options.clock.now() - windowMs
    const waits = (this.#waits.get(queueId) ?? []).filter(({ servedMs }) => servedMs >= since)
    if (waits.length === 0) return undefined
    return Math.round(waits.reduce((sum, { waitedMs }) => sum + waitedMs, 0) / waits.length)
  }

  #releaseGrant(): void {
    this.#granted?.stopTimer()
    this.#granted = undefined
  }

  /** Higher priority first, then who came first. */
  #line(queueId: string): Ticket[] {
    return [...this.#tickets.values()]
      .filter((entry) => entry.queueId === queueId && !entry.isAside)
      .sort((a, b) => b.priority - a.priority || a.order - b.order)
  }

  #freeAgents(queueId: string, design: DesignSnapshot): readonly FreeAgent[] {
    return this.#crew(queueId, design).free
  }

  #crew(queueId: string, design: DesignSnapshot): Crew {
    const nowMs = this.#options.clock.now()
    const there = (design.find('queue', queueId)?.agentIds ?? []).filter((agentId) =>
      this.#isThere(agentId, queueId, design),
    )
    const free = there.flatMap((agentId): FreeAgent[] => {
      const { state, wrapUpUntilMs, idleSinceMs, lastOfferedMs } = this.#agent(agentId)
      if (state !== 'free' || wrapUpUntilMs > nowMs || this.#options.isOnCall(agentId)) return []
      const level = levelOf(design, agentId)
      return [{ agentId, idleSinceMs, lastOfferedMs, ...(level > 1 ? { level } : {}) }]
    })
    return { there, free }
  }

  #isThere(agentId: string, queueId: string, design: DesignSnapshot): boolean {
    return this.#options.takesCalls({ agentId, queueId }) && this.#options.isReachable(agentId, design)
  }

  #talked(agentId: string, agent: AgentWork, nowMs: number): void {
    if (agent.state === 'talking')
      this.#options.onEvent?.({ queueId: agent.queueId, kind: 'talked', agentId, talkMs: nowMs - agent.talkSinceMs })
    agent.state = 'free'
    agent.idleSinceMs = nowMs
  }

  #agent(agentId: string): AgentWork {
    const known = this.#agents.get(agentId)
    if (known) return known
    const fresh = idleAgent()
    this.#agents.set(agentId, fresh)
    return fresh
  }
}
