import { MessageTally } from './message-counts.ts'
import { dialogId, dialogIdOf } from './dialog/dialog.ts'
import { buildRequest, buildResponse, type ResponseParts } from './message/build.ts'
import { RemoteProtocolError } from './message/errors.ts'
import { essentialsOf } from './message/essentials.ts'
import type { HeaderEntry } from './message/headers.ts'
import type { SipMessage, SipRequest, SipResponse } from './message/message.ts'
import { formatNameAddr } from './message/name-addr.ts'
import { refusalOf } from './message/refusal.ts'
import { type Replaces, replacesOf } from './message/replaces.ts'
import { formatHost } from './message/uri.ts'
import { sendAuthenticated } from './session/authenticated-request.ts'
import { EventDialogs } from './session/event-dialog.ts'
import { IncomingInvite } from './session/incoming-invite.ts'
import { OutgoingInvite } from './session/outgoing-invite.ts'
import { ResumedInvite } from './session/resumed-invite.ts'
import { ReliablePeers } from './session/reliable-peers.ts'
import { hasHeader, userOf } from './session/request-headers.ts'
import type { DialogOwner, SessionHost } from './session/session-host.ts'
import { statelessAnswer } from './stateless-answer.ts'
import type { ServerTransaction } from './transaction/server-transaction.ts'
import { replyAddress, TransactionLayer, type TransactionUser } from './transaction/transaction-layer.ts'
import type { SipTransport, TransportReceiver } from './transport/sip-transport.ts'
import type { AddressShown } from './transport/outside-addresses.ts'
import type { TransportPeer } from './transport/transport.ts'
import { transports, transportSuffix } from './transport/transports.ts'
import { ANSWER_TO_OPTIONS, checkRequest, SUPPORTED_IN_CALLS } from './user-agent-checks.ts'
import type {
  Credentials,
  EventDialog,
  IncomingRequest,
  IncomingSession,
  InviteOptions,
  KeptDialog,
  KeptSession,
  ListenPoint,
  OutgoingSession,
  OwnAddresses,
  RequestOptions,
  RequestToAnswer,
  ResponseOptions,
  ResumedSession,
  Screen,
  Session,
  SipCounters,
  SipUserAgent,
} from './user-agent.ts'
import type { Clock, Timers } from './user-agent-options.ts'

const OWN_METHODS = ['INVITE', 'ACK', 'CANCEL', 'BYE', 'OPTIONS', 'INFO', 'UPDATE', 'REFER', 'PRACK']

export interface CoreOptions {
  readonly transport: SipTransport
  readonly addressShown: AddressShown
  readonly timers: Timers
  readonly clock: Clock
  readonly random: () => string
  readonly userAgentName: string
  readonly maxServerTransactions: number
  readonly maxAnsweredRequests: number
  readonly onInternalError: (error: unknown, sipCallId: string) => void
}

/** RFC 3261 §8: hands each message to the dialog, session or handler it is for. It routes; it does not know. */
export class UserAgentCore implements SipUserAgent, SessionHost, TransactionUser, TransportReceiver {
  readonly layer: TransactionLayer
  readonly timers: Timers
  readonly clock: Clock
  readonly random: () => string
  readonly userAgentName: string
  readonly supported = SUPPORTED_IN_CALLS.join(', ')
  readonly reliablePeers = new ReliablePeers()
  allow = OWN_METHODS.join(', ')
  listenPoints: readonly ListenPoint[] = []
  readonly counters = {
    received: 0,
    sent: 0,
    malformedDropped: 0,
    malformedAnswered400: 0,
    retransmissionsAbsorbed: 0,
    transactions: 0,
  } satisfies SipCounters
  readonly messages = new MessageTally()
  readonly #options: CoreOptions
  readonly #transport: SipTransport
  readonly #dialogs = new Map<string, DialogOwner>()
  /** Dialogs that are no calls. */
  readonly #eventDialogs = new EventDialogs(this, (transaction, parts, tag) => this.#respond(transaction, parts, tag))
  readonly #handlers = new Map<string, (request: IncomingRequest) => void>()
  /** By the id of their transactions, for their CANCEL. */
  readonly #invites = new Map<string, IncomingInvite>()
  /** INVITEs in progress by Call-ID, From tag and CSeq: the same request by another path is a merged one (§8.2.2.2). */
  readonly #merged = new Set<string>()
  #inviteHandler: ((session: IncomingSession) => void) | undefined
  #flowLostHandler: (flow: TransportPeer) => void = () => {}
  #screen: Screen = () => ({ kind: 'admit' })

