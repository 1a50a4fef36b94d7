import type { SipRequest, SipResponse } from '../message/message.ts'
import { serializeMessage } from '../message/serialize.ts'
import type { TransportPeer } from '../transport/transport.ts'
import type { Effect } from './effects.ts'
import { startInviteServer, stepInviteServer } from './invite-server.ts'
import { startNonInviteServer, stepNonInviteServer } from './non-invite-server.ts'
import { TimerSet } from './timer-set.ts'
import type { TransactionContext } from './transaction-context.ts'

type ServerInput =
  | { readonly kind: 'request' }
  | { readonly kind: 'ack' }
  | { readonly kind: 'respond'; readonly status: number }
  | { readonly kind: 'timer'; readonly name: string }
  | { readonly kind: 'transport-error' }

type Machine = { readonly state: string; step(input: ServerInput): readonly [Machine, readonly Effect[]] }

/** Drives a server machine for one request from outside. */
export class ServerTransaction {
  readonly request: SipRequest
  readonly source: TransportPeer
  readonly #replyTo: TransportPeer
  readonly #context: TransactionContext
  readonly #timers: TimerSet
  readonly #onTerminated: () => void
  #machine: Machine
  #response: Uint8Array | undefined

  constructor(options: {
    request: SipRequest
    source: TransportPeer
    replyTo: TransportPeer
    context: TransactionContext
    onTerminated: () => void
  }) {
    this.request = options.request
    this.source = options.source
    this.#replyTo = options.replyTo
    this.#context = options.context
    this.#onTerminated = options.onTerminated
    this.#timers = new TimerSet(options.context.timers)
    const isReliable = options.source.transport !== 'udp'
    this.#machine =
      options.request.method === 'INVITE'
        ? inviteMachine(startInviteServer(isReliable))
        : otherMachine(startNonInviteServer(isReliable))
  }

  get state(): string {
    return this.#machine.state
  }

  /** A final response was given (or the transaction died): later ones change nothing. */
  get isAnswered(): boolean {
    return this.state !== 'trying' && this.state !== 'proceeding'
  }

  respond(response: SipResponse): void {
    if (this.isAnswered && !(this.state === 'accepted' && response.status >= 200 && response.status < 300)) return
    this.#response = serializeMessage(response)
    this.#step({ kind: 'respond', status: response.status })
  }

  /** Sends the 2xx again (RFC 3261 §13.3.1.4): the transaction user keeps that clock. */
  repeatAccepted(): void {
    if (this.state === 'accepted') this.#step({ kind: 'respond', status: 200 })
  }

  onRetransmission(): void {
    this.#step({ kind: 'request' })
  }

  onAck(): void {
    this.#step({ kind: 'ack' })
  }

  dispose(): void {
    this.#timers.clear()
    this.#onTerminated()
  }

  #step(input: ServerInput): void {
    const [machine, effects] = this.#machine.step(input)
    this.#machine = machine
    for (const effect of effects) this.#run(effect)
    if (machine.state === 'terminated') this.dispose()
  }

  #run(effect: Effect): void {
    if (effect.kind === 'send-response' && this.#response !== undefined) {
      this.#context.send(this.#response, this.#replyTo, () => {
        this.#step({ kind: 'transport-error' })
      })
    } else if (effect.kind === 'arm') {
      this.#timers.arm(effect.timer, effect.delayMs, () => {
        this.#step({ kind: 'timer', name: effect.timer })
      })
    } else if (effect.kind === 'disarm') this.#timers.disarm(effect.timer)
    else if (effect.kind === 'absorbed') this.#context.onAbsorbed()
  }
}

// The timer letters a machine armed are the only ones that come back to it, hence the casts on input.
function inviteMachine(tx: ReturnType<typeof startInviteServer>): Machine {
  return {
    state: tx.state,
    step(input) {
      const [next, effects] = stepInviteServer(tx, input as Parameters<typeof stepInviteServer>[1])
      return [next === tx ? this : inviteMachine(next), effects]
    },
  }
}

function otherMachine(tx: ReturnType<typeof startNonInviteServer>): Machine {
  return {
    state: tx.state,
    step(input) {
      const [next, effects] = stepNonInviteServer(tx, input as Parameters<typeof stepNonInviteServer>[1])
      return [next === tx ? this : otherMachine(next), effects]
    },
  }
}
