import type { DesignSnapshot } from '../../../callflow/design/snapshot.ts'
import type { FreeAgent, ResultOf } from '../../../callflow/run/operation.ts'
import type { EngineClock } from '../../clock.ts'
import type { QueueBoard } from '../../control/queue-contract.ts'
import type { Timers } from '../../sip/user-agent-options.ts'
import type { CallbackRows, KeptCallback } from '../../state/callback-rows.ts'
import type { QueueEvent } from '../../state/queue-log.ts'
import type { QueueChange, QueueService } from './queue-service.ts'

export interface CallbacksOptions {
  readonly clock: EngineClock
  readonly timers: Timers
  readonly newId: () => string
  readonly design: () => DesignSnapshot | undefined
  readonly queues: QueueService
  readonly rows: CallbackRows
  /** Rings those agents, then the number; answers with the call's id, or nothing where no call can be made now. */
  readonly start: (callback: KeptCallback, agents: readonly FreeAgent[]) => string | undefined
  readonly onEvent: (event: Pick<QueueEvent, 'queueId' | 'kind'> & Partial<QueueEvent>) => void
  readonly onChanged: (change: QueueChange) => void
}

interface Live {
  kept: KeptCallback
  readonly ticket: string
  /** Of the call that rings agents for them; empty for none. */
  callId: string
  /** Ends what they wait for: their turn, or the next try. */
  stop: () => void
}

/** More are not taken: nobody will call so many back in a day. */
const MAX_OF_QUEUE = 500
/** Until the next agent is asked, so that phones that fail at once are not rung a thousand times a second. */
const BREATH_MS = 1_000
/** When the engine itself can make no call. */
const LATER_MS = 5_000

/**
 * Callers who are called back instead of waiting. Each keeps the place they had; when it is their turn an agent is rung, and then they are. Who is not
 * reached is called again at intervals, so often as the queue says. On the disk: a restart of the engine loses nobody.
 */
export class Callbacks {
  readonly #options: CallbacksOptions
  readonly #live = new Map<string, Live>()

  constructor(options: CallbacksOptions) {
    this.#options = options
  }

  /** Those from before the engine was started, in the order they came. To be called once there is a design. */
  start(): void {
    const { rows, queues, clock } = this.#options
    for (const kept of rows.all()) {
      const { callbackId, queueId, priority, skills } = kept
      // A clock that was set back while the engine was off makes nobody come in the future.
      const waitedMs = Math.max(0, clock.wall() - kept.joinedMs)
      const ticket = queues.keepPlace({ queueId, priority, skills, joinedMs: clock.now() - waitedMs })
      const live: Live = { kept, ticket, callId: '', stop: () => {} }
      this.#live.set(callbackId, live)
      if (kept.nextMs === null) this.#await(live)
      else this.#putOff(live, Math.min(this.#everyMs(queueId), Math.max(0, kept.nextMs - clock.wall())))
    }
  }