  constructor(options: CoreOptions) {
    this.#options = options
    this.#transport = options.transport
    this.timers = options.timers
    this.clock = options.clock
    this.random = options.random
    this.userAgentName = options.userAgentName
    this.layer = new TransactionLayer(
      {
        timers: options.timers,
        random: options.random,
        nowMs: () => options.clock.now(),
        maxAnsweredRequests: options.maxAnsweredRequests,
        send: (bytes, peer, onError) => {
          this.#count(bytes)
          this.#transport.send(bytes, peer, onError)
        },
        localPoint: (peer) => this.#shownPoint(peer),
        onAbsorbed: () => {
          this.counters.retransmissionsAbsorbed += 1
        },
        onTransaction: () => {
          this.counters.transactions += 1
        },
      },
      this,
    )
  }

  async start(): Promise<readonly ListenPoint[]> {
    this.listenPoints = await this.#transport.start(this)
    return this.listenPoints
  }

  async close(): Promise<void> {
    this.layer.close()
    await this.#transport.close()
  }

  screen(screen: Screen): void {
    this.#screen = screen
  }

  onInvite(handler: (session: IncomingSession) => void): void {
    this.#inviteHandler = handler
  }

  onRequest(method: string, handler: (request: IncomingRequest) => void): void {
    this.#handlers.set(method, handler)
    this.allow = [...new Set([...OWN_METHODS, ...this.#handlers.keys()])].join(', ')
  }

  onFlowLost(handler: (flow: TransportPeer) => void): void {
    this.#flowLostHandler = handler
  }

  invite(options: InviteOptions): OutgoingSession {
    const session = new OutgoingInvite(this, options)
    session.start()
    return session
  }

  async request(options: RequestOptions): Promise<SipResponse> {
    let cseq = options.sequence?.cseq ?? 1
    const sipCallId = options.sequence?.sipCallId ?? this.random() + this.random()
    const tag = this.random()
    const build = (credentials: readonly HeaderEntry[], contact: string): SipRequest =>
      this.#buildRequest(options, { sipCallId, tag, cseq: cseq++, contact, credentials })
    const peer = await this.#peerOf(options).catch(() => undefined)
    if (peer === undefined) return buildResponse(build([], ''), { status: 503 })
    const contact = this.contact(peer, options.target, userOf(options.from.uri))
    return new Promise((resolve) => {
      let request = build([], contact)
      let isFirst = true
      sendAuthenticated(this, {
        peer,
        credentials: options.credentials,
        make: (credentials) => {
          if (!isFirst) request = build(credentials, contact)
          isFirst = false
          return request
        },
        user: {
          onResponse: (response) => {
            if (response.status >= 200) resolve(response)
          },
          onTimeout: () => {
            resolve(buildResponse(request, { status: 408 }))
          },
          onTransportError: (error) => {
            resolve(buildResponse(request, { status: 503, reason: error.message }))
          },
        },
      })
    })
  }

  async addressesFor(peer: TransportPeer | string): Promise<OwnAddresses> {
    const found = typeof peer === 'string' ? await this.locate(peer) : peer
    const local = await this.#transport.localAddressFor(found)
    return { local, shown: this.#options.addressShown(found.address, local) }
  }

  /** For Via and Contact. */
  #shownPoint(peer: TransportPeer): { readonly host: string; readonly port: number } {
    const { host, port } = this.#transport.localPoint(peer)
    return { host: this.#options.addressShown(peer.address, host), port }
  }

  prepare(peer: TransportPeer): Promise<unknown> | undefined {
    const { host } = this.#transport.localPoint(peer)
    return host === '0.0.0.0' || host === '::' ? this.#transport.localAddressFor(peer) : undefined
  }

  async #peerOf({ via, target }: RequestOptions): Promise<TransportPeer> {
    if (via === undefined) return this.locate(target)
    await this.prepare(via)
    return via
  }

  locate(uri: string): Promise<TransportPeer> {
    return this.#transport.locate(uri)
  }

  isConnected(flow: TransportPeer): boolean {
    return this.#transport.isConnected(flow)
  }

  earned(flow: TransportPeer): void {
    this.#transport.earned(flow)
  }

  contact(peer: TransportPeer, requestUri: string, user?: string): string {
    const { host, port } = this.#shownPoint(peer)
    const scheme = /^sips:/i.test(requestUri) && transports[peer.transport].isSecure ? 'sips' : 'sip'
    const suffix = transportSuffix(peer.transport, scheme)
    return `<${scheme}:${user === undefined ? '' : `${user}@`}${formatHost(host)}:${port}${suffix}>`
  }

  send(bytes: Uint8Array, peer: TransportPeer): void {
    this.#count(bytes)
    this.#transport.send(bytes, peer)
  }

  #count(sent: Uint8Array): void {
    this.counters.sent += 1
    this.messages.sent(sent)
  }

  addDialog(id: string, owner: DialogOwner): void {
    this.#dialogs.set(id, owner)
  }

  removeDialog(id: string): void {
    this.#dialogs.delete(id)
  }

  sessionOf(replaces: Replaces): Session | undefined {
    const owner = this.#ownerOf(replaces)
    return owner?.state === 'ended' ? undefined : owner
  }

  resumeDialog(kept: KeptDialog, onRequest: (incoming: RequestToAnswer) => void): EventDialog {
    return this.#eventDialogs.open(kept, onRequest)
  }

  resumeSession(kept: KeptSession, credentials?: Credentials): ResumedSession {
    return new ResumedInvite(this, kept, credentials)
  }

  get dialogCount(): number {
    return this.#dialogs.size + this.#eventDialogs.size
  }

  onMessage(message: SipMessage, source: TransportPeer): void {
    this.counters.received += 1
    this.messages.received(message)
    try {
      if (message.kind === 'response') this.layer.receiveResponse(message, source)
      else this.layer.receiveRequest(message, source)
    } catch (error) {
      if (error instanceof RemoteProtocolError) this.counters.malformedDropped += 1
      else this.#options.onInternalError(error, message.headers.get('Call-ID') ?? '')
    }
  }

  onConnectionLost(flow: TransportPeer): void {
    this.#flowLostHandler(flow)
  }

  onMalformed(event: Parameters<TransportReceiver['onMalformed']>[0]): void {
    this.counters.received += 1
    const { request, source, answer, error } = event
    if (!answer || request === undefined) {
      this.counters.malformedDropped += 1
      return
    }
    this.counters.malformedAnswered400 += 1
    this.#answerOnce(request, source, refusalOf(error))
  }

  onAck(request: SipRequest): void {
    this.#dialogs.get(dialogIdOf(request))?.receiveAck(request)
  }

  onNewRequest(request: SipRequest, source: TransportPeer): void {
    const answer = this.#answerAtTheDoor(request, source)
    if (answer !== undefined) return this.#answerOnce(request, source, answer)
    const transaction = this.layer.open(request, source)
    try {
      this.#route(transaction)
    } catch (error) {
      const isTheirs = error instanceof RemoteProtocolError
      this.#invites.get(transaction.id)?.end({ status: 500 })
      this.#respond(transaction, isTheirs ? refusalOf(error) : { status: 500 })
      if (isTheirs) this.counters.malformedAnswered400 += 1
      else this.#options.onInternalError(error, essentialsOf(transaction.request).sipCallId)
    }
  }

  /** What is answered before anything is remembered; `undefined` lets a request in. What belongs to a call of ours always gets in. */
  #answerAtTheDoor(request: SipRequest, source: TransportPeer): ResponseParts | undefined {
    const { method } = request
    try {
      if (method === 'CANCEL') return this.layer.findInvite(request) === undefined ? { status: 481 } : undefined
      const refusal = checkRequest(request)
      if (refusal !== undefined) return refusal
      if (essentialsOf(request).toTag !== '') return this.#isOurs(dialogIdOf(request)) ? undefined : { status: 481 }
      if (method === 'INVITE' && this.#merged.has(mergeKey(request))) return { status: 482 }
      const isHandled =
        method === 'INVITE' ? this.#inviteHandler !== undefined : method === 'REFER' || this.#handlers.has(method)
      if (!isHandled) return this.#answerUnhandled(method)
      if (this.layer.openCount >= this.#options.maxServerTransactions) return busyNow
      const screened = this.#screen(request, source)
      return screened.kind === 'admit' ? this.#refusalOfAdmitted(request) : screened.response
    } catch (error) {
      if (error instanceof RemoteProtocolError) {
        this.counters.malformedAnswered400 += 1
        return refusalOf(error)
      }
      this.#options.onInternalError(error, essentialsOf(request).sipCallId)
      return { status: 500 }
    }
  }

  /** What only they are told who may come in: whether a dialog exists is nobody else's business. */
  #refusalOfAdmitted(request: SipRequest): ResponseParts | undefined {
    if (request.method === 'REFER') return { status: 403, reason: 'REFER within a call only' }
    const replaces = replacesOf(request)
    if (replaces === undefined) return undefined
    if (request.method !== 'INVITE') return { status: 400, reason: `Replaces in ${request.method}` }
    const owner = this.#ownerOf(replaces)
    // Who rings us is not ours to replace (RFC 3891 §3).
    if (owner === undefined || (owner.state === 'early' && !owner.isCallIdOwner)) return { status: 481 }
    if (owner.state === 'ended') return { status: 603 }
    return replaces.isEarlyOnly && owner.state === 'confirmed' ? { status: 486 } : undefined
  }

  /** A tag "0" stands for none too (RFC 3891 §3). A fork that lost is nobody's dialog. */
  #ownerOf({ sipCallId, toTag, fromTag }: Replaces): DialogOwner | undefined {
    for (const remoteTag of fromTag === '0' ? ['0', ''] : [fromTag]) {
      const id = dialogId({ sipCallId, localTag: toTag, remoteTag })
      const owner = this.#dialogs.get(id)
      if (owner !== undefined && (owner.state === 'early' || owner.dialogId === id)) return owner
    }
    return undefined
  }

  #answerUnhandled(method: string): ResponseParts {
    if (method === 'BYE') return { status: 481 }
    const allow = ['Allow', this.allow] as const
    return method === 'OPTIONS'
      ? { status: 200, headers: [allow, ...ANSWER_TO_OPTIONS] }
      : { status: 405, headers: [allow] }
  }

