import type { TraceEvent } from '../../../src/callflow/run/trace.ts'

/** Where a call parts from its rehearsal, and why it may. Each is still to be seen somewhere, else it is no exception any more. */
export interface Exception {
  readonly why: string
  /** Of the events at which the two part. */
  readonly excuses: (rehearsed: TraceEvent | undefined, live: TraceEvent | undefined) => boolean
}

const isUnsupported = (live: TraceEvent | undefined, operations: readonly string[]) =>
  live?.kind === 'result' &&
  operations.includes(live.operation) &&
  'outcome' in live.result &&
  live.result.outcome === 'unsupported'

const isMissing = (live: TraceEvent | undefined, what: string) =>
  live?.kind === 'result' && 'outcome' in live.result && live.result.outcome === 'missing' && live.result.what === what

export const exceptions: readonly Exception[] = [
  {
    why: 'live calls do not receive faxes yet',
    excuses: (_, live) => isUnsupported(live, ['detect-fax', 'receive-fax']),
  },
  { why: 'live calls do not light lamps yet', excuses: (_, live) => isUnsupported(live, ['publish-presence']) },
  { why: 'the engine of the test bed has nothing to speak with', excuses: (_, live) => isMissing(live, 'speech') },
]
