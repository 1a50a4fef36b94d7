import type { DocumentId } from '../design/kind.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import type { Interruption } from '../run/interruption.ts'
import type { OperationResult } from '../run/operation.ts'
import type { Caller } from '../run/script.ts'
import type { VirtualWorld } from './world.ts'

/** Something a person can let happen. */
export interface Choice {
  /** Stable words: `answer:0`, `busy`, `keys:1`, `silence`, `finished`, `hang-up` ... Recorded in saved rehearsals. */
  readonly id: string
  readonly label: string
  /** Virtual milliseconds that pass until it happens. */
  readonly durationMs: number
}

/** Where the question is asked. */
export interface ChoiceContext {
  readonly design: DesignSnapshot
  readonly world: VirtualWorld
  readonly callflowId: DocumentId
  readonly nodeId: string
  /** Who calls now: another than first, once somebody sent the call on. */
  readonly caller: Caller
}

/** A choice with what it means: a result, or what takes the call away before there is one. Neither: the caller is gone. */
export type Possibility = Choice & {
  readonly result?: OperationResult
  readonly interruption?: Interruption
  readonly callerHangsUp?: boolean
}

/** How long people take for things. */
export const ANSWER_AFTER_MS = 4_000
export const KEY_AFTER_MS = 2_000
export const TALK_MS = 60_000

export const pressed = (key: string, durationMs: number, result: OperationResult): Possibility => ({
  id: `keys:${key}`,
  label: `Press ${key}`,
  durationMs,
  result,
})
