import type { Device } from '../../callflow/design/document.ts'
import type { DesignSnapshot } from '../../callflow/design/snapshot.ts'
import { countryOf } from '../../callflow/numbering/country.ts'
import { toE164 } from '../../callflow/numbering/e164.ts'
import { lookupNumber, type NumberMatch } from '../../callflow/numbering/lookup.ts'
import { isEmergency } from '../../callflow/numbering/emergency.ts'
import { isOutsideNumber, mayCall, mayDialInside } from '../../callflow/numbering/number-class.ts'
import { screenCaller } from '../../callflow/numbering/screen-caller.ts'
import type { Ended } from '../../callflow/run/interpreter.ts'
import type { TraceEvent } from '../../callflow/run/trace.ts'
import type { Cdr, LiveCall as LiveCallView } from '../control/contract.ts'
import type { AudioCodec } from '../media/media-engine.ts'
import type { Authenticator } from '../services/authenticator.ts'
import type { IncomingSession } from '../sip/user-agent.ts'
import type { CallWorld } from './call-world.ts'
import { callerOfDevice, outsideCallerId } from './caller-identity.ts'
import { CallerLeg } from './caller-leg.ts'
import { writingsOf } from './dialled-number.ts'
import { type CallEvents, type CallSubject, LiveCall } from './live-call.ts'
import { dialledNumbers, type Origin, originOf } from './origin.ts'
import { runOutbound, runRefused, runThroughFlow } from './run-live-call.ts'
import { TraceMemory } from './trace-memory.ts'

const MAX_LIVE_CALLS = 2_000
const OUTBOUND_RING_MS = 180_000

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
    const design = this.#options.design()
    if (!design || this.#isClosing || this.#live.size >= MAX_LIVE_CALLS) {
      session.reject({ status: 503, headers: [['Retry-After', '10']] })
      return
    }
    const origin = originOf(session, design, this.#options.world, this.#options.authenticator)
    if (origin.kind === 'refused') session.reject(origin.response)
    else if (origin.kind === 'device') this.#fromDevice(session, design, origin.device)
    else this.#fromTrunk(session, design, origin)
  }

  #fromDevice(session: IncomingSession, design: DesignSnapshot, device: Device): void {
    const dialled = dialledNumbers(session.request)[0] ?? ''
    const caller = callerOfDevice(design, device)
    const country = countryOf(design)
    const found = dialled === '' ? undefined : lookupNumber(design, dialled, { isInternal: true })
    const isForHelp = isEmergency(dialled, country)
    // A flow for whatever nothing else answers must not swallow a call for help.
    const match = found?.by === 'no-match' && isForHelp ? undefined : found
    if (!mayDialInside(design, caller, dialled)) {
      this.#deny(session, { design, caller, dialled, direction: 'internal' }, device.codecs)
      return
    }
    if (match) {
      this.#throughFlow(session, { design, caller, dialled, direction: 'internal' }, match, device.codecs)
      return
    }
    const number = toE164(dialled, country) ?? dialled
    if (isOutsideNumber(dialled) || isForHelp) {
      const known = isForHelp ? undefined : lookupNumber(design, number, { isInternal: true })
      if (known) this.#throughFlow(session, { design, caller, dialled, direction: 'internal' }, known, device.codecs)
      else if (!mayCall(design, caller, number))
        this.#deny(session, { design, caller, dialled, direction: 'outbound' }, device.codecs)
      else this.#straightOut(session, { design, caller, dialled, direction: 'outbound' }, device, number)
      return
    }
    session.reject({ status: 404 })
  }

  #fromTrunk(session: IncomingSession, design: DesignSnapshot, origin: Origin & { kind: 'trunk' }): void {
    const country = countryOf(design)
    const caller = {
      name: origin.name,
      number: toE164(origin.number, country) ?? origin.number,
      origin: { kind: 'trunk', trunkId: origin.trunk.id },
    } as const
    const refused = screenCaller(design, caller)
    if (refused) {
      session.reject({ status: refused.sipStatus, reason: refused.sipReason })
      return
    }
    const writings = dialledNumbers(session.request).flatMap((number) => writingsOf(number, country))
    const matches = writings.map((dialled) => ({
      dialled,
      match: lookupNumber(design, dialled, { isInternal: false }),
    }))
    const found = matches.find(({ match }) => match?.by === 'number') ?? matches.find(({ match }) => match)
    if (!found?.match) {
      session.reject({ status: 404 })
      return
    }
    const subject = { design, caller, dialled: found.dialled, direction: 'inbound' } as const
    this.#throughFlow(session, subject, found.match, bothCodecs)
  }

  #throughFlow(
    session: IncomingSession,
    about: Omit<CallSubject, 'callId' | 'callflowId'>,
    { callflowId, captures }: NumberMatch,
    codecs: readonly AudioCodec[],
  ): void {
    const call = this.#open(session, { ...about, callflowId }, codecs)
    if (call) this.#follow(call, runThroughFlow(call, captures))
  }

  #deny(
    session: IncomingSession,
    about: Omit<CallSubject, 'callId' | 'callflowId'>,
    codecs: readonly AudioCodec[],
  ): void {
    const call = this.#open(session, { ...about, callflowId: '' }, codecs)
    if (call) this.#follow(call, runRefused(call))
  }

  #straightOut(
    session: IncomingSession,
    about: Omit<CallSubject, 'callId' | 'callflowId'>,
    device: Device,
    number: string,
  ): void {
    const { design } = about
    const trunk = design.find('trunk', design.account?.outboundTrunkId)
    if (!trunk?.enabled) {
      session.reject({ status: 404 })
      return
    }
    const call = this.#open(session, { ...about, callflowId: '' }, device.codecs)
    if (!call) return
    const { name: callerName, number: callerNumber } = outsideCallerId(design, device, number)
    const leg = {
      target: { kind: 'number', number, trunkId: trunk.id },
      delayMs: 0,
      timeoutMs: OUTBOUND_RING_MS,
      requireKeypress: false,
      callerName,
      callerNumber,
    } as const
    this.#follow(call, runOutbound(call, leg))
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

const bothCodecs: readonly AudioCodec[] = ['PCMU', 'PCMA']
