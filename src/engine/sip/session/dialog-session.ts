import { acceptRequest, refreshTarget } from '../dialog/dialog.ts'
import { buildResponse, type ResponseParts } from '../message/build.ts'
import type { HeaderEntry } from '../message/headers.ts'
import type { SipMessage, SipRequest, SipResponse } from '../message/message.ts'
import type { ServerTransaction } from '../transaction/server-transaction.ts'
import { transports } from '../transport/transports.ts'
import type { DialogNames, KeptSession, MessageBody, ResponseOptions, Session, SessionListener } from '../user-agent.ts'
import { PendingAck } from './accepted-invite.ts'
import { ACCEPTED_BODIES, bodiesOf, sdpBody, sdpOf } from './body.ts'
import { type DialogChannel, type Outcome, refreshesTarget } from './dialog-channel.ts'
import { EventQueue } from './event-queue.ts'
import { OwnReinvites } from './own-reinvites.ts'
import { PeerWatch } from './peer-watch.ts'
import { Referrals } from './referrals.ts'
import { hasHeader } from './request-headers.ts'
import type { DialogOwner, SessionHost } from './session-host.ts'
import { type KeptTimer, SessionRefresh } from './session-refresh.ts'

export interface EndOptions {
  readonly status?: number
  readonly reason?: string
  readonly headers?: ResponseOptions['headers']
}

/** What both directions of an INVITE dialog share once it exists: RFC 3261 §12.2, §14, §15. */
export abstract class DialogSession implements DialogOwner {
  abstract readonly sipCallId: string
  protected readonly host: SessionHost
  protected readonly events = new EventQueue()
  protected channel: DialogChannel | undefined
  heardFrom: string | undefined
  readonly #pendingAck = new PendingAck()
  #state: 'early' | 'confirmed' | 'ended' = 'early'
  #isOver = false
  #peerWatch: PeerWatch | undefined
  /** Made with the first one. */
  #reinvites: OwnReinvites | undefined
  #referrals: Referrals | undefined
  #isLeft = false
  #timer: SessionRefresh | undefined

  constructor(host: SessionHost) {
    this.host = host
  }

  get state(): 'early' | 'confirmed' | 'ended' {
    return this.#state
  }

  get names(): DialogNames | undefined {
    const { channel } = this
    if (channel === undefined) return undefined
    const { sipCallId, localTag, remoteTag } = channel.dialog
    return { sipCallId, localTag, remoteTag }
  }

  get dialogId(): string | undefined {
    return this.channel?.id
  }

  get kept(): KeptSession | undefined {
    if (this.channel === undefined) return undefined
    const { dialog, flow } = this.channel
    const timer = this.#timer?.kept
    return { dialog, flow, isCallIdOwner: this.isCallIdOwner, heardFrom: this.heardFrom, ...(timer && { timer }) }
  }

  /** Before the answer: CANCEL or a final response. The state is `ended` already. */
  protected abstract endEarly(options: EndOptions): void
  /** §14.1: whoever made the Call-ID waits longer after a 491. */
  abstract readonly isCallIdOwner: boolean
  /** The user agent may drop every trace. */
  protected abstract forget(): void

  on(listener: SessionListener): () => void {
    return this.events.listen(listener)
  }

  end(options: EndOptions = {}): void {
    const before = this.#state
    if (before === 'ended') return
    this.#state = 'ended'
    if (before === 'early') return this.endEarly(options)
    // A callee must not say BYE before the ACK (§15).
    this.#pendingAck.whenOver(() => this.#bye(options.headers))
    this.over((listener) => listener.onEnded?.({ by: 'local' }))
  }

  info(body: MessageBody): void {
    if (this.#state !== 'confirmed') return
    this.channel?.request({ method: 'INFO', body }, (outcome) => {
      if (outcome.status === 481) this.fail(outcome.response, 'knew nothing of the call any more')
    })
  }

  async reinvite(sdpOffer: string): ReturnType<Session['reinvite']> {
    const result = await this.#reinvitesOf().reinvite(sdpOffer)
    return result.ok ? result : { ok: false, status: result.status }
  }

  #reinvitesOf(): OwnReinvites {
    const { host } = this
    this.#reinvites ??= new OwnReinvites({
      host,
      isCallIdOwner: () => this.isCallIdOwner,
      channel: () => (this.#state === 'confirmed' ? this.channel : undefined),
      whenAcked: () => new Promise((resolve) => this.#pendingAck.whenOver(resolve)),
      headers: () => this.#timer?.headers(),
      onSettled: (response) => this.#settled(response),
      onGone: ({ response }) => this.fail(response, 'did not answer a change of the session'),
    })
    return this.#reinvites
  }

