import { essentialsOf } from '../message/essentials.ts'
import type { SipRequest, SipResponse } from '../message/message.ts'
import type { ServerTransaction } from '../transaction/server-transaction.ts'
import { SIXTY_FOUR_T1_MS, T1_MS, T2_MS } from '../transaction/timer-values.ts'
import type { Timers } from '../user-agent-options.ts'

/** A 2xx of ours, repeated until its ACK comes: RFC 3261 §13.3.1.4, on every transport. */
export class AcceptedInvite {
  readonly cseq: number
  readonly #transaction: ServerTransaction
  readonly #timers: Timers
  #cancelRepeat: () => void = () => {}
  #cancelGiveUp: () => void = () => {}

  constructor(transaction: ServerTransaction, response: SipResponse, timers: Timers, onNoAck: () => void) {
    this.#transaction = transaction
    this.#timers = timers
    this.cseq = essentialsOf(transaction.request).cseq.number
    transaction.respond(response)
    this.#repeatAfter(T1_MS)
    this.#cancelGiveUp = timers.after(SIXTY_FOUR_T1_MS, () => {
      this.stop()
      onNoAck()
    })
  }

  /** The INVITE that it answers. */
  get request(): SipRequest {
    return this.#transaction.request
  }

  stop(): void {
    this.#cancelRepeat()
    this.#cancelGiveUp()
    this.#transaction.forgetAccepted()
  }

  #repeatAfter(delayMs: number): void {
    this.#cancelRepeat = this.#timers.after(delayMs, () => {
      this.#transaction.repeatAccepted()
      this.#repeatAfter(Math.min(delayMs * 2, T2_MS))
    })
  }
}

/** The 2xx that waits for its ACK, if there is one, and what waits for that. */
export class PendingAck {
  #accepted: AcceptedInvite | undefined
  #waiting: (() => void)[] = []

  /** The INVITE that was answered. */
  get request(): SipRequest | undefined {
    return this.#accepted?.request
  }

  /** Answers; whatever waits for the ACK goes on when none comes as well. */
  begin(transaction: ServerTransaction, response: SipResponse, timers: Timers, onNoAck: () => void): void {
    this.#accepted = new AcceptedInvite(transaction, response, timers, () => {
      this.#accepted = undefined
      onNoAck()
      this.#goOn()
    })
  }

  /** An ACK; one that is for none that waits changes nothing. `first` comes before what waits. */
  receive(request: SipRequest, first: () => void): void {
    const accepted = this.#accepted
    if (accepted === undefined || essentialsOf(request).cseq.number !== accepted.cseq) return
    accepted.stop()
    this.#accepted = undefined
    first()
    this.#goOn()
  }

  /** At once when nothing waits. */
  whenOver(action: () => void): void {
    if (this.#accepted === undefined) action()
    else this.#waiting.push(action)
  }

  drop(): void {
    this.#accepted?.stop()
    this.#accepted = undefined
    this.#waiting = []
  }

  #goOn(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const action of waiting) action()
  }
}
