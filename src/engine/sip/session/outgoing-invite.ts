import { type Dialog, dialogOfClient } from '../dialog/dialog.ts'
import { buildRequest } from '../message/build.ts'
import { essentialsOf } from '../message/essentials.ts'
import type { HeaderEntry } from '../message/headers.ts'
import type { SipRequest, SipResponse } from '../message/message.ts'
import { formatNameAddr } from '../message/name-addr.ts'
import { reasonPhrase } from '../message/reason-phrases.ts'
import type { ClientTransaction } from '../transaction/client-transaction.ts'
import { SIXTY_FOUR_T1_MS } from '../transaction/timer-values.ts'
import type { ServerTransaction } from '../transaction/server-transaction.ts'
import type { TransportPeer } from '../transport/transport.ts'
import { transports } from '../transport/transports.ts'
import type { InviteOptions, OutgoingSession } from '../user-agent.ts'
import { sendAuthenticated } from './authenticated-request.ts'
import { sdpOf } from './body.ts'
import { DialogChannel } from './dialog-channel.ts'
import { DialogSession, type EndOptions } from './dialog-session.ts'
import { LateAnswers, restOf } from './late-answers.ts'
import { offerBody } from './multipart.ts'
import { hasHeader, userOf } from './request-headers.ts'
import { reliableNumber, requiresReliable } from './reliable-provisionals.ts'
import { ASKED_SEC, longerThan, timerHeaders } from './session-expires.ts'
import type { SessionHost } from './session-host.ts'

/** Forks that may ring at once; the early dialogs of more are not tracked. */
const MAX_FORKS = 16

/** Our INVITE, from the first message to BYE: RFC 3261 §13.2. */
export class OutgoingInvite extends DialogSession implements OutgoingSession {
  readonly sipCallId: string
  readonly target: string
  readonly isCallIdOwner = true
  readonly #options: InviteOptions
  readonly #localTag: string
  #cseq = 0
  #transaction: ClientTransaction | undefined
  #cancel: { readonly headers: readonly HeaderEntry[] } | undefined
  #hasProvisional = false
  #isHeard = false
  #isCancelSent = false
  #stopWaiting: () => void = () => {}
  /** By remote tag: dialogs of 1xx, and of every 2xx. */
  readonly #forks = new Map<string, DialogChannel>()
  #answeredBy: DialogChannel | undefined
  readonly #losers = new Set<DialogChannel>()
  readonly #earlySdp = new Map<string, string>()
  /** By remote tag, where there is any: the latest response that was acknowledged (RFC 3262 §4), and whether their answer to our offer came so. */
  #reliable: Map<string, { readonly number: number; readonly isSettled: boolean }> | undefined
  #needsReliable = false
  #intervalSec = ASKED_SEC
  /** What a 422 asked for. */
  #smallestSec = 0

  constructor(host: SessionHost, options: InviteOptions) {
    super(host)
    this.#options = options
    this.target = options.target
    this.sipCallId = host.random() + host.random()
    this.#localTag = host.random()
  }

  start(): void {
    const { via, target } = this.#options
    const asked = via === undefined ? this.host.locate(target) : this.host.prepare(via)?.then(() => via)
    if (asked === undefined) {
      if (via !== undefined) this.#send(via)
      return
    }
    asked.then(
      (peer) => {
        this.#send(peer)
      },
      (error: unknown) => {
        this.#fail(503, error instanceof Error ? error.message : 'target cannot be resolved')
      },
    )
  }