  request(asked: {
    readonly queueId: string
    readonly ticket: string
    readonly number: string
    readonly name: string
    readonly isInside: boolean
  }): ResultOf<'request-callback'> {
    const { queueId, ticket, number, name, isInside } = asked
    const { queues, clock, newId, rows } = this.#options
    const ofQueue = [...this.#live.values()].filter(({ kept }) => kept.queueId === queueId)
    if (ofQueue.some(({ kept }) => kept.number === number)) return { outcome: 'already-asked' }
    if (ofQueue.length >= MAX_OF_QUEUE) return { outcome: 'full' }
    const place = queues.keep(ticket)
    if (!place) return { outcome: 'full' }
    const { priority, joinedMs, skills } = place
    const about = {
      callbackId: newId(),
      queueId,
      number,
      name: name.slice(0, 64),
      isInside,
      priority,
      skills: [...skills],
    }
    const times = { joinedMs: clock.wallOf(joinedMs), askedMs: clock.wall(), tries: 0, nextMs: null }
    const live: Live = { kept: { ...about, ...times }, ticket, callId: '', stop: () => {} }
    this.#live.set(about.callbackId, live)
    rows.put(live.kept)
    this.#await(live)
    return { outcome: 'kept' }
  }

  /** What became of calling them. */
  report(
    callbackId: string,
    { agentId, outcome }: { agentId: string; outcome: 'reached' | 'not-reached' | 'refused' },
  ): void {
    const live = this.#live.get(callbackId)
    if (!live) return
    const { queueId, tries } = live.kept
    if (outcome === 'reached') {
      this.#forget(live)
      this.#options.onEvent({ queueId, kind: 'called-back', agentId })
      return
    }
    const most = this.#options.design()?.find('queue', queueId)?.callbackTries ?? 0
    if (outcome === 'refused' || tries + 1 >= most) {
      this.#drop(live, outcome === 'refused' ? 'the number may not be called' : 'not reached')
      return
    }
    live.callId = ''
    this.#keep(live, { tries: tries + 1 })
    this.#putOff(live, this.#everyMs(queueId))
  }

  /** Whoever is not spoken for yet goes back to their place: no agent answered, or the agent hung up. */
  callEnded(callId: string): void {
    for (const live of this.#live.values()) {
      if (live.callId !== callId) continue
      live.callId = ''
      live.stop = this.#options.timers.after(BREATH_MS, () => this.#await(live))
      this.#changed(live)
    }
  }

  /** False: there is nobody by that name. A call that is being made goes on. */
  takeOff(queueId: string, callbackId: string): boolean {
    const live = this.#live.get(callbackId)
    if (live?.kept.queueId !== queueId) return false
    this.#drop(live, 'taken off by hand')
    return true
  }

  /** Another design runs: its rules count from now on, and whose queue is gone is dropped. */
  designChanged(): void {
    const design = this.#options.design()
    if (!design) return
    for (const live of this.#live.values()) {
      if (!design.find('queue', live.kept.queueId)) this.#drop(live, 'the queue is gone')
      else if (live.callId === '' && live.kept.nextMs === null) this.#await(live)
    }
  }

  /** As the wallboard shows them. */
  of(queueId: string): QueueBoard['callbacks'] {
    return [...this.#live.values()]
      .filter(({ kept }) => kept.queueId === queueId)
      .map(({ kept: { callbackId, name, number, askedMs, tries, nextMs }, callId }) => {
        const state = callId !== '' ? 'calling' : nextMs === null ? 'in-line' : 'later'
        return { callbackId, name, number, askedMs, state, tries, nextMs: state === 'later' ? nextMs : null }
      })
  }

  /** Whose place that is, and whom that call is for. */
  at(ticket: string): Pick<KeptCallback, 'name' | 'number'> | undefined {
    return [...this.#live.values()].find((live) => live.ticket === ticket)?.kept
  }

  #await(live: Live): void {
    const { queues, design } = this.#options
    live.stop()
    live.stop = () => {}
    const running = design()
    if (!running || !this.#live.has(live.kept.callbackId)) return // `designChanged` follows
    queues.setAside(live.ticket, false)
    live.stop = queues.awaitTurn(live.ticket, running, (agents) => this.#serve(live, agents))
    this.#changed(live)
  }

  #serve(live: Live, agents: readonly FreeAgent[]): void {
    const { queues, start } = this.#options
    const callId = start(live.kept, agents)
    if (callId === undefined) {
      queues.setAside(live.ticket, true)
      live.stop = this.#options.timers.after(LATER_MS, () => this.#await(live))
      return
    }
    live.callId = callId
    queues.serve(live.ticket, callId)
    queues.setAside(live.ticket, true)
    this.#changed(live)
  }

  #putOff(live: Live, delayMs: number): void {
    const { queues, clock, timers } = this.#options
    queues.setAside(live.ticket, true)
    this.#keep(live, { nextMs: clock.wall() + delayMs })
    live.stop()
    live.stop = timers.after(delayMs, () => {
      this.#keep(live, { nextMs: null })
      this.#await(live)
    })
  }

  #keep(live: Live, change: Partial<KeptCallback>): void {
    live.kept = { ...live.kept, ...change }
    this.#options.rows.put(live.kept)
    this.#changed(live)
  }

  #drop(live: Live, about: string): void {
    this.#forget(live)
    this.#options.onEvent({ queueId: live.kept.queueId, kind: 'callback-dropped', about })
  }

  #forget(live: Live): void {
    live.stop()
    this.#live.delete(live.kept.callbackId)
    this.#options.queues.giveUp(live.ticket)
    this.#options.rows.remove(live.kept.callbackId)
    this.#changed(live)
  }

  #changed({ kept: { queueId } }: Live): void {
    this.#options.onChanged({ queueId })
  }

  #everyMs(queueId: string): number {
    return (this.#options.design()?.find('queue', queueId)?.callbackEverySec ?? 300) * 1_000
  }
}
