import type { DesignSnapshot } from '../../callflow/design/snapshot.ts'
import { type CallState, freshCallState, stateAfterEvent } from '../../callflow/run/call-state.ts'
import type { DialFailure } from '../../callflow/run/dial-failure.ts'
import type { Interruption } from '../../callflow/run/interruption.ts'
import type { DialLeg, Sound } from '../../callflow/run/operation.ts'
import { RunControl } from '../../callflow/run/run-control.ts'
import { type Caller, callerAs } from '../../callflow/run/script.ts'
import { spokenLanguages } from '../../callflow/run/spoken-languages.ts'
import type { TraceEvent } from '../../callflow/run/trace.ts'
import type { LegQuality } from '../control/audio-contract.ts'
import type { Cdr, LiveCall } from '../control/contract.ts'
import type { VoicemailMessage } from '../control/message-contract.ts'
import type { AudioSource } from '../media/media-engine.ts'
import type { ResolvedSounds, SoundsOf } from '../services/sounds.ts'
import { CallHistory, type KeptHistory } from './call-history.ts'
import { CallRecording } from './call-recording.ts'
import type { CallWorld } from './call-world.ts'
import { CallerPlace } from './caller-place.ts'
import { Connection } from './connection.ts'
import type { EndedBecause, ReasonHeaders } from './ended-because.ts'
import { IncomingLeg } from './incoming-leg.ts'
import type { Leg } from './leg.ts'
import { qualityOf } from './leg-quality.ts'
import { Listeners } from './listeners.ts'
import { phoneDialogsOf } from './phone-dialogs.ts'
import type { OutgoingLeg } from './outgoing-leg.ts'
import { supervisionOf } from './supervision/supervision-view.ts'
import type { Supervision } from './supervision/supervise.ts'
import { refer } from './transfer/refer.ts'

export interface CallSubject {
  readonly callId: string
  /** Stays the call's own, whatever is deployed meanwhile. */
  readonly design: DesignSnapshot
  readonly caller: Caller
  readonly dialled: string
  /** Empty for a call that goes straight out. */
  readonly callflowId: string
  readonly direction: Cdr['direction']
  /** What it was before a restart. */
  readonly before?: CallBefore
}

/** What a call that goes on in another process has become since it began. Plain data. */
export interface CallBefore {
  /** In the caller's place. */
  readonly who: Caller
  readonly payer: Caller
  readonly wasTransferred: boolean
  readonly state: CallState
  readonly history: KeptHistory
}

export interface CallEvents {
  trace(callId: string, event: TraceEvent): void
  changed(call: Call): void
  messageSaved(message: VoicemailMessage): void
}

/** A call through queues and forks may ring many; those that had audio are few. */
const MAX_QUALITIES = 8

export type CallStage = LiveCall['state']

/**
 * What is known and open about one call while it lasts: its legs, what connects them, and the script that is run for one of them. The operations act on
 * it; it decides nothing.
 */
export class Call {
  readonly subject: CallSubject
  readonly world: CallWorld
  readonly place: CallerPlace
  readonly control = new RunControl()
  readonly events: CallEvents
  readonly recording: CallRecording
  /** Recordings of the caller that are not yet a message, by id. */
  readonly recordings = new Map<string, string>()
  readonly trace: TraceEvent[] = []
  readonly history: CallHistory
  /** It listens in on another call. */
  supervision: Supervision | undefined
  /** It was parked before a restart, and whoever parked it was to be rung then, by the clock on the wall. */
  ringBackAtMs: number | undefined
  lastDialFailure: DialFailure | undefined
  /** Whom a leg of this call costs, and whose limits count for it: whoever called, or transferred it last. */
  payer: Caller
  /** Legs that were rung, to be shown. */
  #rung: OutgoingLeg[] = []
  #callee: Leg | undefined
  #connection: Connection | undefined
  #who: Caller
  #stage: CallStage = 'setup'
  #talkUntilMs: number | undefined
  #nodeId: string | null = null
  #callflowId: string
  #carried = freshCallState
  #isAnnouncing = false
  #isOver = false
  #wasTransferred = false
  #isPickedUp = false
  #because: EndedBecause | undefined
  readonly #traced = new Listeners<[event: TraceEvent]>()
  readonly #over = new Listeners()
  /** Of legs that are gone, or went on elsewhere. */
  readonly #left: LegQuality[] = []

