import type { TraceEvent } from '../../callflow/run/trace.ts'

/** Traces of the calls that ended last. */
export class TraceMemory {
  readonly #traces = new Map<string, readonly TraceEvent[]>()
  readonly #maxCalls: number

  constructor(maxCalls = 1_000) {
    this.#maxCalls = maxCalls
  }

  get(callId: string): readonly TraceEvent[] | undefined {
    return this.#traces.get(callId)
  }

  keep(callId: string, trace: readonly TraceEvent[]): void {
    this.#traces.set(callId, trace)
    if (this.#traces.size <= this.#maxCalls) return
    for (const oldest of this.#traces.keys()) {
      this.#traces.delete(oldest)
      break
    }
  }
}
