import { ackRequest, type Dialog, dialogId, type DialogRequest, nextHop, nextRequest } from '../dialog/dialog.ts'
import { buildRequest } from '../message/build.ts'
import type { HeaderEntry } from '../message/headers.ts'
import type { SipRequest, SipResponse } from '../message/message.ts'
import { serializeMessage } from '../message/serialize.ts'
import { SIXTY_FOUR_T1_MS } from '../transaction/timer-values.ts'
import type { TransportPeer } from '../transport/transport.ts'
import type { Credentials, MessageBody } from '../user-agent.ts'
import { sendAuthenticated } from './authenticated-request.ts'
import { hopOf } from './hop.ts'
import type { SessionHost } from './session-host.ts'

/** How a request of ours came out: a final response, or the status that stands for none (408 time-out, 503 transport). */
export interface Outcome {
  readonly status: number
  readonly response?: SipResponse
}

export interface InDialogRequest {
  readonly method: string
  readonly headers?: readonly HeaderEntry[]
  readonly body?: MessageBody
}

/** A request that says anew where its sender is, and whose answer does (RFC 6665 §4.5.1, RFC 5057 §5.4). */
export function refreshesTarget(method: string): boolean {
  return TARGET_REFRESHES.has(method)
}

const TARGET_REFRESHES = new Set(['INVITE', 'UPDATE', 'REFER', 'SUBSCRIBE', 'NOTIFY'])

/** A dialog and the way to its other side: numbers, routes and sends what we say in it. */
export class DialogChannel {
  dialog: Dialog
  flow: TransportPeer
  readonly #host: SessionHost
  readonly #credentials: Credentials | undefined
  /** Ends our re-INVITE that has no final answer. */
  #giveUpInvite: (() => void) | undefined

  constructor(
    host: SessionHost,
    options: { dialog: Dialog; flow: TransportPeer; credentials: Credentials | undefined },
  ) {
    this.#host = host
    this.dialog = options.dialog
    this.flow = options.flow
    this.#credentials = options.credentials
  }

  get id(): string {
    return dialogId(this.dialog)
  }

  /** `done` hears the final outcome once. An INVITE's 2xx is ACKed here, however often it comes. */
  request(parts: InDialogRequest, done: (outcome: Outcome) => void): void {
    this.#withHop((peer) => {
      this.#send(parts, peer, done)
    }, done)
  }

  ack(inviteCseq: number): void {
    const parts = ackRequest(this.dialog, inviteCseq)
    this.#withHop(
      (peer) => {
        const request = buildRequest({ method: 'ACK', ...parts })
        this.#host.send(serializeMessage(this.#host.layer.withVia(request, peer)), peer)
      },
      () => {},
    )
  }

  bye(headers: readonly HeaderEntry[] = [], done: () => void = () => {}): void {
    this.request({ method: 'BYE', headers }, done)
  }

  /**
   * The dialog is over. A re-INVITE that rang and is never answered would wait for ever: it is given up when an answer to it should
   * have come.
   */
  abandon(): void {
    const giveUp = this.#giveUpInvite
    if (giveUp !== undefined) this.#host.timers.after(SIXTY_FOUR_T1_MS, giveUp)
  }

  #send(parts: InDialogRequest, peer: TransportPeer, done: (outcome: Outcome) => void): void {
    let isDone = false
    const finish = (outcome: Outcome): void => {
      if (isDone) return
      isDone = true
      if (parts.method === 'INVITE') this.#giveUpInvite = undefined
      done(outcome)
    }
    let cseq = 0
    sendAuthenticated(this.#host, {
      peer,
      credentials: this.#credentials,
      make: (credentials) => {
        const [dialog, base] = nextRequest(this.dialog, parts.method)
        this.dialog = dialog
        cseq = dialog.localCseq
        return this.#build(parts, base, peer, credentials)
      },
      onTransaction: (transaction) => {
        if (parts.method !== 'INVITE' || isDone) return
        this.#giveUpInvite = () => {
          transaction.dispose()
          finish({ status: 487 })
        }
      },
      user: {
        onResponse: (response) => {
          if (response.status < 200) return
          if (parts.method === 'INVITE' && response.status < 300) this.ack(cseq)
          finish({ status: response.status, response })
        },
        onTimeout: () => {
          finish({ status: 408 })
        },
        onTransportError: () => {
          finish({ status: 503 })
        },
      },
    })
  }

  #build(
    parts: InDialogRequest,
    base: DialogRequest,
    peer: TransportPeer,
    credentials: readonly HeaderEntry[],
  ): SipRequest {
    const headers = [...base.headers]
    const { method } = parts
    if (refreshesTarget(method)) headers.push(['Contact', this.#host.contact(peer, base.uri)])
    if (method === 'INVITE') headers.push(['Allow', this.#host.allow])
    if (method === 'INVITE' || method === 'UPDATE') headers.push(['Supported', this.#host.supported])
    headers.push(...credentials, ...(parts.headers ?? []), ['User-Agent', this.#host.userAgentName])
    return buildRequest({ method: parts.method, uri: base.uri, headers, ...(parts.body && { body: parts.body }) })
  }

  #withHop(send: (peer: TransportPeer) => void, fail: (outcome: Outcome) => void): void {
    const known = hopOf(this.dialog, this.flow)
    if (known !== undefined) return send(known)
    this.#host.locate(nextHop(this.dialog)).then(send, () => {
      fail({ status: 503 })
    })
  }
}
