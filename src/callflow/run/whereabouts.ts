import type { DocumentId } from '../design/kind.ts'
import type { CallState } from './call-state.ts'
import type { Caller } from './script.ts'

/** Where in a design a call is and what it has learnt on the way: enough to go on from there in another process. Plain data. */
export interface Whereabouts {
  /** The steps that it is in, the one at hand last: those before it have called its flow. */
  readonly path: readonly StepAt[]
  /** The flow that answers, while the account's preflow runs before it. */
  readonly afterPreflow: DocumentId | null
  readonly dialled: string
  readonly captures: readonly string[]
  readonly transferredBy: Caller | null
  readonly state: CallState
}

export interface StepAt {
  /** Empty where nobody drew the flow. */
  readonly callflowId: DocumentId
  readonly nodeId: string
  readonly type: string
}
