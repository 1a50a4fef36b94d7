import type { DesignSnapshot } from '../../../callflow/design/snapshot.ts'
import type { FreeAgent, OperationOf, ResultOf } from '../../../callflow/run/operation.ts'
import type { Clock, Timers } from '../../sip/user-agent-options.ts'

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
}

interface Ticket {
  readonly ticket: string
  readonly queueId: string
  readonly callId: string
  readonly priority: number
  readonly order: number
  readonly joinedMs: number
  /** Set while the caller waits for a turn. */
  waiting: { readonly design: DesignSnapshot; readonly grant: (agents: readonly FreeAgent[]) => void } | undefined
}

interface Agent {
  state: 'free' | 'ringing' | 'talking'
  /** Which call rings or talks. */
  callId: string
  idleSinceMs: number
  lastOfferedMs: number
  wrapUpUntilMs: number
}

/** A turn that was given and not yet used must not be given twice: it is held back this long at most. */
const GRANT_MS = 500

/** Callers a queue's average wait is made of, at most. */
const REMEMBERED_WAITS = 100

/** Who waits in which queue, in order, and which agents are free (A9). In memory: a restart empties the lines, as it ends the calls. */
export class QueueService {
  readonly #options: QueueServiceOptions
  readonly #tickets = new Map<string, Ticket>()
  readonly #agents = new Map<string, Agent>()
  readonly #waits = new Map<string, { readonly servedMs: number; readonly waitedMs: number }[]>()
  #order = 0
  #granted: { readonly callId: string; readonly stopTimer: () => void } | undefined

  constructor(options: QueueServiceOptions) {
    this.#options = options
  }

  join(request: {
    readonly queueId: string
    readonly callId: string
    readonly priority: number
    readonly maxCallers: number
  }): ResultOf<'join-queue'> {
    const { queueId, callId, priority, maxCallers } = request
    const line = this.#line(queueId)
    if (maxCallers > 0 && line.length >= maxCallers) return { outcome: 'full' }
    const ticket = this.#options.newId()
    const joinedMs = this.#options.clock.now()
    this.#tickets.set(ticket, { ticket, queueId, callId, priority, order: this.#order++, joinedMs, waiting: undefined })
    const position = line.filter((ahead) => ahead.priority >= priority).length + 1
    return { outcome: 'joined', ticket, position }
  }

