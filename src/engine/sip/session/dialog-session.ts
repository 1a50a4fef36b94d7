import { acceptRequest, refreshTarget } from '../dialog/dialog.ts'
import { buildResponse, type ResponseParts } from '../message/build.ts'
import { essentialsOf } from '../message/essentials.ts'
import type { HeaderEntry } from '../message/headers.ts'
import type { SipMessage, SipRequest } from '../message/message.ts'
import type { ServerTransaction } from '../transaction/server-transaction.ts'
import { transports } from '../transport/transports.ts'
import type { DialogNames, KeptSession, MessageBody, ResponseOptions, SessionListener } from '../user-agent.ts'
import { AcceptedInvite } from './accepted-invite.ts'
import { ACCEPTED_BODIES, bodiesOf, sdpBody, sdpOf } from './body.ts'
import { type DialogChannel, type Outcome, refreshesTarget } from './dialog-channel.ts'
import { EventQueue } from './event-queue.ts'
import { PeerWatch } from './peer-watch.ts'
import { Referrals } from './referrals.ts'
import { hasHeader } from './request-headers.ts'
import type { DialogOwner, SessionHost } from './session-host.ts'

export interface EndOptions {
  readonly status?: number
  readonly reason?: string
  readonly headers?: ResponseOptions['headers']
}

export type ReinviteResult = { ok: true; sdpAnswer: string } | { ok: false; status: number }

const MAX_GLARE_RETRIES = 4

