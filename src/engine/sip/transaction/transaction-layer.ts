import { buildResponse } from '../message/build.ts'
import { essentialsOf, topVia } from '../message/essentials.ts'
import { HeaderList } from '../message/headers.ts'
import type { SipRequest, SipResponse } from '../message/message.ts'
import { serializeMessage } from '../message/serialize.ts'
import { formatVia, responseAddress, type Via } from '../message/via.ts'
import type { TransportPeer } from '../transport/transport.ts'
import { transports } from '../transport/transports.ts'
import { ClientTransaction, type ClientTransactionUser, type OtherWay, type Sending } from './client-transaction.ts'
import { LargeRequests } from './large-requests.ts'
import { ServerMachine } from './server-machine.ts'
import { ServerTable } from './server-table.ts'
import { ServerTransaction } from './server-transaction.ts'
import type { TransactionContext } from './transaction-context.ts'

const BRANCH_COOKIE = 'z9hG4bK'

/** Who handles requests that no transaction knows. */
export interface TransactionUser {
  /** Nothing is remembered of it unless a transaction is opened for it. */
  onNewRequest(request: SipRequest, source: TransportPeer): void
  /** ACK to a 2xx: it belongs to a dialog (RFC 3261 §13.3.1.4). */
  onAck(request: SipRequest, source: TransportPeer): void
}

export interface TransactionLayerOptions extends TransactionContext {
  readonly random: () => string
  /** Answered requests that are remembered for the sake of their copies. */
  readonly maxAnsweredRequests: number
  localPoint(peer: TransportPeer): { readonly host: string; readonly port: number }
  onTransaction(): void
  nowMs(): number
}

/** Maps messages to transactions: RFC 3261 §17.1.3 and §17.2.3. */
export class TransactionLayer {
  readonly #options: TransactionLayerOptions
  readonly #user: TransactionUser
  readonly #clients = new Map<string, ClientTransaction>()
  readonly #servers: ServerTable
  readonly #large: LargeRequests

  constructor(options: TransactionLayerOptions, user: TransactionUser) {
    this.#options = options
    this.#user = user
    this.#servers = new ServerTable(options.timers, options.maxAnsweredRequests)
    this.#large = new LargeRequests(() => options.nowMs())
  }

  get clientCount(): number {
    return this.#clients.size
  }

  /** Requests from outside, in progress and remembered. */
  get serverCount(): number {
    return this.#servers.size
  }

  /** Requests from outside without a final answer. */
  get openCount(): number {
    return this.#servers.openCount
  }

