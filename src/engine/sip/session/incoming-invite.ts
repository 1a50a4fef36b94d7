import { dialogOfServer } from '../dialog/dialog.ts'
import { essentialsOf } from '../message/essentials.ts'
import type { SipRequest } from '../message/message.ts'
import { type Replaces, replacesOf } from '../message/replaces.ts'
import type { ServerTransaction } from '../transaction/server-transaction.ts'
import type { TransportPeer } from '../transport/transport.ts'
import type { IncomingSession, ResponseOptions } from '../user-agent.ts'
import { sdpBody, sdpOf } from './body.ts'
import { DialogChannel } from './dialog-channel.ts'
import { DialogSession, type EndOptions } from './dialog-session.ts'
import type { SessionHost } from './session-host.ts'

/** A call from outside, from INVITE to BYE: RFC 3261 §13.3. */
export class IncomingInvite extends DialogSession implements IncomingSession {
  readonly sipCallId: string
  readonly request: SipRequest
  readonly source: TransportPeer
  readonly sdpOffer: string | undefined
  readonly replaces?: Replaces
  readonly isCallIdOwner = false
  readonly #transaction: ServerTransaction
  readonly #onForgotten: () => void
  #isFirstAckSeen = false

  /** Throws `RemoteProtocolError` when the INVITE cannot make a dialog. */
  constructor(host: SessionHost, transaction: ServerTransaction, onForgotten: () => void) {
    super(host)
    const { request, source } = transaction
    this.#transaction = transaction
    this.#onForgotten = onForgotten
    this.request = request
    this.source = source
    this.heardFrom = source.address
    this.sipCallId = essentialsOf(request).sipCallId
    this.sdpOffer = sdpOf(request)
    const replaces = replacesOf(request)
    if (replaces !== undefined) this.replaces = replaces
    const dialog = dialogOfServer(request, host.random())
    this.channel = new DialogChannel(host, { dialog, flow: source, credentials: undefined })
    host.addDialog(this.channel.id, this)
  }

  progress(response: { status: number; reason?: string; sdp?: string; headers?: ResponseOptions['headers'] }): void {
    if (this.state !== 'early' || response.status <= 100 || response.status >= 200) return
    const { status, reason, sdp, headers } = response
    this.respond(this.#transaction, {
      status,
      ...(reason && { reason }),
      ...(headers && { headers }),
      ...(sdp && { body: sdpBody(sdp) }),
    })
  }

  answer(response: { sdp: string; headers?: ResponseOptions['headers'] }): void {
    if (this.state !== 'early') return
    this.confirm()
    const { headers } = response
    this.accept(this.#transaction, { status: 200, body: sdpBody(response.sdp), ...(headers && { headers }) })
  }

  reject(response: ResponseOptions): void {
    if (this.state !== 'early') return
    this.settle()
    this.#refuse(response)
  }

  /** CANCEL of our caller (§9.2); after the answer it changes nothing. */
  cancelled(cancel: SipRequest): void {
    if (this.state !== 'early') return
    this.respond(this.#transaction, { status: 487 })
    this.terminate('remote', cancel)
  }

  get localTag(): string {
    return this.channel?.dialog.localTag ?? ''
  }

  protected override endEarly({ status = 480, reason, headers }: EndOptions): void {
    this.#refuse({ status, ...(reason && { reason }), ...(headers && { headers }) })
  }

  protected override onAck(request: SipRequest): void {
    if (this.#isFirstAckSeen) return super.onAck(request)
    this.#isFirstAckSeen = true
    if (this.state !== 'confirmed') return
    const sdp = sdpOf(request)
    this.events.emit((listener) => listener.onConfirmed?.(sdp === undefined ? {} : { sdp }))
  }

  protected override receiveBye(transaction: ServerTransaction): void {
    if (this.state === 'early') this.respond(this.#transaction, { status: 487 })
    super.receiveBye(transaction)
  }

  protected override forget(): void {
    if (this.channel !== undefined) this.host.removeDialog(this.channel.id)
    this.#onForgotten()
  }

  #refuse(response: ResponseOptions): void {
    const status = response.status >= 300 && response.status < 700 ? response.status : 480
    this.respond(this.#transaction, { ...response, status })
    this.forget()
    this.over((listener) => listener.onEnded?.({ by: 'local' }))
  }
}