/** What both directions of an INVITE dialog share once it exists: RFC 3261 §12.2, §14, §15. */
export abstract class DialogSession implements DialogOwner {
  abstract readonly sipCallId: string
  protected readonly host: SessionHost
  protected readonly events = new EventQueue()
  protected channel: DialogChannel | undefined
  heardFrom: string | undefined
  /** Our 2xx that waits for its ACK. */
  #accepted: AcceptedInvite | undefined
  #whenAcked: (() => void)[] = []
  #state: 'early' | 'confirmed' | 'ended' = 'early'
  #isOver = false
  #peerWatch: PeerWatch | undefined
  #isReinviting = false
  #reinvites: Promise<unknown> = Promise.resolve()
  #referrals: Referrals | undefined
  #isLeft = false

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
    return { dialog, flow, isCallIdOwner: this.isCallIdOwner, heardFrom: this.heardFrom }
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
    this.#afterAck(() => {
      this.#bye(options.headers)
    })
    this.over((listener) => listener.onEnded?.({ by: 'local' }))
  }

  info(body: MessageBody): void {
    if (this.#state !== 'confirmed') return
    this.channel?.request({ method: 'INFO', body }, (outcome) => {
      if (outcome.status === 481) this.fail(outcome.response)
    })
  }

  reinvite(sdpOffer: string): Promise<ReinviteResult> {
    const result = this.#reinvites.then(() => this.#reinviteThroughGlare(sdpOffer))
    this.#reinvites = result
    return result
  }

  receive(transaction: ServerTransaction): void {
    const { channel } = this
    if (channel === undefined) return this.respond(transaction, { status: 481 })
    const [next, order] = acceptRequest(channel.dialog, transaction.request)
    if (order === 'out-of-order') return this.respond(transaction, { status: 500, headers: [['Retry-After', '1']] })
    channel.dialog = next
    this.#peerWatch?.heard()
    this.heardFrom = transaction.source.address
    if (transports[transaction.source.transport].isConnection) channel.flow = transaction.source
    this.#dispatch(transaction)
  }

  receiveAck(request: SipRequest): void {
    const accepted = this.#accepted
    if (accepted === undefined || essentialsOf(request).cseq.number !== accepted.cseq) return
    accepted.stop()
    this.#accepted = undefined
    this.onAck(request)
    const waiting = this.#whenAcked
    this.#whenAcked = []
    for (const action of waiting) action()
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
      onGone: ({ response }) => this.fail(response),
    })
  }

  /** Ended without a dialog to say BYE in. */
  protected settle(): void {
    this.#state = 'ended'
  }

  /** Sends our 2xx and sees to its ACK; without one the dialog is given up with a BYE (§13.3.1.4). */
  protected accept(transaction: ServerTransaction, parts: ResponseParts): void {
    this.#accepted = new AcceptedInvite(transaction, this.#response(transaction, parts), this.host.timers, () => {
      this.#accepted = undefined
      this.fail()
      const waiting = this.#whenAcked
      this.#whenAcked = []
      for (const action of waiting) action()
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
    this.#accepted?.stop()
    this.#accepted = undefined
    this.#whenAcked = []
    this.#leave()
    this.over((listener) => listener.onEnded?.({ by, ...(message && { message }) }))
  }

  /** The dialog died as far as we can see; BYE in case the other side still has it (§12.2.1.2). */
  protected fail(message?: SipMessage): void {
    if (this.#state === 'ended') return
    this.#state = 'ended'
    this.#bye()
    this.over((listener) => listener.onEnded?.({ by: 'failure', ...(message && { message }) }))
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

  #afterAck(action: () => void): void {
    if (this.#accepted === undefined) action()
    else this.#whenAcked.push(action)
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

  #dispatch(transaction: ServerTransaction): void {
    const { request } = transaction
    switch (request.method) {
      case 'BYE':
        this.receiveBye(transaction)
        break
      case 'INVITE':
        this.#receiveReinvite(transaction)
        break
      case 'UPDATE':
        this.#receiveUpdate(transaction)
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
    if (this.#isReinviting) return this.respond(transaction, { status: 491 })
    if (this.#state !== 'confirmed' || this.#accepted !== undefined)
      return this.respond(transaction, { status: 500, headers: [['Retry-After', '2']] })
    const answer = this.#negotiate(transaction)
    if (answer !== undefined) this.accept(transaction, answer)
  }

  /** RFC 3311 §5.2. Without an offer it refreshes target and session timer only. */
  #receiveUpdate(transaction: ServerTransaction): void {
    if (sdpOf(transaction.request) === undefined) {
      this.#refresh(transaction.request)
      this.respond(transaction, { status: 200 })
    } else if (this.#isReinviting || this.#state !== 'confirmed') this.respond(transaction, { status: 491 })
    else {
      const answer = this.#negotiate(transaction)
      if (answer !== undefined) this.respond(transaction, answer)
    }
  }

  /** Asks the listener; a refusal is answered here. */
  #negotiate(transaction: ServerTransaction): ResponseParts | undefined {
    const { request } = transaction
    const offer = sdpOf(request)
    const moved = this.channel && refreshTarget(this.channel.dialog, request)
    const answer = this.events.ask((listener) => listener.onReinvite?.(offer)) ?? { status: 488 }
    if ('status' in answer) {
      this.respond(transaction, { status: answer.status })
      return undefined
    }
    if (this.channel !== undefined && moved !== undefined) this.channel.dialog = moved
    return { status: 200, body: sdpBody(answer.sdp) }
  }

  #refresh(message: SipMessage): void {
    if (this.channel !== undefined) this.channel.dialog = refreshTarget(this.channel.dialog, message)
  }

  async #reinviteThroughGlare(sdpOffer: string): Promise<ReinviteResult> {
    await new Promise<void>((resolve) => {
      this.#afterAck(resolve)
    })
    for (let attempt = 0; this.#state === 'confirmed'; attempt++) {
      const outcome = await this.#reinviteOnce(sdpOffer)
      const sdpAnswer = outcome.response && outcome.status < 300 ? sdpOf(outcome.response) : undefined
      if (sdpAnswer !== undefined) return { ok: true, sdpAnswer }
      if (outcome.status < 300) return { ok: false, status: 488 }
      if (outcome.status === 481 || outcome.status === 408) this.fail(outcome.response)
      if (outcome.status !== 491 || attempt === MAX_GLARE_RETRIES) return { ok: false, status: outcome.status }
      await this.#waitOutGlare()
    }
    return { ok: false, status: 481 }
  }

  async #reinviteOnce(sdpOffer: string): Promise<Outcome> {
    const { channel } = this
    if (channel === undefined) return { status: 481 }
    this.#isReinviting = true
    const outcome = await new Promise<Outcome>((resolve) => {
      channel.request({ method: 'INVITE', body: sdpBody(sdpOffer) }, resolve)
    })
    this.#isReinviting = false
    if (outcome.response !== undefined && outcome.status < 300) this.#refresh(outcome.response)
    return outcome
  }

  /** §14.1: 2.1-4 s for the owner of the Call-ID, else 0-2 s, in steps of 10 ms. */
  #waitOutGlare(): Promise<void> {
    const part = Number.parseInt(this.host.random().slice(0, 6), 36) % 191
    const delayMs = this.isCallIdOwner ? 2_100 + part * 10 : part * 10
    return new Promise((resolve) => {
      this.host.timers.after(delayMs, resolve)
    })
  }
}
