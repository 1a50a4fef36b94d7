import type { DesignSnapshot } from '../../callflow/design/snapshot.ts'
import { admit, type Admission } from '../../callflow/numbering/admit.ts'
import { callerAtDevice } from '../../callflow/numbering/caller-at-device.ts'
import { entranceOf } from '../../callflow/run/built-in-flow.ts'
import { callerFromOutside } from '../../callflow/numbering/outside-caller.ts'
import type { Ended } from '../../callflow/run/interpreter.ts'
import type { Caller } from '../../callflow/run/script.ts'
import type { TraceEvent } from '../../callflow/run/trace.ts'
import type { Cdr, LiveCall as LiveCallView } from '../control/contract.ts'
import type { AudioCodec } from '../media/media-engine.ts'
import type { Authenticator } from '../services/authenticator.ts'
import type { IncomingSession } from '../sip/user-agent.ts'
import type { CallWorld } from './call-world.ts'
import { CallerLeg } from './caller-leg.ts'
import { type CallEvents, type CallSubject, LiveCall } from './live-call.ts'
import { dialledNumbers, originOf } from './origin.ts'
import { hasRoomFor } from './room.ts'
import { runLiveCall, turnAway } from './run-live-call.ts'
import { TraceMemory } from './trace-memory.ts'

export interface SwitchboardOptions {
  readonly world: CallWorld
  readonly authenticator: Authenticator
  /** The active design; undefined answers 503. */
  readonly design: () => DesignSnapshot | undefined
  readonly events: CallEvents
  /** A call is over, its CDR final. */
  readonly onEnded: (cdr: Cdr) => void
}

/** Takes calls in, starts each on the design of that moment and keeps the list of those that live. */
export class Switchboard {
  readonly #options: SwitchboardOptions
  readonly #live = new Map<string, LiveCall>()
  readonly #traces = new TraceMemory()
  #isClosing = false

  constructor(options: SwitchboardOptions) {
    this.#options = options
  }

  get size(): number {
    return this.#live.size
  }

  list(): LiveCallView[] {
    return [...this.#live.values()].map((call) => call.view())
  }

  trace(callId: string): readonly TraceEvent[] {
    return this.#live.get(callId)?.trace ?? this.#traces.get(callId) ?? []
  }

  hangUp(callId: string): boolean {
    const call = this.#live.get(callId)
    call?.caller.end(480)
    return call !== undefined
  }

  isUserOnCall(userId: string): boolean {
    for (const call of this.#live.values()) if (call.involves(userId)) return true
    return false
  }

  /** New calls get 503, those that live are hung up. */
  close(): void {
    this.#isClosing = true
    for (const call of this.#live.values()) call.caller.end(503)
  }

  /** Handles an INVITE; whatever goes wrong here concerns this call only. */
  take(session: IncomingSession): void {
    try {
      this.#take(session)
    } catch (error) {
      this.#options.world.log.error({ err: error }, 'an INVITE could not be handled')
      session.reject({ status: 500 })
    }
  }

  #take(session: IncomingSession): void {
    const { world, authenticator } = this.#options
    const design = this.#options.design()
    if (!design || this.#isClosing) {
      session.reject(busyNow)
      return
    }
    const origin = originOf(session, design, world, authenticator)
    if (origin.kind === 'refused') return session.reject(origin.response)
    world.userAgent.earned(session.source)
    if (origin.kind === 'device') {
      const known = callerAtDevice(design, origin.device, (key) => world.runtimeState.read(key))
      const caller: Caller = origin.isWithheld ? { ...known, isWithheld: true } : known
      this.#admit(session, { design, caller }, origin.device.codecs)
    } else {
      const caller = callerFromOutside(design, { ...origin.said, trunkId: origin.trunk.id })
      this.#admit(session, { design, caller }, bothCodecs)
    }
  }

  #admit(session: IncomingSession, about: Pick<CallSubject, 'design' | 'caller'>, codecs: readonly AudioCodec[]): void {
    const { design, caller } = about
    const admitted = admit(design, caller, dialledNumbers(session.request))
    if (!hasRoomFor(admitted, this.#live.size)) {
      session.reject(busyNow)
      return
    }
    const { dialled } = admitted
    const callflowId = admitted.kind === 'flow' ? admitted.callflowId : ''
    const call = this.#open(
      session,
      { ...about, dialled, callflowId, direction: directionOf(caller, admitted) },
      codecs,
    )
    if (!call) return
    if (admitted.kind === 'refused') this.#follow(call, turnAway(call, admitted))
    else this.#follow(call, runLiveCall(call, entranceOf(admitted)))
  }

  #open(
    session: IncomingSession,
    about: Omit<CallSubject, 'callId'>,
    codecs: readonly AudioCodec[],
  ): LiveCall | undefined {
    const { world, events } = this.#options
    const leg = new CallerLeg(world, session, codecs.length > 0 ? codecs : bothCodecs)
    if (!leg.canBeAnswered) {
      session.reject({ status: 488 })
      return undefined
    }
    const call = new LiveCall({ ...about, callId: world.newId() }, world, leg, events)
    this.#live.set(call.callId, call)
    events.changed(call)
    return call
  }

  #follow(call: LiveCall, run: Promise<Ended>): void {
    run
      .then((ended) => {
        this.#live.delete(call.callId)
        this.#traces.keep(call.callId, call.trace)
        this.#options.onEnded(call.cdr(ended.reason))
        this.#options.world.queues.reconsider()
      })
      .catch((error: unknown) => {
        this.#options.world.log.error({ err: error, callId: call.callId }, 'a call could not be closed')
      })
  }
}

const busyNow = { status: 503, headers: [['Retry-After', '10']] } as const

/** As histories show it. */
function directionOf({ origin }: Caller, admitted: Admission): Cdr['direction'] {
  if (origin.kind === 'trunk') return 'inbound'
  const isOutside = admitted.kind === 'outside' || (admitted.kind === 'denied' && admitted.why === 'restricted')
  return isOutside ? 'outbound' : 'internal'
}

const bothCodecs: readonly AudioCodec[] = ['PCMU', 'PCMA']