  /** Adds our Via with a new branch and sends, over TCP what is too large for a datagram where that is possible (§18.1.1). */
  request(request: SipRequest, peer: TransportPeer, user: ClientTransactionUser): ClientTransaction {
    const branch = BRANCH_COOKIE + this.#options.random()
    const sending = this.#sending(request, peer, branch)
    const { bytes } = sending
    const larger = this.#large.wayFor(peer, bytes.length)
    if (larger === undefined) return this.#start(sending, branch, user)
    return this.#start(this.#sending(request, larger, branch), branch, user, {
      sending,
      onRefused: () => this.#large.refusedBy(peer),
    })
  }

  #sending(request: SipRequest, peer: TransportPeer, branch: string): Sending {
    const sent = this.withVia(request, peer, branch)
    return { request: sent, bytes: serializeMessage(sent), peer }
  }

  /** RFC 3261 §9.1: same Request-URI, Via, From, To without tag, Call-ID and CSeq number as the INVITE. */
  cancel(invite: ClientTransaction, headers: readonly (readonly [string, string])[] = []): void {
    const { request, sentTo: peer } = invite
    const essentials = essentialsOf(request)
    const entries: (readonly [string, string])[] = [['Via', request.headers.get('Via') ?? '']]
    for (const route of request.headers.getAll('Route')) entries.push(['Route', route])
    for (const name of ['From', 'To', 'Call-ID']) entries.push([name, request.headers.get(name) ?? ''])
    entries.push(['CSeq', `${essentials.cseq.number} CANCEL`], ['Max-Forwards', '70'], ...headers)
    const cancel = { ...request, method: 'CANCEL', headers: new HeaderList(entries), body: '' }
    const sending = { request: cancel, bytes: serializeMessage(cancel), peer }
    this.#start(sending, essentials.branch ?? '', { onResponse() {}, onTimeout() {}, onTransportError() {} })
  }

  /** For an ACK to a 2xx, which has a branch of its own and no transaction (§13.2.2.4). */
  withVia(request: SipRequest, peer: TransportPeer, branch = BRANCH_COOKIE + this.#options.random()): SipRequest {
    const transport = transports[peer.transport].viaName
    const params: Via['params'] = [
      ['branch', branch],
      ['rport', undefined],
    ]
    const { host, port } = this.#options.localPoint(peer)
    const via = formatVia({ transport, host, port, params })
    return { ...request, headers: new HeaderList([['Via', via], ...request.headers.entries]) }
  }

  /** The INVITE that a CANCEL is about (§9.2), also when it has its answer. `localTag` is empty as long as no response had one. */
  findInvite(cancel: SipRequest): { readonly id: string; readonly localTag: string } | undefined {
    const id = serverId(cancel, 'INVITE')
    const known = this.#servers.find(id)
    return known && { id, localTag: known.localTag }
  }

  receiveResponse(response: SipResponse, source: TransportPeer): void {
    const { branch, cseq } = essentialsOf(response)
    const transaction = this.#clients.get(`${branch} ${cseq.method}`)
    if (transaction === undefined) this.#options.onAbsorbed()
    else transaction.receive(response, source)
  }

  receiveRequest(request: SipRequest, source: TransportPeer): void {
    const { method } = request
    const known = this.#servers.find(serverId(request, method === 'ACK' ? 'INVITE' : method))
    if (method === 'ACK') {
      if (known?.receiveAck() !== true) this.#user.onAck(request, source)
    } else if (known !== undefined) known.receiveCopy()
    else this.#user.onNewRequest(request, source)
  }

  /** From now on copies of the request are absorbed, and whoever sent an INVITE is told in time that we are at it. */
  open(request: SipRequest, source: TransportPeer): ServerTransaction {
    const id = serverId(request, request.method)
    const machine = new ServerMachine(
      {
        isInvite: request.method === 'INVITE',
        replyTo: replyAddress(request, source),
        context: this.#options,
        onAnswered: (rest) => {
          this.#servers.answer(id, rest)
        },
        onTerminated: (over) => {
          this.#servers.remove(id, over)
        },
      },
      tryingTo(request),
    )
    this.#servers.open(id, machine)
    this.#options.onTransaction()
    return new ServerTransaction({ id, request, source, machine })
  }

  close(): void {
    for (const transaction of this.#clients.values()) transaction.dispose()
    this.#servers.close()
  }

  #start(sending: Sending, branch: string, user: ClientTransactionUser, otherWay?: OtherWay): ClientTransaction {
    const key = `${branch} ${sending.request.method}`
    const transaction = new ClientTransaction({
      sending,
      otherWay,
      context: this.#options,
      user,
      onTerminated: () => this.#clients.delete(key),
    })
    this.#clients.set(key, transaction)
    this.#options.onTransaction()
    transaction.start()
    return transaction
  }
}

/** A function of its own, so that nothing else of a transaction holds the request. */
function tryingTo(request: SipRequest): () => Buffer {
  return () => serializeMessage(buildResponse(request, { status: 100 }))
}

/** Over a connection: the connection. Else RFC 3261 §18.2.2 with RFC 3581 §4, never another address than the request came from. */
export function replyAddress(request: SipRequest, source: TransportPeer): TransportPeer {
  const { isConnection, defaultPort } = transports[source.transport]
  if (isConnection) return source
  const via = topVia(request)
  if (via === undefined) return source
  const { port } = responseAddress(via, defaultPort)
  return port === source.port || port === 0 ? source : { ...source, port }
}

function serverId(request: SipRequest, method: string): string {
  const { branch, via, sipCallId, cseq, fromTag } = essentialsOf(request)
  const sentBy = `${via.host}:${via.port ?? ''}`
  if (branch?.startsWith(BRANCH_COOKIE) && branch.length > BRANCH_COOKIE.length) return `${branch} ${sentBy} ${method}`
  // An element older than RFC 3261 (§17.2.3): its branch is no identifier.
  return `2543 ${sipCallId} ${cseq.number} ${fromTag} ${sentBy} ${method}`
}
