import type { TraceEvent } from '../../callflow/run/trace.ts'

/** How long one word about it stands for all calls. */
const SAY_EVERY_MS = 60_000

export interface UnrecordedCallsOptions {
  /** Milliseconds, of a clock that is only measured with. */
  readonly now: () => number
  /** Tells the administrator. */
  readonly say: (message: string) => void
}

/** Calls that were to be recorded and are not. Each says so in its own history; that it happens at all is said once a minute, and counted. */
export class UnrecordedCalls {
  readonly #options: UnrecordedCallsOptions
  #saidMs = Number.NEGATIVE_INFINITY
  #count = 0

  constructor(options: UnrecordedCallsOptions) {
    this.#options = options
  }

  /** Since the engine started. */
  get count(): number {
    return this.#count
  }

  observe(event: TraceEvent): void {
    if (event.kind !== 'result' || event.operation !== 'start-recording' || !('outcome' in event.result)) return
    const { outcome } = event.result
    if (outcome !== 'failed' && outcome !== 'no-space') return
    this.#count++
    const nowMs = this.#options.now()
    if (nowMs - this.#saidMs < SAY_EVERY_MS) return
    this.#saidMs = nowMs
    const why = outcome === 'no-space' ? 'the disk is short of room' : 'the recording could not be started'
    this.#options.say(`a call that was to be recorded is not: ${why}; call history says which`)
  }
}