  #answerOnce(request: SipRequest, source: TransportPeer, parts: ResponseParts): void {
    this.send(statelessAnswer(request, parts), replyAddress(request, source))
  }

  #route(transaction: ServerTransaction): void {
    const { request, source } = transaction
    if (request.method === 'CANCEL') return this.#receiveCancel(transaction)
    if (essentialsOf(request).toTag !== '') return this.#receiveInDialog(transaction)
    if (request.method === 'INVITE') return this.#receiveInvite(transaction)
    const respond = (response: ResponseOptions): void => {
      this.#respond(transaction, response)
    }
    const beginDialog: IncomingRequest['beginDialog'] = (response, onRequest) =>
      this.#eventDialogs.begin(transaction, response, onRequest)
    this.#handlers.get(request.method)?.({ request, source, respond, beginDialog })
  }

  #isOurs(id: string): boolean {
    return this.#dialogs.has(id) || this.#eventDialogs.get(id) !== undefined
  }

  #receiveInDialog(transaction: ServerTransaction): void {
    const id = dialogIdOf(transaction.request)
    const owner = this.#dialogs.get(id) ?? this.#eventDialogs.get(id)
    owner?.receive(transaction)
  }

  #receiveInvite(transaction: ServerTransaction): void {
    const key = mergeKey(transaction.request)
    const session = new IncomingInvite(this, transaction, () => {
      this.#merged.delete(key)
      this.#invites.delete(transaction.id)
    })
    this.#merged.add(key)
    this.#invites.set(transaction.id, session)
    this.#inviteHandler?.(session)
  }

  /** §9.2: the CANCEL is always answered; the INVITE only while it has no final answer. */
  #receiveCancel(transaction: ServerTransaction): void {
    const invite = this.layer.findInvite(transaction.request)
    const session = this.#invites.get(invite?.id ?? '')
    this.#respond(transaction, { status: 200 }, session?.localTag ?? (invite?.localTag || undefined))
    session?.cancelled(transaction.request)
  }

  #respond(transaction: ServerTransaction, parts: ResponseParts, toTag?: string): void {
    transaction.respond(this.#response(transaction.request, parts, toTag))
  }

  #response(request: SipRequest, parts: ResponseParts, toTag = this.random()): SipResponse {
    const headers: HeaderEntry[] = [...(parts.headers ?? [])]
    if (parts.status >= 200 && !hasHeader(headers, 'Allow')) headers.push(['Allow', this.allow])
    headers.push(['Server', this.userAgentName])
    return buildResponse(request, { ...parts, headers, ...(parts.status > 100 && { toTag }) })
  }

  #buildRequest(
    options: RequestOptions,
    parts: { sipCallId: string; tag: string; cseq: number; contact: string; credentials: readonly HeaderEntry[] },
  ): SipRequest {
    const { method, target, from, to, headers = [], body } = options
    const entries: HeaderEntry[] = [
      ['Max-Forwards', '70'],
      ['From', formatNameAddr({ ...from, params: [['tag', parts.tag]] })],
      ['To', formatNameAddr({ ...to, params: [] })],
      ['Call-ID', parts.sipCallId],
      ['CSeq', `${parts.cseq} ${method}`],
    ]
    if (!hasHeader(headers, 'Contact')) entries.push(['Contact', parts.contact])
    entries.push(...parts.credentials, ...headers, ['User-Agent', this.userAgentName])
    return buildRequest({ method, uri: target, headers: entries, ...(body && { body }) })
  }
}

const busyNow: ResponseParts = { status: 503, headers: [['Retry-After', '10']] }

/** §8.2.2.2. */
function mergeKey(request: SipRequest): string {
  const { sipCallId, fromTag, cseq } = essentialsOf(request)
  return `${sipCallId}\n${fromTag}\n${cseq.number}`
}
