import type { TransportPeer } from '../transport/transport.ts'
import type { TransactionContext } from './transaction-context.ts'

/** What is left of a request that has its final answer: what a late copy of it needs, and not the request. */
export class AnsweredRequest {
  /** The To tag we gave; empty when there was none. */
  readonly localTag: string
  readonly #context: TransactionContext
  readonly #replyTo: TransportPeer
  /** Its bytes, a character each: a buffer of a few hundred bytes would keep the 8 kB alive that it was cut from. */
  readonly #response: string | undefined

  /** Without `response`, copies are absorbed without a word. */
  constructor(options: {
    context: TransactionContext
    replyTo: TransportPeer
    localTag: string
    response: Buffer | undefined
  }) {
    this.localTag = options.localTag
    this.#context = options.context
    this.#replyTo = options.replyTo
    this.#response = options.response?.toString('latin1')
  }

  receiveCopy(): void {
    this.#context.onAbsorbed()
    if (this.#response !== undefined) this.#context.send(Buffer.from(this.#response, 'latin1'), this.#replyTo, () => {})
  }

  /** False: an ACK is for the dialog, if there is one. */
  receiveAck(): boolean {
    return false
  }

  dispose(): void {}
}
