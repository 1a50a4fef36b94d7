import { dialogOfClient } from '../dialog/dialog.ts'
import { essentialsOf } from '../message/essentials.ts'
import { HeaderList } from '../message/headers.ts'
import type { SipRequest, SipResponse } from '../message/message.ts'
import type { ClientTransactionUser } from '../transaction/client-transaction.ts'
import type { TransportPeer } from '../transport/transport.ts'
import type { Credentials } from '../user-agent.ts'
import { DialogChannel } from './dialog-channel.ts'
import type { SessionHost } from './session-host.ts'

/** What a dialog is made of (RFC 3261 §12.1.2). */
const KEPT_HEADERS = ['Via', 'From', 'To', 'Call-ID', 'CSeq'] as const

/** The part of a request that is worth remembering once its call is over: a few hundred bytes of several thousand. */
export function restOf(request: SipRequest): SipRequest {
  const headers = KEPT_HEADERS.map((name) => [name, request.headers.get(name) ?? ''] as const)
  return { ...request, headers: new HeaderList(headers), body: '' }
}

/**
 * Hears the 2xx to an INVITE whose call is over (RFC 3261 §13.2.2.4, for 32 s): copies of the answer that was taken are acknowledged,
 * a fork that answers only now is acknowledged and hung up on.
 */
export class LateAnswers implements ClientTransactionUser {
  readonly #host: SessionHost
  readonly #request: SipRequest
  readonly #peer: TransportPeer
  readonly #credentials: Credentials | undefined
  /** Tags of those who were hung up on, and of the one who was talked to. */
  readonly #ended: string[]

  constructor(
    host: SessionHost,
    about: { request: SipRequest; peer: TransportPeer; credentials: Credentials | undefined; answeredTag: string },
  ) {
    this.#host = host
    this.#request = about.request
    this.#peer = about.peer
    this.#credentials = about.credentials
    this.#ended = [about.answeredTag]
  }

  onResponse(response: SipResponse): void {
    if (response.status < 200 || response.status >= 300) return
    const dialog = dialogOfClient(this.#request, response)
    const channel = new DialogChannel(this.#host, { dialog, flow: this.#peer, credentials: this.#credentials })
    channel.ack(essentialsOf(this.#request).cseq.number)
    if (this.#ended.includes(dialog.remoteTag)) return
    this.#ended.push(dialog.remoteTag)
    channel.bye()
  }

  onTimeout(): void {}

  onTransportError(): void {}
}
