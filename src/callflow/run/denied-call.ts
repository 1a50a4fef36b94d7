import { prompt } from '../scripts/prompts.ts'
import type { CallInput, Ended, Step } from './interpreter.ts'
import type { OperationResult } from './operation.ts'
import type { TraceEvent } from './trace.ts'

const operation = { kind: 'play', sounds: [prompt('cf-unauthorized_call')], terminators: '' } as const
const nowhere = { callflowId: '', nodeId: '' }

/**
 * A call that its caller may not make (A0 "call restriction"): they hear so, and are hung up on, before any flow. Steps like `CallRun`, so that
 * every driver performs it the same way.
 */
export class DeniedCall {
  readonly trace: TraceEvent[] = []
  readonly #input: Pick<CallInput, 'dialled' | 'caller' | 'onEvent'>

  constructor(input: Pick<CallInput, 'dialled' | 'caller' | 'onEvent'>) {
    this.#input = input
  }

  begin(atMs = 0): Step {
    const { dialled, caller } = this.#input
    this.#emit({ atMs, kind: 'call-started', dialled, caller, callflowId: '' })
    this.#emit({ atMs, kind: 'operation', nodeId: '', operation })
    return { kind: 'perform', operation, ...nowhere }
  }

  resume(result: OperationResult, atMs: number): Step {
    this.#emit({ atMs, kind: 'result', nodeId: '', operation: operation.kind, result })
    return this.#end({ kind: 'ended', reason: 'hung-up', sipStatus: 403, sipReason: 'Forbidden' }, atMs)
  }

  callerGone(atMs: number): Step {
    return this.#end({ kind: 'ended', reason: 'caller-gone' }, atMs)
  }

  fail(message: string, atMs: number): Step {
    return this.#end({ kind: 'ended', reason: 'failed', message }, atMs)
  }

  #end(ended: Ended, atMs: number): Ended {
    const { kind: _kind, ...body } = ended
    this.#emit({ atMs, kind: 'call-ended', ...body })
    return ended
  }

  #emit(event: TraceEvent): void {
    this.trace.push(event)
    this.#input.onEvent?.(event)
  }
}
