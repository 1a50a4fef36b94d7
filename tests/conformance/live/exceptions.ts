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

export const exceptions: readonly Exception[] = [
  {
    why: 'live calls do not receive faxes yet',
    excuses: (_, live) => isUnsupported(live, ['detect-fax', 'receive-fax']),
  },
]
