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
import type { Door } from '../services/door.ts'
import type { IncomingSession } from '../sip/user-agent.ts'
import type { CallFrom, CallShare } from './call-shares.ts'
import type { CallWorld } from './call-world.ts'
import { CallerLeg } from './caller-leg.ts'
import { type CallEvents, type CallSubject, LiveCall } from './live-call.ts'
import { dialledNumbers, originOf } from './origin.ts'
import { responseTo } from './refusal-notes.ts'
import { runLiveCall, turnAway } from './run-live-call.ts'
import { TraceMemory } from './trace-memory.ts'

export interface SwitchboardOptions {
  readonly world: CallWorld
  readonly door: Pick<Door, 'visitorOf'>
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

  live(): Iterable<LiveCall> {
    return this.#live.values()
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
    const { world, door } = this.#options
    const design = this.#options.design()
    if (!design || this.#isClosing) {
      session.reject(busyNow)
      return
    }
    const origin = originOf(session, door)
    const from = { ...origin, address: session.source.address }
    if (from.kind === 'device') {
      const known = callerAtDevice(design, from.device, (key) => world.runtimeState.read(key))
      const caller: Caller = from.isWithheld ? { ...known, isWithheld: true } : known
      this.#admit({ session, from, codecs: from.device.codecs }, { design, caller })
    } else {
      const caller = callerFromOutside(design, { ...from.said, trunkId: from.trunk.id })
      this.#admit({ session, from, codecs: bothCodecs }, { design, caller })
    }
  }

  #admit(incoming: Incoming, about: Pick<CallSubject, 'design' | 'caller'>): void {
    const { session, from } = incoming
    const admitted = admit(about.design, about.caller, dialledNumbers(session.request))
    const isForHelp = admitted.kind === 'outside' && admitted.isForHelp
    const share = this.#options.world.shares.comeIn(from, { isForHelp })
    if (share.kind === 'refused') session.reject(responseTo(share))
    else this.#begin(incoming, about, { admitted, share })
  }

  /** Whatever becomes of the call, what it holds is given back once. */
  #begin(
    { session, codecs }: Incoming,
    about: Pick<CallSubject, 'design' | 'caller'>,
    { admitted, share }: { readonly admitted: Admission; readonly share: CallShare },
  ): void {
    const { world, events } = this.#options
    const callId = world.newId()
    const leave = () => {
      this.#live.delete(callId)
      share.release()
    }
    try {
      const leg = new CallerLeg(world, session, { codecs: codecs.length > 0 ? codecs : bothCodecs, share })
      if (!leg.canBeAnswered) {
        session.reject({ status: 488 })
        leave()
        return
      }
      const { dialled } = admitted
      const callflowId = admitted.kind === 'flow' ? admitted.callflowId : ''
      const direction = directionOf(about.caller, admitted)
      const call = new LiveCall({ ...about, callId, dialled, callflowId, direction }, world, leg, events)
      this.#live.set(callId, call)
      events.changed(call)
      const run = admitted.kind === 'refused' ? turnAway(call, admitted) : runLiveCall(call, entranceOf(admitted))
      this.#follow(call, run, leave)
    } catch (error) {
      leave()
      throw error
    }
  }

  #follow(call: LiveCall, run: Promise<Ended>, leave: () => void): void {
    run
      .finally(leave)
      .then((ended) => {
        this.#traces.keep(call.callId, call.trace)
        this.#options.onEnded(call.cdr(ended.reason))
        this.#options.world.queues.reconsider()
      })
      .catch((error: unknown) => {
        this.#options.world.log.error({ err: error, callId: call.callId }, 'a call could not be closed')
        call.caller.end(500)
      })
  }
}

/** An INVITE and whose it is. */
interface Incoming {
  readonly session: IncomingSession
  readonly from: CallFrom
  readonly codecs: readonly AudioCodec[]
}

const busyNow = { status: 503, headers: [['Retry-After', '10']] } as const

/** As histories show it. */
function directionOf({ origin }: Caller, admitted: Admission): Cdr['direction'] {
  if (origin.kind === 'trunk') return 'inbound'
  const isOutside = admitted.kind === 'outside' || (admitted.kind === 'denied' && admitted.why === 'restricted')
  return isOutside ? 'outbound' : 'internal'
}

const bothCodecs: readonly AudioCodec[] = ['PCMU', 'PCMA']
