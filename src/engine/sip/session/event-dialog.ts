import { acceptRequest, type Dialog, dialogOfServer, refreshTarget } from '../dialog/dialog.ts'
import type { ResponseParts } from '../message/build.ts'
import type { ServerTransaction } from '../transaction/server-transaction.ts'
import type { TransportPeer } from '../transport/transport.ts'
import type { EventDialog, EventDialogRequest, KeptDialog, RequestToAnswer, ResponseOptions } from '../user-agent.ts'
import { DialogChannel } from './dialog-channel.ts'
import type { SessionHost } from './session-host.ts'

type Respond = (transaction: ServerTransaction, parts: ResponseParts, toTag?: string) => void
type OnRequest = (incoming: RequestToAnswer) => void

/** The dialogs of a user agent that are no calls, by their ids. */
export class EventDialogs {
  readonly #host: SessionHost
  readonly #respond: Respond
  readonly #dialogs = new Map<string, EventDialogSession>()

  constructor(host: SessionHost, respond: Respond) {
    this.#host = host
    this.#respond = respond
  }

  get size(): number {
    return this.#dialogs.size
  }

  get(id: string): EventDialogSession | undefined {
    return this.#dialogs.get(id)
  }

  /** Throws `RemoteProtocolError` for a request that says not where it can be reached. */
  begin(transaction: ServerTransaction, response: ResponseOptions, onRequest: OnRequest): EventDialog {
    const { request, source } = transaction
    const dialog = dialogOfServer(request, this.#host.random())
    const begun = this.open({ dialog, flow: source }, onRequest)
    begun.answerFirst(transaction, response)
    return begun
  }

  open(kept: KeptDialog, onRequest: OnRequest): EventDialogSession {
    const session: EventDialogSession = new EventDialogSession({
      host: this.#host,
      ...kept,
      onRequest,
      respond: this.#respond,
      onEnd: () => {
        if (this.#dialogs.get(session.id) === session) this.#dialogs.delete(session.id)
      },
    })
    this.#dialogs.set(session.id, session)
    return session
  }
}

interface EventDialogOptions {
  readonly host: SessionHost
  readonly dialog: Dialog
  readonly flow: TransportPeer
  readonly onRequest: OnRequest
  readonly respond: Respond
  readonly onEnd: () => void
}

/** A dialog that a SUBSCRIBE began (RFC 6665 §4.2.1): no call, so no ACK, no BYE, no Replaces. */
export class EventDialogSession implements EventDialog {
  readonly #options: EventDialogOptions
  readonly #channel: DialogChannel

  constructor(options: EventDialogOptions) {
    this.#options = options
    const { host, dialog, flow } = options
    this.#channel = new DialogChannel(host, { dialog, flow, credentials: undefined })
  }

  get id(): string {
    return this.#channel.id
  }

  get remoteTarget(): string {
    return this.#channel.dialog.remoteTarget
  }

  get kept(): KeptDialog {
    const { dialog, flow } = this.#channel
    return { dialog, flow }
  }

  /** To the request that begins it: with the dialog's tag. */
  answerFirst(transaction: ServerTransaction, response: ResponseOptions): void {
    this.#respond(transaction, response)
  }

  receive(transaction: ServerTransaction): void {
    const { request, source } = transaction
    const [next, order] = acceptRequest(this.#channel.dialog, request)
    if (order === 'out-of-order') {
      this.#options.respond(transaction, { status: 500, headers: [['Retry-After', '1']] })
      return
    }
    this.#channel.dialog = request.method === 'SUBSCRIBE' ? refreshTarget(next, request) : next
    this.#channel.flow = source
    this.#options.onRequest({ request, source, respond: (response) => this.#respond(transaction, response) })
  }

  receiveAck(): void {}

  moveTo(flow: TransportPeer): void {
    this.#channel.flow = flow
  }

  async request(parts: EventDialogRequest): Promise<number> {
    // Not heard from since we started, perhaps: what our own address is there has to be found out.
    await this.#options.host.prepare(this.#channel.flow)?.catch(() => undefined)
    return new Promise((resolve) => this.#channel.request(parts, ({ status }) => resolve(status)))
  }

  end(): void {
    this.#options.onEnd()
  }

  /** What begins or refreshes a dialog says where we are (RFC 3261 §12.1.1). */
  #respond(transaction: ServerTransaction, response: ResponseOptions): void {
    const { host, respond } = this.#options
    const isGood = response.status >= 200 && response.status < 300
    const contact = isGood ? [['Contact', host.contact(transaction.source, transaction.request.uri)] as const] : []
    const headers = [...contact, ...(response.headers ?? [])]
    respond(transaction, { ...response, headers }, this.#channel.dialog.localTag)
  }
}
