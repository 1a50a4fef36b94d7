import { essentialsOf } from '../message/essentials.ts'
import type { SipResponse } from '../message/message.ts'
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
