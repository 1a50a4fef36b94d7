import type { SipRequest, SipResponse } from '../message/message.ts'
import type { TransportPeer } from '../transport/transport.ts'
import type { ServerMachine } from './server-machine.ts'

/**
 * A request from outside in the hands of whoever answers it. The layer keeps the machine alone, so that a request lives only as
 * long as somebody has a use for it.
 */
export class ServerTransaction {
  /** RFC 3261 §17.2.3: what copies of the request, its CANCEL and its ACK are told by. */
  readonly id: string
  readonly request: SipRequest
  readonly source: TransportPeer
  readonly #machine: ServerMachine

  constructor(options: { id: string; request: SipRequest; source: TransportPeer; machine: ServerMachine }) {
    this.id = options.id
    this.request = options.request
    this.source = options.source
    this.#machine = options.machine
  }

  /** After a final response, others change nothing. */
  respond(response: SipResponse): void {
    this.#machine.respond(response)
  }

  /** Sends the 2xx again (RFC 3261 §13.3.1.4). */
  repeatAccepted(): void {
    this.#machine.repeatAccepted()
  }

  /** Nothing is to be sent again. */
  forgetAccepted(): void {
    this.#machine.forgetAccepted()
  }
}
