import type { DocumentId } from '../design/kind.ts'
import type { Operation, OperationResult, SupervisionManner } from './operation.ts'
import type { Caller, Outcome } from './script.ts'

/** What happened, event by event; the same from every driver. `atMs` counts from the start of the call. */
export type TraceEvent = { readonly atMs: number } & TraceBody

export type TraceBody =
  | {
      readonly kind: 'call-started'
      readonly dialled: string
      readonly caller: Caller
      readonly callflowId: DocumentId
    }
  | { readonly kind: 'flow-entered'; readonly callflowId: DocumentId; readonly depth: number }
  | { readonly kind: 'node-entered'; readonly callflowId: DocumentId; readonly nodeId: string; readonly type: string }
  | { readonly kind: 'operation'; readonly nodeId: string; readonly operation: Operation }
  | {
      readonly kind: 'result'
      readonly nodeId: string
      readonly operation: Operation['kind']
      readonly result: OperationResult
    }
  | { readonly kind: 'node-skipped'; readonly nodeId: string; readonly why: SkipReason; readonly message: string }
  /** `outcome` is what the script wanted, `taken` the wire that existed (`_` as fall-back), `to` the next node; both absent at a dead end. */
  | {
      readonly kind: 'node-left'
      readonly callflowId: DocumentId
      readonly nodeId: string
      readonly outcome: Outcome
      readonly taken?: string
      readonly to?: string
    }
  /** Somebody in the call sent it on; it goes on there. */
  | {
      readonly kind: 'transferred'
      readonly caller: Caller
      readonly by: Caller
      /** Whoever goes on asked for it themselves. */
      readonly isOwn?: true
      readonly dialled: string
      readonly callflowId: DocumentId
    }
  /** Nobody answered there: whoever sent the call on is rung. `sipStatus`: what the call would have ended with. */
  | { readonly kind: 'recalled'; readonly deviceId: DocumentId; readonly sipStatus: number }
  /** Somebody else came in the caller's place. */
  | { readonly kind: 'caller-replaced'; readonly caller: Caller }
  /** Somebody listens in on the conversation at that phone, in another manner than before, or no longer (`ended`). */
  | {
      readonly kind: 'supervised'
      readonly by: Caller
      readonly at: string
      readonly manner: SupervisionManner | 'ended'
    }
  | { readonly kind: 'flow-returned'; readonly callflowId: DocumentId; readonly to: DocumentId }
  | {
      readonly kind: 'call-ended'
      readonly reason: EndReason
      readonly sipStatus?: number
      readonly sipReason?: string
      readonly message?: string
    }

export type SkipReason = 'unknown-module' | 'disabled' | 'invalid-settings'

export type EndReason =
  | 'talked'
  | 'hung-up'
  | 'left-message'
  /** Whoever called listened in on another call, and that is over. */
  | 'supervised'
  | 'responded'
  | 'caller-gone'
  /** The caller was taken to another phone, into a parking slot, into another call. */
  | 'picked-up'
  | 'parked'
  | 'moved'
  /** We ended it. */
  | 'ended-by-operator'
  | 'engine-stopped'
  /** A branch led nowhere (M50). */
  | 'dead-end'
  /** More than 50 callflow jumps (A0). */
  | 'jump-limit'
  /** More nodes, operations or transfers than any sane call needs: a loop without the caller doing anything. */
  | 'step-limit'
  /** A script or driver broke; the message says how. A defect of ours. */
  | 'failed'

/** One step of a path: what tests compare between rehearsal and engine. */
export interface PathStep {
  readonly callflowId: DocumentId
  readonly nodeId: string
  readonly branch: string
}

/** The sequence of nodes and the branches they were left by. */
export function pathOf(trace: readonly TraceEvent[]): readonly PathStep[] {
  const path: PathStep[] = []
  for (const event of trace) {
    if (event.kind !== 'node-left') continue
    const branch = event.outcome.kind === 'branch' ? event.outcome.branch : event.outcome.kind
    path.push({ callflowId: event.callflowId, nodeId: event.nodeId, branch })
  }
  return path
}