  /** The dialog that a request belongs to. */
  protected channelOf(_request: SipRequest): DialogChannel | undefined {
    return this.channel
  }

  /** Before the answer, whose offer waits for its answer (RFC 3264). */
  protected abstract openOffer(channel: DialogChannel): 'ours' | 'theirs' | 'none'
  /** A session description was agreed on before the answer, by UPDATE. */
  protected updated(_channel: DialogChannel): void {}

  receive(transaction: ServerTransaction): void {
    const channel = this.channelOf(transaction.request)
    if (channel === undefined) return this.respond(transaction, { status: 481 })
    const [next, order] = acceptRequest(channel.dialog, transaction.request)
    if (order === 'out-of-order') return this.respond(transaction, { status: 500, headers: [['Retry-After', '1']] })
    channel.dialog = next
    this.#peerWatch?.heard()
    this.heardFrom = transaction.source.address
    if (transports[transaction.source.transport].isConnection) channel.flow = transaction.source
    if (this.#state === 'confirmed' && channel !== this.channel) return this.#receiveAside(transaction)
    this.#dispatch(transaction, channel)
  }

  /** Of a fork that lost: it has nothing to say to the call that another one answered. */
  #receiveAside(transaction: ServerTransaction): void {
    this.respond(transaction, { status: transaction.request.method === 'BYE' ? 200 : 481 })
  }

  receiveAck(request: SipRequest): void {
    this.#pendingAck.receive(request, () => this.onAck(request))
  }

