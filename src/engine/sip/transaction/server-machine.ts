import { essentialsOf } from '../message/essentials.ts'
import type { SipResponse } from '../message/message.ts'
import { serializeMessage } from '../message/serialize.ts'
import type { TransportPeer } from '../transport/transport.ts'
import { transports } from '../transport/transports.ts'
import { AnsweredRequest } from './answered-request.ts'
import type { Effect } from './effects.ts'
import { type InviteServer, startInviteServer, stepInviteServer } from './invite-server.ts'
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

/** Drives a server machine: owns its response, its timers and the way back. Once there is a response it does not know the request, which may be forgotten. */
export class ServerMachine {
  readonly #options: ServerMachineOptions
  readonly #timers: TimerSet
  #machine: Machine
  #response: Buffer | undefined
  #localTag = ''
  /** Until there is a response: it knows the request. */
  #trying: (() => Buffer) | undefined

  /** `trying` makes the 100 to an INVITE, should it be due. */
  constructor(options: ServerMachineOptions, trying: () => Buffer) {
    this.#options = options
    this.#trying = trying
    this.#timers = new TimerSet(options.context.timers)
    const { isReliable } = transports[options.replyTo.transport]
    const [machine, effects] = options.isInvite
      ? beginInvite(isReliable)
      : ([otherMachine(startNonInviteServer(isReliable)), []] as const)
    this.#machine = machine
    for (const effect of effects) this.#run(effect)
  }

  get state(): string {
    return this.#machine.state
  }

  /** The To tag of the latest response; empty when it had none. */
  get localTag(): string {
    return this.#localTag
  }

  /** A final response was given (or the transaction died): later ones change nothing. */
  get isAnswered(): boolean {
    return this.state !== 'trying' && this.state !== 'proceeding'
  }

  respond(response: SipResponse): void {
    if (this.isAnswered) return
    this.#response = serializeMessage(response)
    this.#trying = undefined
    if (this.#options.isInvite) this.#localTag = essentialsOf(response).toTag
    this.#step({ kind: 'respond', status: response.status })
    if (this.state === 'completed') this.#options.onAnswered(this)
  }

  /** Sends the 2xx again (RFC 3261 §13.3.1.4): the transaction user keeps that clock. */
  repeatAccepted(): void {
    if (this.state === 'accepted') this.#step({ kind: 'respond', status: 200 })
  }

  /** The 2xx is acknowledged, or given up: it is not repeated again. */
  forgetAccepted(): void {
    if (this.state === 'accepted') this.#response = undefined
  }

  receiveCopy(): void {
    this.#step({ kind: 'request' })
  }

  /** True: it was for this transaction. */
  receiveAck(): boolean {
    this.#step({ kind: 'ack' })
    return true
  }

  dispose(): void {
    this.#timers.clear()
  }

  #step(input: ServerInput): void {
    const before = this.#machine
    const [machine, effects] = before.step(input)
    this.#machine = machine
    for (const effect of effects) this.#run(effect)
    if (machine.state !== 'terminated' || before.state === 'terminated') return
    this.dispose()
    this.#options.onTerminated(this)
  }

  #run(effect: Effect): void {
    if (effect.kind === 'send-trying') this.#response = this.#trying?.()
    if (effect.kind === 'send-response' || effect.kind === 'send-trying') this.#sendResponse()
    else if (effect.kind === 'remember') this.#options.onAnswered(this.#remains(effect.answersCopies))
    else if (effect.kind === 'arm') {
      this.#timers.arm(effect.timer, effect.delayMs, () => {
        this.#step({ kind: 'timer', name: effect.timer })
      })
    } else if (effect.kind === 'disarm') this.#timers.disarm(effect.timer)
    else if (effect.kind === 'absorbed') this.#options.context.onAbsorbed()
  }

  #sendResponse(): void {
    if (this.#response === undefined) return
    this.#options.context.send(this.#response, this.#options.replyTo, () => {
      this.#step({ kind: 'transport-error' })
    })
  }

  #remains(answersCopies: boolean): AnsweredRequest {
    const { context, replyTo } = this.#options
    return new AnsweredRequest({
      context,
      replyTo,
      localTag: this.#localTag,
      response: answersCopies ? this.#response : undefined,
    })
  }
}

export interface ServerMachineOptions {
  readonly isInvite: boolean
  readonly replyTo: TransportPeer
  readonly context: TransactionContext
  /** The final response is out. What late copies and the ACK find from now on: the machine while it waits for an ACK, else less. */
  readonly onAnswered: (rest: ServerMachine | AnsweredRequest) => void
  readonly onTerminated: (machine: ServerMachine) => void
}

// The timer letters a machine armed are the only ones that come back to it, hence the casts on input.
function beginInvite(isReliable: boolean): readonly [Machine, readonly Effect[]] {
  const [tx, effects] = startInviteServer(isReliable)
  return [inviteMachine(tx), effects]
}

function inviteMachine(tx: InviteServer): Machine {
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
