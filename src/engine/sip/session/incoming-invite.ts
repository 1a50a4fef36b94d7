import { dialogOfServer } from '../dialog/dialog.ts'
import type { ResponseParts } from '../message/build.ts'
import { essentialsOf } from '../message/essentials.ts'
import type { SipRequest } from '../message/message.ts'
import { type Replaces, replacesOf } from '../message/replaces.ts'
import type { ServerTransaction } from '../transaction/server-transaction.ts'
import type { TransportPeer } from '../transport/transport.ts'
import type { IncomingSession, ResponseOptions } from '../user-agent.ts'
import { sdpBody, sdpOf } from './body.ts'
import { DialogChannel } from './dialog-channel.ts'
import { DialogSession, type EndOptions } from './dialog-session.ts'
import { ReliableProvisionals, requiresReliable } from './reliable-provisionals.ts'
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
  /** Made for who asks for them. */
  #provisionals: ReliableProvisionals | undefined
  #isOfferAnswered = false

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

  /** Without an offer of theirs ours goes with the first provisional response, when those are to be acknowledged (RFC 3262 §5). */
  get mustOfferEarly(): boolean {
    return this.sdpOffer === undefined && requiresReliable(this.request.headers)
  }

  progress(response: { status: number; reason?: string; sdp?: string; headers?: ResponseOptions['headers'] }): void {
    if (this.state !== 'early' || response.status <= 100 || response.status >= 200) return
    const { status, reason, sdp, headers } = response
    const parts: ResponseParts = {
      status,
      ...(reason && { reason }),
      ...(headers && { headers }),
      ...(sdp && { body: sdpBody(sdp) }),
    }
    if (this.#provisionals === undefined && requiresReliable(this.request.headers))
      this.#provisionals = this.#reliable()
    if (this.#provisionals === undefined) this.respond(this.#transaction, parts)
    else this.#provisionals.send(parts)
  }

  /** RFC 3262 §3: not while a description that was sent before may still have to be repeated. */
  answer(response: { sdp: string; headers?: ResponseOptions['headers'] }): void {
    if (this.state !== 'early') return
    if (this.#provisionals === undefined) this.#answer(response)
    else this.#provisionals.whenSettled(() => this.#answer(response))
  }

  #answer({ sdp, headers }: { sdp: string; headers?: ResponseOptions['headers'] }): void {
    if (this.state !== 'early') return
    this.confirm()
    const isKnown = this.#provisionals?.isSdpAcknowledged === true
    const parts = { status: 200, ...(isKnown ? {} : { body: sdpBody(sdp) }), ...(headers && { headers }) }
    this.accept(this.#transaction, parts)
  }

  #reliable(): ReliableProvisionals {
    return new ReliableProvisionals({
      timers: this.host.timers,
      cseq: essentialsOf(this.request).cseq.number,
      firstNumber: 1 + (Number.parseInt(this.host.random().slice(0, 6), 36) % 1_000_000),
      send: (parts) => this.respond(this.#transaction, parts),
      onGivenUp: () => this.end({ status: 504 }),
    })
  }

  protected override receivePrack(transaction: ServerTransaction): void {
    const { request } = transaction
    const sdp = sdpOf(request)
    if (this.#provisionals?.acknowledge(request.headers.get('RAck') ?? '') !== true)
      return this.respond(transaction, { status: 481 })
    const isAnswer = this.sdpOffer === undefined && !this.#isOfferAnswered
    if (sdp === undefined || isAnswer || !this.#provisionals.isSdpAcknowledged)
      this.respond(transaction, { status: 200 })
    else {
      const answer = this.negotiate(transaction)
      if (answer !== undefined) this.respond(transaction, answer)
    }
    if (sdp === undefined || !isAnswer) return
    this.#isOfferAnswered = true
    this.events.emit((listener) => listener.onEarlyAnswer?.(sdp))
  }

  reject(response: ResponseOptions): void {
    if (this.state !== 'early') return
    this.settle()
    this.#refuse(response)
  }

  /** CANCEL of our caller (§9.2); after the answer it changes nothing. */
  cancelled(cancel: SipRequest): void {
    if (this.state !== 'early') return
    this.#provisionals?.stop()
    this.respond(this.#transaction, { status: 487 })
    this.terminate('remote', cancel)
  }

  /** Their offer waits for our answer until it was given in a response that they have acknowledged. */
  protected override openOffer(): 'ours' | 'theirs' | 'none' {
    if (this.#provisionals?.isSdpAcknowledged !== true) return 'theirs'
    return this.sdpOffer === undefined && !this.#isOfferAnswered ? 'ours' : 'none'
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
    this.#provisionals?.stop()
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
