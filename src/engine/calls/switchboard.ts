import type { DesignSnapshot } from '../../callflow/design/snapshot.ts'
import { admit, type Admission } from '../../callflow/numbering/admit.ts'
import { callerAtDevice } from '../../callflow/numbering/caller-at-device.ts'
import { callBackTo, entranceOf, firstFor, pickUpOf } from '../../callflow/run/built-in-flow.ts'
import { callerFromOutside } from '../../callflow/numbering/outside-caller.ts'
import type { Interruption } from '../../callflow/run/interruption.ts'
import type { Ended } from '../../callflow/run/interpreter.ts'
import type { NamedRinging } from '../../callflow/scripts/pick-up-named.ts'
import type { CalledForHelp } from '../../callflow/scripts/emergency-call-back.ts'
import { countryOf } from '../../callflow/numbering/country.ts'
import { toE164 } from '../../callflow/numbering/e164.ts'
import type { SupervisionManner } from '../../callflow/run/operation.ts'
import type { Caller } from '../../callflow/run/script.ts'
import type { TraceEvent } from '../../callflow/run/trace.ts'
import type { LegQuality } from '../control/audio-contract.ts'
import type { Cdr, LiveCall } from '../control/contract.ts'
import type { AudioCodec } from '../media/media-engine.ts'
import type { Door } from '../services/door.ts'
import type { IncomingSession, Replaces } from '../sip/user-agent.ts'
import type { CallFrom, CallShare } from './call-shares.ts'
import type { CallWorld } from './call-world.ts'
import type { ToRing } from './call-back.ts'
import { attestationIn } from './attestation.ts'
import type { KeyWay } from './leg-audio.ts'
import { codecsOf } from './leg-codecs.ts'
import { type Click, type Clicked, goOnFromPhone, prepareClick } from './click-to-call.ts'
import { ClickLeg } from './click-leg.ts'
import { type AudioEncryption, audioEncryptionOf, trunkEncryptionOf } from './audio-encryption.ts'
import { IncomingLeg } from './incoming-leg.ts'
import { type CallEvents, type CallSubject, Call } from './call.ts'
import { dialledNumbers, originOf } from './origin.ts'
import { responseTo } from './refusal-notes.ts'
import { runLiveCall, turnAway } from './run-live-call.ts'
import { namedRinging } from './moving/named-ringing.ts'
import { type RecordAction, recordNow } from './record-now.ts'
import { prepareSupervision, type SupervisionClick, type SupervisionRefused } from './supervision/click-to-supervise.ts'
import { resumeParked } from './moving/resume-parked.ts'
import type { KeptParked } from './moving/kept-parked.ts'
import { TraceMemory } from './trace-memory.ts'
import { takePlace } from './transfer/take-place.ts'
import { isSamePerson, whoIs } from './transfer/who-is.ts'

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
  readonly #live = new Map<string, Call>()
  readonly #traces = new TraceMemory()
  #isClosing = false

  constructor(options: SwitchboardOptions) {
    this.#options = options
  }

  get size(): number {
    return this.#live.size
  }

  live(): Iterable<Call> {
    return this.#live.values()
  }

  list(): LiveCall[] {
    return [...this.#live.values()].map((call) => call.view())
  }

  trace(callId: string): readonly TraceEvent[] {
    return this.#live.get(callId)?.trace ?? this.#traces.get(callId) ?? []
  }

  /** Of a call that is up. */
  quality(callId: string): readonly LegQuality[] {
    return this.#live.get(callId)?.quality() ?? []
  }

  hangUp(callId: string): boolean {
    const call = this.#live.get(callId)
    if (call) endBy(call, { kind: 'ended-by-operator' }, 480)
    return call !== undefined
  }

  isUserOnCall(userId: string): boolean {
    for (const call of this.#live.values()) if (call.involves(userId)) return true
    return false
  }

  /** New calls get 503, those that live are hung up. */
  close(): void {
    this.#isClosing = true
    for (const call of this.#live.values()) endBy(call, { kind: 'engine-stopped' }, 503)
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
      const encryption = audioEncryptionOf(from.device, session.source.transport)
      this.#admit(
        {
          session,
          from,
          codecs: codecsOf(from.device),
          encryption,
          dtmf: from.device.dtmf,
          dialled: dialledNumbers(session.request),
        },
        { design, caller },
      )
    } else {
      const caller = callerFromOutside(design, {
        ...from.said,
        trunkId: from.trunk.id,
        attestation: attestationIn(session.request.headers),
      })
      const dialled = dialledNumbers(session.request, from.trunk.calledHeader)
      const encryption = trunkEncryptionOf(from.trunk, session.source.transport, false)
      this.#admit(
        { session, from, codecs: codecsOf(from.trunk), encryption, dtmf: 'auto', dialled },
        { design, caller },
      )
    }
  }

  #admit(incoming: Incoming, about: Pick<CallSubject, 'design' | 'caller'>): void {
    const { session, from } = incoming
    if (session.replaces) {
      this.#takePlace(incoming, about, session.replaces)
      return
    }
    const admitted = admit(about.design, about.caller, incoming.dialled)
    if (this.#options.world.loops.isLoop(session.request.headers, admitted.dialled, about.caller.number)) {
      session.reject({ status: 482 })
      return
    }
    const callers = about.caller.origin.kind === 'trunk' ? this.#calledForHelp(about.design, incoming.dialled) : []
    const isForHelp = callers.length > 0 || (admitted.kind === 'outside' && admitted.isForHelp)
    const share = this.#options.world.shares.comeIn(from, { isForHelp })
    if (share.kind === 'refused') session.reject(responseTo(share))
    else this.#beginAdmitted(incoming, about, { admitted, share, callers })
  }

  /** Emergency services call back whoever called them, under the number that they were shown. */
  #calledForHelp(design: DesignSnapshot, dialled: readonly string[]): readonly CalledForHelp[] {
    const { emergencies } = this.#options.world
    if (!emergencies.isAnybodyCalledBack) return []
    const numbers = dialled.map((number) => toE164(number, countryOf(design)) ?? number)
    return emergencies.callersUnder(numbers)
  }

  /** A phone takes over a call of its owner's other phone, or picks up one that rings (RFC 3891 §3). */
  #takePlace(incoming: Incoming, about: Pick<CallSubject, 'design' | 'caller'>, replaces: Replaces): void {
    const { world } = this.#options
    const { caller } = about
    const { session, from, codecs, encryption, dtmf } = incoming
    const replaced = world.userAgent.sessionOf(replaces)
    const of = replaced && world.legs.get(replaced)
    const ringing = of && namedRinging(of, caller)
    if (ringing !== undefined) {
      this.#pickUp(incoming, about, ringing)
      return
    }
    if (!of?.call || !isSamePerson(whoIs(of.call, of), caller)) {
      session.reject({ status: of?.call ? 403 : 481 })
      return
    }
    const share = world.shares.comeIn(from)
    if (share.kind === 'refused') {
      session.reject(responseTo(share))
      return
    }
    const by = new IncomingLeg(world, session, { codecs, encryption, dtmf, share, caller })
    const { problem } = by
    if (problem !== undefined) {
      session.reject(notAcceptable(problem))
      return
    }
    by.answer()
      .then(() => {
        if (takePlace({ of, by, transferredBy: by.label })) of.end(480)
        else by.end(480)
      })
      .catch((error: unknown) => {
        world.log.error({ err: error }, 'a call could not be taken over')
        by.end(by.isShortOfPorts ? 503 : 500)
      })
  }

  #pickUp(
    incoming: Incoming,
    about: Pick<CallSubject, 'design' | 'caller'>,
    ringing: NamedRinging | 'not-allowed',
  ): void {
    const { session, from } = incoming
    if (ringing === 'not-allowed') {
      session.reject({ status: 403 })
      return
    }
    const share = this.#options.world.shares.comeIn(from)
    if (share.kind === 'refused') {
      session.reject(responseTo(share))
      return
    }
    const dialled = incoming.dialled[0] ?? ''
    const entrance = { dialled, callflowId: '', builtIn: pickUpOf(ringing) }
    const subject = { ...about, dialled, callflowId: '', direction: 'internal' } as const
    this.#begin(incoming, { subject, share, run: (call) => runLiveCall(call, entrance) })
  }

  #beginAdmitted(
    incoming: Incoming,
    about: Pick<CallSubject, 'design' | 'caller'>,
    { admitted, share, callers }: Admitted,
  ): void {
    const { dialled } = admitted
    const callflowId = admitted.kind === 'flow' ? admitted.callflowId : ''
    const direction = directionOf(about.caller, admitted)
    const first = callers.length > 0 ? callBackTo(callers) : firstFor(about.design, about.caller, admitted)
    this.#begin(incoming, {
      subject: { ...about, dialled, callflowId, direction },
      share,
      run: (call) =>
        admitted.kind === 'refused' && callers.length === 0
          ? turnAway(call, admitted)
          : runLiveCall(call, { ...entranceOf(admitted), ...(first ? { first } : {}) }),
    })
  }

  /** Whatever becomes of the call, it does not stay in the list. */
  #begin({ session, codecs, encryption, dtmf }: Incoming, { subject, share, run }: Beginning): void {
    const { world, events } = this.#options
    const callId = world.newId()
    const leave = () => void this.#live.delete(callId)
    let call: Call | undefined
    try {
      const leg = new IncomingLeg(world, session, { codecs, encryption, dtmf, share, caller: subject.caller })
      const { problem } = leg
      if (problem !== undefined) {
        session.reject(notAcceptable(problem))
        return
      }
      call = new Call({ ...subject, callId }, world, leg, events)
      this.#live.set(callId, call)
      events.changed(call)
      this.#follow(call, run(call), leave)
    } catch (error) {
      leave()
      call?.over()
      share.release()
      throw error
    }
  }

  /** Rings the phones of whoever clicked; the one that answers goes on to the number. */
  click(click: Click): Clicked {
    const { world } = this.#options
    const design = this.#options.design()
    if (!design || this.#isClosing) return { ok: false, why: 'busy' }
    const prepared = prepareClick(world, design, click)
    if ('ok' in prepared) return prepared
    const { subject, to, entrance } = prepared
    const call = this.#beginClick({ ...subject, direction: directionOf(subject.caller, to) }, entrance)
    goOnFromPhone(call, prepared)
    return { ok: true, callId: call.callId }
  }

  /** Rings the phones of whoever wants to listen in; the one that answers hears that call. */
  supervise(click: SupervisionClick): Clicked | SupervisionRefused {
    const design = this.#options.design()
    if (!design || this.#isClosing) return { ok: false, why: 'busy' }
    const prepared = prepareSupervision(this.#options.world, design, click)
    if ('ok' in prepared) return prepared
    const { callId } = this.#beginClick({ ...prepared.subject, direction: 'internal' }, prepared.entrance)
    return { ok: true, callId }
  }

  /** False: that call listens to none. */
  changeSupervision(callId: string, manner: SupervisionManner): boolean {
    const supervision = this.#live.get(callId)?.supervision
    supervision?.change(manner)
    return supervision !== undefined
  }

  record(callId: string, action: RecordAction): Promise<{ found: boolean; done: boolean }> {
    return recordNow(this.#live.get(callId), action)
  }

  #beginClick(about: Omit<CallSubject, 'callId'>, entrance: Parameters<typeof runLiveCall>[1]): Call {
    const { world, events } = this.#options
    const callId = world.newId()
    const call = new Call({ ...about, callId }, world, new ClickLeg(world), events)
    this.#live.set(callId, call)
    events.changed(call)
    this.#follow(call, runLiveCall(call, entrance), () => void this.#live.delete(callId))
    return call
  }

  /** A call that nobody makes: its script rings whom it wants to. Undefined: no calls are taken now. */
  ring({ subject, entrance }: ToRing): string | undefined {
    if (this.#isClosing) return undefined
    const { world, events } = this.#options
    const callId = world.newId()
    const call = new Call({ ...subject, callId }, world, new ClickLeg(world), events)
    this.#live.set(callId, call)
    events.changed(call)
    this.#follow(call, runLiveCall(call, entrance), () => void this.#live.delete(callId))
    return callId
  }

  /** Calls that were parked when the engine was killed go on where they were. Returns those that cannot, by their ids. */
  resume(parked: readonly KeptParked[]): readonly string[] {
    const { world, events } = this.#options
    const design = this.#options.design()
    return parked.flatMap((kept) => {
      const { callId, slot } = kept
      try {
        const resumed = design && resumeParked({ world, events, design }, kept)
        if (resumed) {
          const { call, entrance } = resumed
          this.#live.set(callId, call)
          events.changed(call)
          this.#follow(call, runLiveCall(call, entrance), () => void this.#live.delete(callId))
          return []
        }
        world.log.warn({ callId, slot }, 'a parked call of the run before has no place any more: it is given up')
      } catch (error) {
        world.log.error({ err: error, callId, slot }, 'a parked call of the run before could not be taken up')
        world.parking.leave(callId)
      }
      world.parkedRows.remove(callId)
      return [callId]
    })
  }

  #follow(call: Call, run: Promise<Ended>, leave: () => void): void {
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

interface Admitted {
  readonly admitted: Admission
  readonly share: CallShare
  /** Whom it calls back. */
  readonly callers: readonly CalledForHelp[]
}

interface Beginning {
  readonly subject: Omit<CallSubject, 'callId'>
  readonly share: CallShare
  readonly run: (call: Call) => Promise<Ended>
}

/** An INVITE and whose it is. */
interface Incoming {
  readonly session: IncomingSession
  readonly from: CallFrom
  readonly codecs: readonly AudioCodec[]
  readonly encryption: AudioEncryption
  readonly dtmf: KeyWay
  /** As it says itself, the likeliest first. */
  readonly dialled: readonly string[]
}

/** We end it, and it is recorded as that. What is being cleaned up already is only hung up. */
function endBy(call: Call, interruption: Interruption, status: number): void {
  if (!call.interrupt(interruption) && !call.place.isVacant) call.caller.end(status)
}

const busyNow = { status: 503, headers: [['Retry-After', '10']] } as const

/** As histories show it. */
function directionOf({ origin }: Caller, admitted: Admission): Cdr['direction'] {
  if (origin.kind === 'trunk') return 'inbound'
  const isOutside = admitted.kind === 'outside' || (admitted.kind === 'denied' && admitted.why === 'restricted')
  return isOutside ? 'outbound' : 'internal'
}

/** With the reason for whoever reads what the phone got (RFC 3261 §20.43). */
function notAcceptable(problem: string) {
  return { status: 488, headers: [['Warning', `399 callwright "${problem}"`] as const] }
}
