import { essentialsOf } from '../message/essentials.ts'
import { type HeaderEntry, HeaderList } from '../message/headers.ts'
import type { SipRequest, SipResponse } from '../message/message.ts'
import { serializeMessage } from '../message/serialize.ts'
import type { TransportPeer } from '../transport/transport.ts'
import { transports } from '../transport/transports.ts'
import type { Effect } from './effects.ts'
import { startInviteClient, stepInviteClient } from './invite-client.ts'
import { startNonInviteClient, stepNonInviteClient } from './non-invite-client.ts'
import { TimerSet } from './timer-set.ts'
import type { TransactionContext } from './transaction-context.ts'

/** What the transaction user hears. Exactly one of a final response, `onTimeout` and `onTransportError` ends it. */
export interface ClientTransactionUser {
  /** Every provisional and 2xx response to INVITE, also later ones of a fork; else each response once. */
  onResponse(response: SipResponse, source: TransportPeer): void
  onTimeout(): void
  onTransportError(error: Error): void
}

type ClientInput =
  | { readonly kind: 'response'; readonly status: number }
  | { readonly kind: 'timer'; readonly name: string }
  | { readonly kind: 'transport-error' }

interface Machine {
  readonly state: string
  readonly effects: readonly Effect[]
  step(input: ClientInput): Machine
}

/** How a request is sent: what its Via says belongs to where it goes. */
export interface Sending {
  readonly request: SipRequest
  readonly bytes: Uint8Array
  readonly peer: TransportPeer
}

/** The next way, if this one leads nowhere. */
export interface OtherWay {
  readonly sending: Sending
  /** Nothing was heard by the first. */
  onRefused(this: void): void
}

/** Drives a client machine: owns the bytes, the timers and the way out. */
export class ClientTransaction {
  /** Whom it is for. */
  readonly peer: TransportPeer
  #request: SipRequest
  #sentTo: TransportPeer
  #otherWay: OtherWay | undefined
  readonly #context: TransactionContext
  #user: ClientTransactionUser
  /** Until there is a final answer. */
  #bytes: Uint8Array | undefined
  readonly #timers: TimerSet
  readonly #onTerminated: () => void
  #machine: Machine
  #ack: Uint8Array | undefined

  constructor(options: {
    sending: Sending
    /** Where that has no connection. */
    otherWay?: OtherWay | undefined
    context: TransactionContext
    user: ClientTransactionUser
    onTerminated: () => void
  }) {
    const { request, bytes, peer } = options.sending
    this.#request = request
    this.#sentTo = peer
    this.#otherWay = options.otherWay
    this.peer = options.otherWay?.sending.peer ?? peer
    this.#context = options.context
    this.#user = options.user
    this.#onTerminated = options.onTerminated
    this.#bytes = bytes
    this.#timers = new TimerSet(options.context.timers)
    this.#machine = startMachine(request.method === 'INVITE', transports[peer.transport].isReliable)
  }

  get request(): SipRequest {
    return this.#request
  }

  /** Where it went: by another transport than that of `peer` when it is large. */
  get sentTo(): TransportPeer {
    return this.#sentTo
  }

  get state(): string {
    return this.#machine.state
  }

  start(): void {
    this.#apply(this.#machine)
  }

  receive(response: SipResponse, source: TransportPeer): void {
    this.#otherWay = undefined
    this.#apply(this.#machine.step({ kind: 'response', status: response.status }), { response, source })
  }

  /** Another hears what still comes, and `rest` of the request is enough for it. */
  handOver(user: ClientTransactionUser, rest: SipRequest): void {
    this.#user = user
    this.#request = rest
  }

  /** Forgets everything at once; the user hears nothing more. */
  dispose(): void {
    this.#timers.clear()
    this.#onTerminated()
  }