  protected override endEarly(options: EndOptions): void {
    this.#cancel = { headers: options.headers ?? [] }
    if (this.#hasProvisional) this.#sendCancel()
    else if (this.#transaction === undefined) this.#fail(487)
  }

  protected override channelOf(request: SipRequest): DialogChannel | undefined {
    return this.#forks.get(essentialsOf(request).fromTag) ?? this.channel
  }

  /** Our offer waits for the answer of whoever takes the call, or says it before in a response that we acknowledge. */
  protected override openOffer({ dialog }: DialogChannel): 'ours' | 'none' {
    return this.#reliable?.get(dialog.remoteTag)?.isSettled === true ? 'none' : 'ours'
  }

  /** What was said before holds no more. */
  protected override updated({ dialog }: DialogChannel): void {
    this.#earlySdp.delete(dialog.remoteTag)
  }

  /** §15.1.2: a callee that hangs up before it answered says 487 as well. */
  protected override receiveBye(transaction: ServerTransaction): void {
    if (this.state === 'early') this.#waitFor487()
    super.receiveBye(transaction)
  }

  protected override forget(): void {
    // A fork that is being hung up goes when its BYE is through.
    for (const channel of this.#forks.values()) if (!this.#losers.has(channel)) this.host.removeDialog(channel.id)
    if (this.#answeredBy !== undefined && this.#losers.size === 0) this.#handOver(this.#answeredBy)
  }

  /** The transaction outlives a short call by half a minute; it need not keep the whole of it. */
  #handOver(answeredBy: DialogChannel): void {
    const { host } = this
    const { credentials } = this.#options
    if (this.#transaction?.state !== 'accepted') return
    const request = restOf(this.#transaction.request)
    const about = { request, peer: this.#transaction.peer, credentials, answeredTag: answeredBy.dialog.remoteTag }
    this.#transaction.handOver(new LateAnswers(host, about), request)
    this.#transaction = undefined
  }

  #send(peer: TransportPeer): void {
    if (this.#cancel !== undefined) return
    sendAuthenticated(this.host, {
      peer,
      credentials: this.#options.credentials,
      make: (credentials) => this.#build(peer, credentials),
      isWanted: () => this.#cancel === undefined,
      onChallenged: () => this.events.emit((listener) => listener.onChallenged?.()),
      onTransaction: (transaction) => {
        this.#transaction = transaction
        this.#hasProvisional = false
      },
      user: {
        onResponse: (response, source) => {
          this.heardFrom = source.address
          this.#receive(response, source)
        },
        onTimeout: () => {
          this.#fail(408)
        },
        onTransportError: (error) => {
          this.#fail(503, error.message)
        },
      },
    })
  }

  #build(peer: TransportPeer, credentials: readonly HeaderEntry[]): SipRequest {
    const { from, to, headers = [], sdpOffer, beside, target } = this.#options
    this.#cseq += 1
    const entries: HeaderEntry[] = [
      ['From', formatNameAddr({ ...from, params: [['tag', this.#localTag]] })],
      ['To', formatNameAddr({ ...to, params: [] })],
      ['Call-ID', this.sipCallId],
      ['CSeq', `${this.#cseq} INVITE`],
    ]
    if (!hasHeader(headers, 'Max-Forwards')) entries.unshift(['Max-Forwards', '70'])
    if (!hasHeader(headers, 'Contact')) entries.push(['Contact', this.host.contact(peer, target, userOf(from.uri))])
    if (!hasHeader(headers, 'Supported')) entries.push(['Supported', this.#supported(peer)])
    if (!hasHeader(headers, 'Allow')) entries.push(['Allow', this.host.allow])
    if (!hasHeader(headers, 'Session-Expires')) entries.push(...timerHeaders(this.#intervalSec, this.#smallestSec))
    entries.push(...credentials, ...headers, ['User-Agent', this.host.userAgentName])
    return buildRequest({ method: 'INVITE', uri: target, headers: entries, body: offerBody(sdpOffer, beside) })
  }

  #receive(response: SipResponse, source: TransportPeer): void {
    this.#heard()
    if (response.status === 422 && this.#askForLonger(response)) return
    if (response.status === 421 && this.#askReliably(response)) return
    if (response.status >= 300) this.#fail(response.status, response.reason, response)
    else if (response.status >= 200) this.#receiveAnswer(response, source)
    else this.#receiveProgress(response, source)
  }

  /** RFC 4028 §7.3: the same call with a session as long as they want it at least. Once. */
  #askForLonger(response: SipResponse): boolean {
    const longer = longerThan(this.#intervalSec, response)
    const peer = this.#transaction?.peer
    if (longer === undefined || peer === undefined || this.#smallestSec > 0 || this.state !== 'early') return false
    this.#intervalSec = longer
    this.#smallestSec = longer
    this.#send(peer)
    return true
  }

  /** RFC 3262: they take no call without it. Whom nobody asks is not told, for each such response costs a request more. */
  #askReliably(response: SipResponse): boolean {
    const peer = this.#transaction?.peer
    if (this.#needsReliable || peer === undefined || this.state !== 'early') return false
    if (!requiresReliable(response.headers)) return false
    this.host.reliablePeers.add(peer)
    this.#needsReliable = true
    this.#send(peer)
    return true
  }

  #supported(peer: TransportPeer): string {
    this.#needsReliable ||= this.host.reliablePeers.has(peer)
    return this.#needsReliable ? `${this.host.supported}, 100rel` : this.host.supported
  }

  #heard(): void {
    if (this.#isHeard) return
    this.#isHeard = true
    this.events.emit((listener) => listener.onHeard?.())
  }

  #receiveProgress(response: SipResponse, source: TransportPeer): void {
    this.#hasProvisional = true
    if (this.#cancel !== undefined) return this.#sendCancel()
    if (response.status === 100) return
    const { toTag } = essentialsOf(response)
    const channel = toTag !== '' && this.#forks.size < MAX_FORKS ? this.#fork(response, source) : this.#forks.get(toTag)
    const isSettled = this.#reliable?.get(toTag)?.isSettled === true
    const said = sdpOf(response)
    const number = reliableNumber(response.headers)
    if (number !== undefined) {
      const isNew = channel !== undefined && this.#acknowledge(channel, number, isSettled || said !== undefined)
      if (!isNew) return
    }
    const sdp = isSettled ? undefined : said
    if (sdp !== undefined && this.#earlySdp.size < MAX_FORKS) this.#earlySdp.set(toTag, sdp)
    const { status, reason } = response
    this.events.emit((listener) => listener.onProgress?.({ status, reason, ...(sdp && { sdp }) }))
  }

  /** RFC 3262 §4. False for a copy, and for one that overtook the one before, which comes again. */
  #acknowledge(channel: DialogChannel, number: number, isSettled: boolean): boolean {
    const { remoteTag } = channel.dialog
    this.#reliable ??= new Map()
    const before = this.#reliable.get(remoteTag)
    if (before !== undefined && number !== before.number + 1) return false
    this.#reliable.set(remoteTag, { number, isSettled })
    channel.request({ method: 'PRACK', headers: [['RAck', `${number} ${this.#cseq} INVITE`]] }, () => {})
    return true
  }

  /** The channel of the response's To tag, made or found. A Contact that cannot be read is no reason to lose the call: RFC 4475 manners. */
  #fork(response: SipResponse, source: TransportPeer): DialogChannel {
    const { toTag } = essentialsOf(response)
    const known = this.#forks.get(toTag)
    if (known !== undefined && response.status < 200) return known
    const dialog = this.#dialog(response)
    const peer = this.#transaction?.peer ?? source
    const flow = transports[peer.transport].isConnection ? source : peer
    const channel = new DialogChannel(this.host, { dialog, flow, credentials: this.#options.credentials })
    if (known !== undefined) {
      const { remoteCseq, localCseq } = known.dialog
      channel.dialog = { ...dialog, remoteCseq, localCseq }
    }
    this.#forks.set(toTag, channel)
    this.host.addDialog(channel.id, this)
    // Until one of them answers, requests of the latest early dialog are heard.
    if (this.state === 'early') this.channel = channel
    return channel
  }

  #dialog(response: SipResponse): Dialog {
    const request = this.#transaction?.request
    if (request === undefined) throw new Error('response to an INVITE never sent')
    return dialogOfClient(request, response)
  }

  #receiveAnswer(response: SipResponse, source: TransportPeer): void {
    const { toTag } = essentialsOf(response)
    const known = this.#forks.get(toTag)
    if (this.state === 'early') {
      const channel = this.#fork(response, source)
      this.channel = channel
      this.#answeredBy = channel
      this.confirm()
      channel.ack(this.#cseq)
      this.refreshed(response)
      const isSettled = this.#reliable?.get(toTag)?.isSettled === true
      const sdp = (isSettled ? undefined : sdpOf(response)) ?? this.#earlySdp.get(toTag)
      this.events.emit((listener) => listener.onConfirmed?.({ ...(sdp && { sdp }), response }))
    } else if (known !== undefined && (known === this.#answeredBy || this.#losers.has(known))) known.ack(this.#cseq)
    else this.#dismiss(this.#fork(response, source))
  }

  /** A 2xx too many (§13.2.2.4), or one that crossed our CANCEL (§9.1): acknowledged, then hung up. */
  #dismiss(channel: DialogChannel): void {
    this.#losers.add(channel)
    channel.ack(this.#cseq)
    channel.bye([], () => {
      this.host.removeDialog(channel.id)
    })
    if (this.#cancel !== undefined) this.#fail(487)
  }

  #sendCancel(): void {
    if (this.#isCancelSent || this.#transaction === undefined || this.#cancel === undefined) return
    this.#isCancelSent = true
    this.host.layer.cancel(this.#transaction, this.#cancel.headers)
    this.#waitFor487()
  }

  /** §9.1: a callee older than RFC 3261 may never answer an INVITE that was given up, and no timer of the transaction would end it. */
  #waitFor487(): void {
    this.#stopWaiting()
    this.#stopWaiting = this.host.timers.after(SIXTY_FOUR_T1_MS, () => {
      this.#transaction?.dispose()
      this.#fail(487)
    })
  }

  #fail(status: number, reason = reasonPhrase(status), response?: SipResponse): void {
    this.#stopWaiting()
    if (this.state === 'early') this.settle()
    this.forget()
    this.over((listener) => listener.onFailed?.({ status, reason, ...(response && { response }) }))
  }
}