  /** Calls `grant` once, when it is this ticket's turn and somebody is free; the returned function stops waiting. */
  awaitTurn(ticket: string, design: DesignSnapshot, grant: (agents: readonly FreeAgent[]) => void): () => void {
    const entry = this.#tickets.get(ticket)
    if (!entry) return () => {}
    if (this.#granted?.callId === entry.callId) this.#releaseGrant()
    const waiting = { design, grant }
    entry.waiting = waiting
    // Not within this call: the waiter has not finished beginning to wait.
    queueMicrotask(() => this.reconsider())
    return () => {
      if (entry.waiting === waiting) entry.waiting = undefined
    }
  }

  report(report: {
    readonly callId: string
    readonly agentIds: readonly string[]
    readonly outcome: OperationOf<'report-agents'>['outcome']
    readonly wrapUpMs: number
  }): void {
    const nowMs = this.#options.clock.now()
    for (const agentId of report.agentIds) this.#reportOne(this.#agent(agentId), report, nowMs)
    if (report.outcome === 'answered') this.#served(report.callId, nowMs)
    if (report.outcome === 'finished' && report.wrapUpMs > 0) {
      this.#options.timers.after(report.wrapUpMs, () => this.reconsider())
    }
    if (this.#granted?.callId === report.callId) this.#releaseGrant()
    this.reconsider()
  }

  #reportOne(agent: Agent, report: Parameters<QueueService['report']>[0], nowMs: number): void {
    agent.callId = report.callId
    switch (report.outcome) {
      case 'ringing':
        agent.state = 'ringing'
        agent.lastOfferedMs = nowMs
        break
      case 'answered':
        agent.state = 'talking'
        break
      case 'finished':
        this.#freeAgent(agent, nowMs)
        agent.wrapUpUntilMs = nowMs + report.wrapUpMs
        break
      case 'missed':
      case 'spared':
        agent.state = 'free'
        break
    }
  }

  leave(ticket: string): void {
    const entry = this.#tickets.get(ticket)
    this.#tickets.delete(ticket)
    if (entry && this.#granted?.callId === entry.callId) this.#releaseGrant()
    if (entry) this.reconsider()
  }

  /** Whatever a call left behind in queues. */
  callEnded(callId: string): void {
    for (const entry of this.#tickets.values()) if (entry.callId === callId) this.#tickets.delete(entry.ticket)
    for (const agent of this.#agents.values()) {
      if (agent.callId !== callId) continue
      if (agent.state === 'talking') this.#freeAgent(agent, this.#options.clock.now())
      agent.state = 'free'
      agent.callId = ''
    }
    if (this.#granted?.callId === callId) this.#releaseGrant()
  }

  read(
    queueId: string,
    design: DesignSnapshot,
    about: { readonly ticket?: string; readonly windowMs?: number } = {},
  ): ResultOf<'read-queue'> {
    const agentIds = design.find('queue', queueId)?.agentIds ?? []
    const reachable = agentIds.filter(
      (agentId) => this.#options.takesCalls({ agentId, queueId }) && this.#options.isReachable(agentId, design),
    )
    const averageWaitMs = this.#averageWaitMs(queueId, about.windowMs)
    const place =
      about.ticket === undefined ? -1 : this.#line(queueId).findIndex(({ ticket }) => ticket === about.ticket)
    const ready = this.#freeAgents(queueId, design)
    return {
      waiting: this.#line(queueId).length,
      agentsReady: ready.length,
      agentsBusy: reachable.length - ready.length,
      agentsAway: agentIds.length - reachable.length,
      ...(averageWaitMs === undefined ? {} : { averageWaitMs }),
      ...(place < 0 ? {} : { position: place + 1 }),
    }
  }

  /** Something changed that may free an agent: a call ended, a phone registered. */
  reconsider(): void {
    if (this.#granted || this.#tickets.size === 0) return
    for (const queueId of new Set([...this.#tickets.values()].map((entry) => entry.queueId))) {
      const first = this.#line(queueId).find((entry) => entry.waiting)
      if (!first?.waiting) continue
      const agents = this.#freeAgents(queueId, first.waiting.design)
      if (agents.length === 0) continue
      const { grant } = first.waiting
      first.waiting = undefined
      const stopTimer = this.#options.timers.after(GRANT_MS, () => {
        this.#granted = undefined
        this.reconsider()
      })
      this.#granted = { callId: first.callId, stopTimer }
      grant(agents)
      return
    }
  }

  /** The caller of that call got through: how long they waited counts for those who come. */
  #served(callId: string, nowMs: number): void {
    const entry = [...this.#tickets.values()].find((each) => each.callId === callId)
    if (!entry) return
    const waits = this.#waits.get(entry.queueId) ?? []
    waits.push({ servedMs: nowMs, waitedMs: nowMs - entry.joinedMs })
    this.#waits.set(entry.queueId, waits.slice(-REMEMBERED_WAITS))
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
      .filter((entry) => entry.queueId === queueId)
      .sort((a, b) => b.priority - a.priority || a.order - b.order)
  }

  #freeAgents(queueId: string, design: DesignSnapshot): FreeAgent[] {
    const nowMs = this.#options.clock.now()
    const free: FreeAgent[] = []
    for (const agentId of design.find('queue', queueId)?.agentIds ?? []) {
      const { state, wrapUpUntilMs, idleSinceMs, lastOfferedMs } = this.#agent(agentId)
      if (state !== 'free' || wrapUpUntilMs > nowMs) continue
      if (!this.#options.takesCalls({ agentId, queueId })) continue
      if (!this.#options.isReachable(agentId, design) || this.#options.isOnCall(agentId)) continue
      free.push({ agentId, idleSinceMs, lastOfferedMs })
    }
    return free
  }

  #freeAgent(agent: Agent, nowMs: number): void {
    agent.state = 'free'
    agent.idleSinceMs = nowMs
  }

  #agent(agentId: string): Agent {
    const known = this.#agents.get(agentId)
    if (known) return known
    const fresh: Agent = { state: 'free', callId: '', idleSinceMs: 0, lastOfferedMs: 0, wrapUpUntilMs: 0 }
    this.#agents.set(agentId, fresh)
    return fresh
  }
}