  #apply(machine: Machine, input?: { response?: SipResponse; source?: TransportPeer; error?: Error }): void {
    this.#machine = machine
    if (isAnswered(machine.state)) this.#bytes = undefined
    if (machine.state === 'terminated') {
      this.#timers.clear()
      this.#onTerminated()
    }
    for (const effect of machine.effects) this.#run(effect, input)
  }

  #run(effect: Effect, input?: { response?: SipResponse; source?: TransportPeer; error?: Error }): void {
    switch (effect.kind) {
      case 'send-request':
        if (this.#bytes !== undefined) this.#send(this.#bytes)
        break
      case 'send-ack':
        if (input?.response) this.#ack ??= serializeMessage(ackFor(this.request, input.response))
        if (this.#ack) this.#send(this.#ack)
        break
      case 'arm':
        this.#timers.arm(effect.timer, effect.delayMs, () => {
          this.#apply(this.#machine.step({ kind: 'timer', name: effect.timer }))
        })
        break
      case 'disarm':
        this.#timers.disarm(effect.timer)
        break
      case 'pass-up':
        if (input?.response && input.source) this.#user.onResponse(input.response, input.source)
        break
      case 'timeout':
        this.#otherWay?.onRefused()
        this.#user.onTimeout()
        break
      case 'transport-error':
        this.#user.onTransportError(input?.error ?? new Error('transport failed'))
        break
      case 'absorbed':
        this.#context.onAbsorbed()
        break
      case 'send-response':
      case 'send-trying':
      case 'remember':
        break
    }
  }

  #send(bytes: Uint8Array): void {
    this.#context.send(bytes, this.#sentTo, (error) => {
      if (this.#otherWay !== undefined) return this.#goBy(this.#otherWay)
      this.#apply(this.#machine.step({ kind: 'transport-error' }), { error })
    })
  }

  /** As a copy of what may have arrived, by the branch; the waiting begins anew. */
  #goBy({ sending, onRefused }: OtherWay): void {
    this.#otherWay = undefined
    this.#timers.clear()
    this.#request = sending.request
    this.#bytes = sending.bytes
    this.#sentTo = sending.peer
    onRefused()
    this.#apply(startMachine(this.#request.method === 'INVITE', transports[sending.peer.transport].isReliable))
  }
}

function isAnswered(state: string): boolean {
  return state === 'completed' || state === 'accepted' || state === 'terminated'
}

function startMachine(isInvite: boolean, isReliable: boolean): Machine {
  // The timer letters a machine armed are the only ones that come back to it, hence the casts on input.
  if (isInvite)
    return wrap(startInviteClient(isReliable), (tx, input) =>
      stepInviteClient(tx, input as Parameters<typeof stepInviteClient>[1]),
    )
  return wrap(startNonInviteClient(isReliable), (tx, input) =>
    stepNonInviteClient(tx, input as Parameters<typeof stepNonInviteClient>[1]),
  )
}

function wrap<Tx extends { readonly state: string }>(
  [tx, effects]: readonly [Tx, readonly Effect[]],
  step: (tx: Tx, input: ClientInput) => readonly [Tx, readonly Effect[]],
): Machine {
  return { state: tx.state, effects, step: (input) => wrap(step(tx, input), step) }
}

/** RFC 3261 §17.1.1.3. */
function ackFor(request: SipRequest, response: SipResponse): SipRequest {
  const entries: HeaderEntry[] = [['Via', request.headers.get('Via') ?? '']]
  for (const route of request.headers.getAll('Route')) entries.push(['Route', route])
  entries.push(
    ['Max-Forwards', '70'],
    ['From', request.headers.get('From') ?? ''],
    ['To', response.headers.get('To') ?? ''],
    ['Call-ID', request.headers.get('Call-ID') ?? ''],
    ['CSeq', `${essentialsOf(request).cseq.number} ACK`],
  )
  return { kind: 'request', method: 'ACK', uri: request.uri, headers: new HeaderList(entries), body: '' }
}
