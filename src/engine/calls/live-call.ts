import type { DesignSnapshot } from '../../callflow/design/snapshot.ts'
import { type CallState as CarriedState, editedCallState, freshCallState } from '../../callflow/run/call-state.ts'
import type { DialLeg, Sound } from '../../callflow/run/operation.ts'
import type { Caller } from '../../callflow/run/script.ts'
import type { TraceEvent } from '../../callflow/run/trace.ts'
import type { Cdr, LiveCall as LiveCallView, VoicemailMessage } from '../control/contract.ts'
import type { AudioSource } from '../media/media-engine.ts'
import type { ResolvedSounds } from '../services/sounds.ts'
import { CallRecording } from './call-recording.ts'
import type { CallWorld } from './call-world.ts'
import type { CalleeLeg } from './callee-leg.ts'
import { type Charge, chargeOf, freeOfCharge } from './charge.ts'
import type { CallerLeg } from './caller-leg.ts'
import type { DialFailure } from '../../callflow/run/dial-failure.ts'

export interface CallSubject {
  readonly callId: string
  /** Stays the call's own, whatever is deployed meanwhile. */
  readonly design: DesignSnapshot
  readonly caller: Caller
  readonly dialled: string
  /** Empty for a call that goes straight out. */
  readonly callflowId: string
  readonly direction: Cdr['direction']
}

export interface CallEvents {
  trace(callId: string, event: TraceEvent): void
  changed(call: LiveCall): void
  messageSaved(message: VoicemailMessage): void
}

export type CallState = LiveCallView['state']

/** What is known and open about one call while it lasts. The operations act on it; it decides nothing. */
export class LiveCall {
  readonly subject: CallSubject
  readonly world: CallWorld
  readonly caller: CallerLeg
  readonly events: CallEvents
  readonly recording: CallRecording
  /** Recordings of the caller that are not yet a message, by id. */
  readonly recordings = new Map<string, string>()
  readonly trace: TraceEvent[] = []
  /** By the clock on the wall. */
  readonly startedMs: number
  /** The same moment by the clock that measures. */
  readonly #begunMs: number
  lastDialFailure: DialFailure | undefined
  #callee: CalleeLeg | undefined
  #legs: CalleeLeg[] = []
  #state: CallState = 'setup'
  #answeredMs: number | null = null
  #answeredBy = ''
  #forwardedBy = ''
  #charge: Charge = freeOfCharge
  #userIds = new Set<string>()
  #nodeId: string | null = null
  #callflowId: string
  #carried = freshCallState
  #isAnnouncing = false

  constructor(subject: CallSubject, world: CallWorld, caller: CallerLeg, events: CallEvents) {
    this.subject = subject
    this.world = world
    this.caller = caller
    this.events = events
    this.recording = new CallRecording(this)
    this.startedMs = world.clock.wall()
    this.#begunMs = world.clock.now()
    this.#callflowId = subject.callflowId
    const { origin } = subject.caller
    if (origin.kind === 'device' && origin.userId !== undefined) this.#userIds.add(origin.userId)
    caller.onAnswered = () => {
      this.#answeredMs = this.startedMs + this.elapsedMs()
      this.setState('answered')
      if (this.design.account?.recordAllCalls) {
        this.recording.startForEveryCall()
      }
      this.recording.reached('answer')
    }
  }

  get callId(): string {
    return this.subject.callId
  }

  get design(): DesignSnapshot {
    return this.subject.design
  }

  /** The step at hand; empty before the first. */
  get nodeId(): string {
    return this.#nodeId ?? ''
  }

  get isTalking(): boolean {
    return this.#state === 'talking'
  }

  /** The leg that won the last dial, until it leaves. */
  get callee(): CalleeLeg | undefined {
    return this.#callee
  }

  /** What steps have set so far. */
  get carried(): CarriedState {
    return this.#carried
  }

  get answeredMs(): number | null {
    return this.#answeredMs
  }

  get recordKey(): string {
    return `${this.#answeredMs} ${this.#answeredBy} ${this.#carried.prefixes.name}`
  }

  elapsedMs(): number {
    return this.world.clock.now() - this.#begunMs
  }

  /** Whether that person is on this call, calling or called. */
  involves(userId: string): boolean {
    return this.#userIds.has(userId)
  }

  observe(event: TraceEvent): void {
    this.trace.push(event)
    if (event.kind === 'node-entered') {
      this.#nodeId = event.nodeId
      this.#callflowId = event.callflowId
      this.#announce()
    } else if (event.kind === 'operation') {
      this.#carried = editedCallState(this.#carried, event.operation) ?? this.#carried
    }
    this.events.trace(this.callId, event)
  }

  setState(state: CallState): void {
    if (this.#state === state || (state === 'ringing' && this.#state !== 'setup')) return
    this.#state = state
    this.#announce()
  }

  legStarted(leg: CalleeLeg): void {
    this.#legs = this.#legs.filter((each) => each.state !== 'ended')
    this.#legs.push(leg)
    this.#announce()
  }

  calleeAnswered(callee: CalleeLeg, leg: DialLeg): void {
    this.#callee?.drop()
    this.#callee = callee
    this.#answeredBy = callee.label
    this.#forwardedBy = leg.forwardedBy ?? ''
    this.#charge = chargeOf(this.design, leg, this.subject.caller)
    if (leg.userId !== undefined) this.#userIds.add(leg.userId)
  }

  calleeLeft(): void {
    this.#callee = undefined
    const { origin } = this.subject.caller
    this.#userIds = new Set(origin.kind === 'device' && origin.userId !== undefined ? [origin.userId] : [])
    this.setState('answered')
  }

  /** Once for whatever changes in one go: a group that starts to ring is one event. */
  #announce(): void {
    if (this.#isAnnouncing) return
    this.#isAnnouncing = true
    queueMicrotask(() => {
      this.#isAnnouncing = false
      this.events.changed(this)
    })
  }

  soundsToPlay(sounds: readonly Sound[]): ResolvedSounds {
    const { language } = this.#carried
    const recordingPath = (recordingId: string) => this.recordings.get(recordingId)
    return this.world.sounds.resolve(sounds, { design: this.design, language, recordingPath })
  }

  holdMusic(): readonly AudioSource[] {
    const found = this.soundsToPlay([{ kind: 'hold-music' }])
    return found.ok ? found.sources : []
  }

  view(): LiveCallView {
    const { caller, dialled } = this.subject
    return {
      callId: this.callId,
      startedMs: this.startedMs,
      answeredMs: this.#answeredMs,
      callerName: caller.name,
      callerNumber: caller.number,
      dialled,
      state: this.#state,
      callflowId: this.#callflowId,
      nodeId: this.#nodeId,
      legs: this.#legs.map(({ label, state }) => ({ label, state })),
    }
  }

  cdr(endReason: string): Cdr {
    const { callId, caller, dialled, callflowId, direction } = this.subject
    return {
      callId,
      startedMs: this.startedMs,
      answeredMs: this.#answeredMs,
      endedMs: this.startedMs + this.elapsedMs(),
      direction,
      callerName: caller.name,
      callerNumber: caller.number,
      dialled,
      callflowId,
      answeredBy: this.#answeredBy,
      endReason,
      sipStatus: this.caller.finalStatus ?? null,
      tag: this.#carried.prefixes.name,
      forwardedBy: this.#forwardedBy,
      ...this.#charge,
    }
  }
}