  constructor(subject: CallSubject, world: CallWorld, leg: Leg, events: CallEvents) {
    this.subject = subject
    this.world = world
    this.place = new CallerPlace(leg)
    this.events = events
    this.recording = new CallRecording(this)
    this.history = new CallHistory(subject, world.clock)
    const { before } = subject
    this.payer = before?.payer ?? subject.caller
    this.#who = before?.who ?? subject.caller
    this.#callflowId = subject.callflowId
    if (before) {
      this.#wasTransferred = before.wasTransferred
      this.#carried = before.state
      this.#stage = 'answered'
    }
    this.#add(leg)
    if (leg instanceof IncomingLeg) leg.onAnswered(() => this.#answered())
  }

  get callId(): string {
    return this.subject.callId
  }

  get design(): DesignSnapshot {
    return this.subject.design
  }

  /** The leg that the script is run for. */
  get caller(): Leg {
    return this.place.leg
  }

  /** Who stands there. */
  get who(): Caller {
    return this.#who
  }

  /** The leg that won the last dial, or came in its place, until it leaves. */
  get callee(): Leg | undefined {
    return this.#callee
  }

  /** The callflow at hand; empty in none that is drawn. */
  get callflowId(): string {
    return this.#callflowId
  }

  /** The step at hand; empty before the first. */
  get nodeId(): string {
    return this.#nodeId ?? ''
  }

  /** Whoever calls is known by that name from now on. */
  named(name: string): void {
    this.#who = { ...this.#who, name }
    this.history.named(name)
    this.announce()
  }

  /** Somebody sent it on, or came into it, since it began. */
  get wasTransferred(): boolean {
    return this.#wasTransferred
  }

  /** Phones that stop ringing are told that somebody has it: here, or in another call. */
  get isCompletedElsewhere(): boolean {
    return this.#callee !== undefined || this.#isPickedUp
  }

  get isTalking(): boolean {
    return this.#stage === 'talking'
  }

  get kept(): CallBefore {
    const { payer, history, wasTransferred } = this
    return { who: this.#who, payer, wasTransferred, state: this.#carried, history: history.kept }
  }

  /** What steps have set so far. */
  get carried(): CallState {
    return this.#carried
  }

  get recordKey(): string {
    return `${this.history.key} ${this.#carried.prefixes.name}`
  }

  elapsedMs(): number {
    return this.history.elapsedMs()
  }

  /** Whether that person is on this call, calling or called. */
  involves(userId: string): boolean {
    return this.caller.userId === userId || this.#callee?.userId === userId
  }

  /** Somebody is being rung. */
  get isRinging(): boolean {
    return this.#stage === 'ringing'
  }

  /** Everybody in it, and whoever was rung; some of them may have gone. */
  *legs(): Generator<Leg> {
    if (!this.place.isVacant) yield this.caller
    yield* this.#rung
    if (this.#callee && !this.#rung.some((leg) => leg === this.#callee)) yield this.#callee
  }

  /** Whether one of these phones rings for it. */
  ringsAt(deviceIds: ReadonlySet<string>): boolean {
    const rings = ({ state, dialled: { target } }: OutgoingLeg) =>
      state === 'ringing' && target.kind === 'device' && deviceIds.has(target.deviceId)
    return this.#rung.some(rings)
  }

  /** Whether that phone makes it, rings for it or is on it. */
  isAtPhone(deviceId: string): boolean {
    const isThere = (leg: Leg | undefined) => leg?.label === deviceId && !leg.isGone
    return isThere(this.caller) || isThere(this.#callee) || this.#rung.some(isThere)
  }

  observe(event: TraceEvent): void {
    this.trace.push(event)
    if (event.kind === 'node-entered') {
      this.#nodeId = event.nodeId
      this.#callflowId = event.callflowId
      this.announce()
    } else if (event.kind === 'recalled') this.#nodeId = null
    this.#carried = stateAfterEvent(this.#carried, event)
    if (event.kind === 'transferred') this.#moveTo(event)
    this.events.trace(this.callId, event)
    this.#traced.tell(event)
  }

  #moveTo({ caller, callflowId }: TraceEvent & { kind: 'transferred' }): void {
    this.#who = caller
    this.#wasTransferred = true
    this.#nodeId = null
    this.#callflowId = callflowId
    this.announce()
  }

  onEvent(listener: (event: TraceEvent) => void): () => void {
    return this.#traced.add(listener)
  }

  onOver(listener: () => void): () => void {
    return this.#over.add(listener)
  }

  /** Its script has come to an end: whatever still waits for it is told. */
  over(): void {
    this.#isOver = true
    this.#over.tell()
    this.#over.clear()
  }

  setStage(stage: CallStage): void {
    if (this.#stage === stage || (stage === 'ringing' && this.#stage !== 'setup')) return
    this.#stage = stage
    this.announce()
  }

  legStarted(leg: OutgoingLeg): void {
    this.#add(leg)
    this.#rung = this.#rung.filter((each) => each.state !== 'ended')
    this.#rung.push(leg)
    this.announce()
  }

  calleeAnswered(callee: OutgoingLeg, dialled: DialLeg): void {
    this.#callee?.end(480)
    this.#callee = callee
    this.#because = undefined
    this.history.answeredBy(callee.label, dialled, this)
  }

  calleeLeft(): void {
    this.#callee = undefined
    this.#talkUntilMs = undefined
    this.setStage('answered')
  }

  /** Joins caller and callee. */
  connect(callee: Leg): Connection {
    this.#connection?.end()
    this.#connection = new Connection(this.world.media, [this.caller, callee], {
      holdMusic: () => this.holdMusic(),
      watchedTone: () => this.#watchedTone(),
    })
    this.setStage('talking')
    return this.#connection
  }

  disconnect(): void {
    this.#connection?.end()
    this.#connection = undefined
  }

  /** Whom that leg talks to now. */
  otherThan(leg: Leg): Leg | undefined {
    return this.#connection?.otherThan(leg)
  }

  /** How much longer a conversation may last that began with a limit, by the clock that measures; the limit counts from its beginning, whoever comes in. */
  talkLeftMs(limitMs: number | undefined): number | undefined {
    if (limitMs === undefined) return undefined
    const nowMs = this.world.clock.now()
    this.#talkUntilMs ??= nowMs + limitMs
    return Math.max(0, this.#talkUntilMs - nowMs)
  }

  /** Takes the call away from its script. False when it is over, or being cleaned up, already. */
  interrupt(interruption: Interruption): boolean {
    this.#isPickedUp ||= interruption.kind === 'picked-up'
    if (!this.control.interrupt(interruption)) return false
    this.place.takeAway(interruption)
    return true
  }

  /** Another leg in the caller's place; whoever stood there is the business of whoever asks for it. */
  putCaller(leg: Leg, who: Caller): void {
    leg.call = this
    this.place.put(leg)
    this.#who = who
    this.#wasTransferred = true
    this.recording.moved()
    if (leg.isAnswered) this.#answered()
  }

  /** Another leg in the callee's place. */
  putCallee(leg: Leg): void {
    leg.call = this
    this.#callee = leg
    this.history.answeredByAnother(leg.label)
  }

  /** That leg goes on elsewhere and is not to be hung up when its conversation here ends. */
  letGo(leg: Leg): void {
    this.#noteQuality(leg)
    if (leg === this.#callee) this.calleeLeft()
    if (leg === this.caller) this.place.vacate()
    leg.call = undefined
  }

  /** How the audio of everybody fares who is, or was, in it. */
  quality(): LegQuality[] {
    const present = [...this.legs()].filter((leg) => !leg.isGone).map(qualityOf)
    return [...this.#left, ...present.filter((quality) => quality !== undefined)].slice(0, MAX_QUALITIES)
  }

  /** Whoever leaves last and says why is why the call ends. */
  legGone(leg: Leg): void {
    this.#noteQuality(leg)
    const why = leg.endedBecause
    if (why) {
      this.#because = why
      this.history.endedBecause(`${leg === this.caller ? 'The caller' : 'The called side'} ${why.words}.`)
    }
    this.announce()
  }

  #noteQuality(leg: Leg): void {
    const quality = qualityOf(leg)
    if (quality !== undefined && this.#left.length < MAX_QUALITIES) this.#left.push(quality)
  }

  /** For the first time anywhere. */
  #add(leg: Leg): void {
    leg.call = this
    leg.onReferral((referral) => refer(leg, referral))
    leg.onGone(() => leg.call?.legGone(leg))
    leg.onAudioChanged(() => leg.call?.announce())
  }

  /** What whoever is left, or still rings, is told of that. */
  get reasonHeaders(): ReasonHeaders {
    // The script hears of a caller who leaves before we do.
    const why = this.#because ?? (this.place.isVacant ? undefined : this.caller.endedBecause)
    return why?.reasons.map((value) => ['Reason', value] as const) ?? []
  }

  #answered(): void {
    if (this.history.answered()) {
      this.setStage('answered')
      if (this.design.account?.recordAllCalls) this.recording.startForEveryCall()
    }
    this.recording.reached('answer')
  }

  /** It looks otherwise to those who watch. Once for whatever changes in one go: a group that starts to ring is one event. */
  announce(): void {
    if (this.#isAnnouncing) return
    this.#isAnnouncing = true
    queueMicrotask(() => {
      this.#isAnnouncing = false
      if (!this.#isOver) this.events.changed(this)
    })
  }

  soundsToPlay(sounds: readonly Sound[]): ResolvedSounds {
    return this.world.sounds.resolve(sounds, this.#soundsOf())
  }

  /** The same with what has to be made first: it takes its time, and the caller may leave meanwhile. */
  madeToPlay(sounds: readonly Sound[]): Promise<ResolvedSounds> {
    return this.world.sounds.make(sounds, this.#soundsOf())
  }

  #soundsOf(): SoundsOf {
    const { language, identity } = this.#carried
    const { design } = this
    const languages = spokenLanguages({ design, caller: callerAs(this.#who, identity), language })
    return { design, languages, recordingPath: (recordingId) => this.recordings.get(recordingId) }
  }

  holdMusic(): readonly AudioSource[] {
    const found = this.soundsToPlay([{ kind: 'hold-music' }])
    return found.ok ? found.sources : []
  }

  #watchedTone(): readonly AudioSource[] {
    if (!this.design.account?.superviseTone) return []
    const found = this.soundsToPlay([{ kind: 'tone', tone: 'beep' }])
    return found.ok ? found.sources : []
  }

  view(): LiveCall {
    return {
      callId: this.callId,
      startedMs: this.history.startedMs,
      answeredMs: this.history.answeredMs,
      callerName: this.#who.name,
      callerNumber: this.#who.number,
      attestation: this.#who.attestation ?? '',
      dialled: this.subject.dialled,
      state: this.#stage,
      callflowId: this.#callflowId,
      nodeId: this.#nodeId,
      legs: this.#rung.map(({ label, state }) => ({ label, state })),
      slot: this.world.parking.slotOf(this.callId),
      phones: phoneDialogsOf(this).map(({ id: _id, remote: _remote, names: _names, ...phone }) => phone),
      ...supervisionOf(this),
    }
  }

  cdr(endReason: string): Cdr {
    return this.history.record({
      endReason,
      sipStatus: this.caller.finalStatus ?? null,
      tag: this.#carried.prefixes.name,
      audio: this.quality(),
    })
  }
}