  /** The ACK to a re-INVITE without offer brings the answer. */
  protected onAck(request: SipRequest): void {
    const sdp = sdpOf(request)
    if (sdp !== undefined && this.#state === 'confirmed')
      this.events.emit((listener) => listener.onConfirmed?.({ sdp }))
  }

  protected confirm(): void {
    this.#state = 'confirmed'
    this.#peerWatch = new PeerWatch({
      timers: this.host.timers,
      ask: (done) => this.channel?.request({ method: 'OPTIONS' }, done),
      onGone: ({ response }) => this.fail(response, 'did not answer any more'),
    })
  }

  /** A 2xx that begins a session or refreshes it (RFC 4028): ours, to such a request of theirs. */
  #timerHeaders(request: SipRequest): readonly HeaderEntry[] {
    if (this.#timer === undefined && request.headers.get('Session-Expires') === undefined) return []
    return this.#timerOf().answer(request)
  }

  /** The same: theirs, to such a request of ours. */
  protected refreshed(response: SipResponse): void {
    if (this.#timer === undefined && response.headers.get('Session-Expires') === undefined) return
    this.#timerOf().answered(response)
  }

  /** As it was before a restart. */
  protected resumeTimer(timer: KeptTimer): void {
    this.#timerOf().resume(timer)
  }

  #timerOf(): SessionRefresh {
    this.#timer ??= new SessionRefresh({
      timers: this.host.timers,
      channel: () => (this.#state === 'confirmed' ? this.channel : undefined),
      reoffer: () => this.#reofferSame(),
      onSettled: (response) => this.#settled(response),
      onExpired: (words) => this.fail(undefined, words),
    })
    return this.#timer
  }

  /** A re-INVITE that says what was said before. */
  async #reofferSame(): Promise<Outcome> {
    const offer = this.events.ask((listener) => listener.onReinvite?.(undefined))
    if (offer === undefined || 'status' in offer) return { status: 488 }
    const result = await this.#reinvitesOf().reinvite(offer.sdp)
    if (!result.ok) return result
    const { sdpAnswer: sdp } = result
    this.events.emit((listener) => listener.onConfirmed?.({ sdp }))
    return { status: 200 }
  }

  /** Ended without a dialog to say BYE in. */
  protected settle(): void {
    this.#state = 'ended'
  }

  /** Sends our 2xx and sees to its ACK; without one the dialog is given up with a BYE (§13.3.1.4). */
  protected accept(transaction: ServerTransaction, parts: ResponseParts): void {
    const headers = [...(parts.headers ?? []), ...this.#timerHeaders(transaction.request)]
    const response = this.#response(transaction, { ...parts, headers })
    this.#pendingAck.begin(transaction, response, this.host.timers, () => {
      this.fail(undefined, 'did not acknowledge the answer')
    })
  }

  protected respond(transaction: ServerTransaction, parts: ResponseParts): void {
    transaction.respond(this.#response(transaction, parts))
  }

  /** The last event of the session; there is exactly one. */
  protected over(event: (listener: SessionListener) => void): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#peerWatch?.stop()
    this.#timer?.stop()
    this.channel?.abandon()
    try {
      this.events.emit(event)
    } finally {
      this.events.close()
    }
  }

  /** The other side is gone: nothing more is sent. */
  protected terminate(by: 'remote' | 'failure', message?: SipMessage): void {
    this.#state = 'ended'
    this.#pendingAck.drop()
    this.#leave()
    this.over((listener) => listener.onEnded?.({ by, ...(message && { message }) }))
  }

  /** The dialog died as far as we can see; BYE in case the other side still has it (§12.2.1.2). */
  protected fail(message: SipMessage | undefined, words: string): void {
    if (this.#state === 'ended') return
    this.#state = 'ended'
    this.#bye()
    this.over((listener) => listener.onEnded?.({ by: 'failure', words, ...(message && { message }) }))
  }

  #bye(headers?: readonly HeaderEntry[]): void {
    if (this.channel === undefined) return this.#leave()
    this.channel.bye(headers, () => this.#leave())
  }

  /** The call is through with its dialog; whoever waits for his REFER still is in it (RFC 5057). */
  #leave(): void {
    this.#isLeft = true
    if (this.#referrals?.needsDialog !== true) this.forget()
  }

  #response(transaction: ServerTransaction, parts: ResponseParts) {
    const headers: HeaderEntry[] = [...(parts.headers ?? [])]
    const { method } = transaction.request
    const isGood = parts.status > 100 && parts.status < 300
    if (isGood && refreshesTarget(method))
      headers.push(['Contact', this.host.contact(transaction.source, transaction.request.uri)])
    if (isGood && method === 'INVITE') headers.push(['Supported', this.host.supported])
    if (parts.status >= 200 && !hasHeader(headers, 'Allow')) headers.push(['Allow', this.host.allow])
    headers.push(['Server', this.host.userAgentName])
    const toTag = this.channel?.dialog.localTag
    return buildResponse(transaction.request, { ...parts, headers, ...(toTag && { toTag }) })
  }

  #dispatch(transaction: ServerTransaction, channel: DialogChannel): void {
    const { request } = transaction
    switch (request.method) {
      case 'BYE':
        this.receiveBye(transaction)
        break
      case 'INVITE':
        this.#receiveReinvite(transaction)
        break
      case 'UPDATE':
        this.#receiveUpdate(transaction, channel)
        break
      case 'PRACK':
        this.receivePrack(transaction)
        break
      case 'INFO':
        this.#receiveInfo(transaction)
        break
      case 'REFER':
        this.#receiveRefer(transaction)
        break
      case 'SUBSCRIBE':
        this.#receiveSubscribe(transaction)
        break
      case 'OPTIONS':
        this.respond(transaction, { status: 200, headers: [['Accept', ACCEPTED_BODIES]] })
        break
      default:
        this.respond(transaction, { status: 405 })
    }
  }

  /** RFC 3262 §3: about a response that is none of ours. */
  protected receivePrack(transaction: ServerTransaction): void {
    this.respond(transaction, { status: 481 })
  }

  protected receiveBye(transaction: ServerTransaction): void {
    this.respond(transaction, { status: 200 })
    this.terminate('remote', transaction.request)
  }

  #receiveInfo(transaction: ServerTransaction): void {
    const { request } = transaction
    this.respond(transaction, { status: 200 })
    if (this.#state === 'ended') return
    for (const body of bodiesOf(request)) this.events.emit((listener) => listener.onInfo?.(body))
  }

  /** Before the answer nobody is there to be transferred, and a call that is over has no one left. */
  #receiveRefer(transaction: ServerTransaction): void {
    if (this.#state === 'early') return this.respond(transaction, { status: 403, reason: 'Not before the answer' })
    if (this.#state === 'ended') return this.respond(transaction, { status: 481 })
    const referrals = this.#referralsOf()
    if (referrals === undefined) return this.respond(transaction, { status: 481 })
    this.#refresh(transaction.request)
    referrals.receiveRefer(transaction)
  }

  #receiveSubscribe(transaction: ServerTransaction): void {
    if (this.#referrals === undefined)
      return this.respond(transaction, { status: 489, headers: [['Allow-Events', 'refer']] })
    this.#refresh(transaction.request)
    this.#referrals.receiveSubscribe(transaction)
  }

  #referralsOf(): Referrals | undefined {
    const { channel, host } = this
    if (channel === undefined) return undefined
    this.#referrals ??= new Referrals({
      host,
      channel,
      respond: (transaction, parts) => this.respond(transaction, parts),
      ask: (referral) =>
        this.events.ask((listener) => {
          if (listener.onReferral === undefined) return undefined
          listener.onReferral(referral)
          return true
        }) === true,
      onQuiet: () => {
        if (this.#isLeft) this.forget()
      },
    })
    return this.#referrals
  }

  #receiveReinvite(transaction: ServerTransaction): void {
    if (this.#state === 'ended') return this.respond(transaction, { status: 481 })
    if (this.#reinvites?.isUnderWay === true) return this.respond(transaction, { status: 491 })
    if (this.#state !== 'confirmed' || this.#pendingAck.request !== undefined)
      return this.respond(transaction, { status: 500, headers: [['Retry-After', '2']] })
    const answer = this.negotiate(transaction)
    if (answer !== undefined) this.accept(transaction, answer)
  }

  /**
   * RFC 3311 §5.2. Without an offer it refreshes target and session timer only; one that meets an offer of ours gets 491, one that comes while an earlier
   * one of theirs is unanswered 500.
   */
  #receiveUpdate(transaction: ServerTransaction, channel: DialogChannel): void {
    const { request } = transaction
    if (this.#state === 'ended') return this.respond(transaction, { status: 481 })
    let answer: ResponseParts | undefined = { status: 200 }
    if (sdpOf(request) === undefined) this.#refresh(request, channel)
    else {
      const open = this.#openOffer(channel)
      if (open === 'ours') return this.respond(transaction, { status: 491 })
      if (open === 'theirs') return this.respond(transaction, { status: 500, headers: [['Retry-After', '2']] })
      answer = this.negotiate(transaction, channel)
      if (answer !== undefined && this.#state === 'early') this.updated(channel)
    }
    if (answer !== undefined)
      this.respond(transaction, { ...answer, headers: this.#state === 'early' ? [] : this.#timerHeaders(request) })
  }

  #openOffer(channel: DialogChannel): 'ours' | 'theirs' | 'none' {
    if (this.#state === 'early') return this.openOffer(channel)
    // Our 2xx to an INVITE without an offer made one.
    const answered = this.#pendingAck.request
    const isOurs = this.#reinvites?.isUnderWay === true || (answered !== undefined && sdpOf(answered) === undefined)
    return isOurs ? 'ours' : 'none'
  }

  /** Asks the listener; a refusal is answered here. */
  protected negotiate(transaction: ServerTransaction, channel = this.channel): ResponseParts | undefined {
    const { request } = transaction
    const offer = sdpOf(request)
    const moved = channel && refreshTarget(channel.dialog, request)
    const answer = this.events.ask((listener) => listener.onReinvite?.(offer)) ?? { status: 488 }
    if ('status' in answer) {
      this.respond(transaction, { status: answer.status })
      return undefined
    }
    if (channel !== undefined && moved !== undefined) channel.dialog = moved
    return { status: 200, body: sdpBody(answer.sdp) }
  }

  #refresh(message: SipMessage, channel = this.channel): void {
    if (channel !== undefined) channel.dialog = refreshTarget(channel.dialog, message)
  }

  #settled(response: SipResponse): void {
    this.#refresh(response)
    this.refreshed(response)
  }
}
