import type { DocumentId } from '../design/kind.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import type { CallState } from './call-state.ts'
import type { Operation, OperationKind, OperationOf, OperationResult, Operations, ResultOf } from './operation.ts'

/** A module's behaviour: yields operations, receives results, ends in an outcome. Synchronous and pure. */
export type Script<B extends string = string> = Generator<Operation, Outcome<B>, OperationResult>

/** How a script leaves its node. */
export type Outcome<B extends string = string> =
  /** By a branch. A missing branch falls back to `_`; a missing `_` ends the call (or returns from a called flow). */
  | { readonly kind: 'branch'; readonly branch: B }
  /** Into another callflow, and back to this node's `_` when that flow stops (A0 "callflow step"). */
  | { readonly kind: 'call-flow'; readonly callflowId: DocumentId }
  /** The flow is over: the one that called it goes on at its `_`, else the call is hung up (A0 "stop"). */
  | { readonly kind: 'stop' }
  /** The call is over: hung up, or refused with a SIP status when it was never answered. */
  | {
      readonly kind: 'end'
      readonly reason: 'talked' | 'hung-up' | 'left-message' | 'supervised' | 'responded'
      readonly sipStatus?: number
      readonly sipReason?: string
    }

export const branch = <const B extends string>(name: B): Outcome<B> => ({ kind: 'branch', branch: name })
export const callFlow = (callflowId: DocumentId): Outcome<never> => ({ kind: 'call-flow', callflowId })
export const stop = (): Outcome<never> => ({ kind: 'stop' })
export const end = (reason: 'talked' | 'hung-up' | 'left-message' | 'supervised'): Outcome<never> => ({
  kind: 'end',
  reason,
})
export const respond = (sipStatus: number, sipReason: string): Outcome<never> => ({
  kind: 'end',
  reason: 'responded',
  sipStatus,
  sipReason,
})

/** Who is calling. `number` is E.164 from a trunk, the extension from one of our phones; empty for who calls from outside and withholds it. */
/** Of the number itself, of who placed the call, of where it came in. */
export type Attestation = 'A' | 'B' | 'C'

export interface Caller {
  readonly name: string
  readonly number: string
  /** They asked not to be shown (RFC 3323, RFC 3325 §7). */
  readonly isWithheld?: true
  /** The withheld number of a caller from outside: carriers are told who must not be shown (RFC 3325 §9.1), nobody else is. */
  readonly asserted?: string
  /** How far carriers vouch for the number of a caller from outside (RFC 8588); absent: not at all. */
  readonly attestation?: Attestation
  readonly origin:
    | { readonly kind: 'device'; readonly deviceId: DocumentId; readonly userId?: DocumentId }
    | { readonly kind: 'trunk'; readonly trunkId?: DocumentId }
}

/** The caller as the person a step found them to be (M38): at their phone when it is one of ours, else at none (`deviceId` is empty). */
export function callerAs(caller: Caller, identity: CallState['identity']): Caller {
  if (identity === null) return caller
  const { userId, name, number, atPhone } = identity
  const deviceId = atPhone ?? (caller.origin.kind === 'device' ? caller.origin.deviceId : '')
  return { name, number, origin: { kind: 'device', deviceId, userId } }
}

/** Whether a call came in from outside, whoever a step found its caller to be: what carriers say can be forged. */
export const isFromOutside = ({ caller: { origin }, identity }: Pick<CallContext, 'caller' | 'identity'>): boolean =>
  origin.kind === 'trunk' || (identity !== null && origin.deviceId === '')

/** What a script may know without asking the world. */
export interface CallContext extends CallState {
  readonly design: DesignSnapshot
  readonly caller: Caller
  /** Who sent the call on to where it is now. */
  readonly transferredBy?: Caller | undefined
  /** The number as it was dialled. */
  readonly dialled: string
  /** Groups captured by the pattern that matched the dialled number. */
  readonly captures: readonly string[]
  readonly callflowId: DocumentId
  readonly nodeId: string
  /** Whether this node has a wire of exactly that name (A0 "attempt"). */
  hasBranch(name: string): boolean
  /**
   * Finds the flow that answers a number of ours; used by hunting, operator keys and forwarding. `caller`: whoever calls keyed it, so from outside only
   * patterns that are for callers from outside count; else the design, a server of the house or somebody who gave a PIN says it.
   */
  lookup(
    number: string,
    keyedBy?: 'caller',
  ): { readonly callflowId: DocumentId; readonly captures: readonly string[] } | undefined
  /** Whether a callflow lists that number, as it stands, for callers from outside (ADR 58). */
  isListedForOutside(number: string): boolean
  /** Whether somebody may come into that flow, by closed groups (A0). */
  mayEnter(callflowId: DocumentId, as: Caller): boolean
}

/** Yields one operation; the driver's answer comes back typed by it. */
export const perform = <K extends OperationKind>(operation: OperationOf<K>): Performing<K> =>
  new Performing(operation as Operation) // OperationOf<K> is a member of the union for every K

/** What a generator that yields once would be, by hand: there is one for every operation, and as a generator it took a sixth of a plain call's time. */
class Performing<K extends OperationKind> implements Iterable<Operation, ResultOf<K>, OperationResult> {
  readonly #operation: Operation
  #isYielded = false

  constructor(operation: Operation) {
    this.#operation = operation
  }

  [Symbol.iterator](): this {
    return this
  }

  next(result: OperationResult): IteratorResult<Operation, ResultOf<K>> {
    if (this.#isYielded) return { done: true, value: result as ResultOf<K> } // a driver answers each kind with its own result: `Driver.perform` is typed so
    this.#isYielded = true
    return { done: false, value: this.#operation }
  }

  throw(error: unknown): IteratorResult<Operation, ResultOf<K>> {
    throw error
  }
}

type Request<K extends OperationKind> = Operations[K]['request']

export const answer = () => perform({ kind: 'answer' })
export const wait = (durationMs: number) => perform({ kind: 'wait', durationMs })
export const now = () => perform({ kind: 'now' })
export const play = (request: Request<'play'>) => perform({ kind: 'play', ...request })
export const collect = (request: Request<'collect'>) => perform({ kind: 'collect', ...request })
export const dial = (request: Request<'dial'>) => perform({ kind: 'dial', ...request })
export const talk = (request: Request<'talk'> = {}) => perform({ kind: 'talk', ...request })
export const record = (request: Request<'record'>) => perform({ kind: 'record', ...request })
