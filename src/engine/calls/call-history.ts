import type { DialLeg } from '../../callflow/run/operation.ts'
import type { EngineClock } from '../clock.ts'
import type { Cdr } from '../control/contract.ts'
import type { Call, CallSubject } from './call.ts'
import { type Charge, chargeOf, freeOfCharge } from './charge.ts'

/** What it has to say so far, for another process. Plain data. */
export interface KeptHistory extends Charge {
  readonly startedMs: number
  readonly answeredMs: number | null
  readonly answeredBy: string
  readonly forwardedBy: string
  readonly transferredBy: string
  readonly callerName: string | null
}

/** What the call record will say. */
export class CallHistory {
  /** By the clock on the wall. */
  readonly startedMs: number
  /** The same moment by the clock that measures. */
  readonly #begunMs: number
  readonly #subject: CallSubject
  readonly #clock: EngineClock
  #answeredMs: number | null = null
  #answeredBy = ''
  #forwardedBy = ''
  #transferredBy = ''
  #continuedIn = ''
  #charge: Charge = freeOfCharge
  #callerName: string | undefined
  #endedBecause = ''

  constructor(subject: CallSubject, clock: EngineClock) {
    this.#subject = subject
    this.#clock = clock
    const { before } = subject
    this.startedMs = before?.history.startedMs ?? clock.wall()
    this.#begunMs = clock.now() - Math.max(0, clock.wall() - this.startedMs)
    if (before) this.#goOnFrom(before.history)
  }

  #goOnFrom({ startedMs: _started, callerName, answeredMs, ...by }: KeptHistory): void {
    this.#answeredMs = answeredMs
    this.#answeredBy = by.answeredBy
    this.#forwardedBy = by.forwardedBy
    this.#transferredBy = by.transferredBy
    this.#charge = { chargedTo: by.chargedTo, numberClass: by.numberClass }
    this.#callerName = callerName ?? undefined
  }

  get kept(): KeptHistory {
    return {
      startedMs: this.startedMs,
      answeredMs: this.#answeredMs,
      answeredBy: this.#answeredBy,
      forwardedBy: this.#forwardedBy,
      transferredBy: this.#transferredBy,
      callerName: this.#callerName ?? null,
      ...this.#charge,
    }
  }

  get answeredMs(): number | null {
    return this.#answeredMs
  }

  /** Changes when the record would say something else, the time apart. */
  get key(): string {
    return `${this.#answeredMs} ${this.#answeredBy} ${this.#transferredBy} ${this.#continuedIn}`
  }

  elapsedMs(): number {
    return this.#clock.now() - this.#begunMs
  }

  /** False when it was already. */
  answered(): boolean {
    if (this.#answeredMs !== null) return false
    this.#answeredMs = this.startedMs + this.elapsedMs()
    return true
  }

  answeredBy(label: string, leg: DialLeg, { design, payer }: Pick<Call, 'design' | 'payer'>): void {
    this.#answeredBy = label
    this.#endedBecause = ''
    this.#forwardedBy = leg.forwardedBy ?? ''
    this.#charge = chargeOf(design, leg, payer)
  }

  /** Somebody came in the place of whoever answered. */
  answeredByAnother(label: string): void {
    this.#answeredBy = label
  }

  /** The caller's name was found out. */
  named(name: string): void {
    this.#callerName = name
  }

  /** A sentence. */
  endedBecause(words: string): void {
    this.#endedBecause = words
  }

  transferredBy(label: string): void {
    this.#transferredBy = label
  }

  /** Whoever is left of it goes on in that call. */
  continuesIn(callId: string): void {
    this.#continuedIn = callId
  }

  /** It listens in on that call, at that phone. */
  listensTo(callId: string, label: string): void {
    this.#answeredBy = label
    this.#continuedIn = callId
  }

  record(end: Pick<Cdr, 'endReason' | 'sipStatus' | 'tag' | 'audio'>): Cdr {
    const { callId, caller, dialled, callflowId, direction } = this.#subject
    return {
      callId,
      startedMs: this.startedMs,
      answeredMs: this.#answeredMs,
      endedMs: this.startedMs + this.elapsedMs(),
      direction,
      callerName: this.#callerName ?? caller.name,
      callerNumber: caller.number,
      attestation: caller.attestation ?? '',
      dialled,
      callflowId,
      answeredBy: this.#answeredBy,
      forwardedBy: this.#forwardedBy,
      transferredBy: this.#transferredBy,
      continuedIn: this.#continuedIn,
      endedBecause: this.#endedBecause,
      ...this.#charge,
      ...end,
    }
  }
}
