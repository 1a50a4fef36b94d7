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

/** What is offered because the wait is expected to be long. */
const offersCallback = (event: TraceEvent | undefined) =>
  event?.kind === 'operation' &&
  event.operation.kind === 'play' &&
  event.operation.sounds.some((sound) => sound.kind === 'prompt' && sound.promptId === 'queue-callback_offer')

const wasAskedBefore = (event: TraceEvent | undefined) =>
  event?.kind === 'result' &&
  event.operation === 'request-callback' &&
  'outcome' in event.result &&
  event.result.outcome === 'already-asked'

export const exceptions: readonly Exception[] = [
  {
    why: 'a rehearsal expects the wait that its set-up says; live, three callers served within half an hour make a pace',
    excuses: (rehearsed, live) => offersCallback(rehearsed) && !offersCallback(live),
  },
  {
    why: 'who is to be called back already is set up in rehearsals only',
    excuses: (rehearsed, live) => wasAskedBefore(rehearsed) && !wasAskedBefore(live),
  },
  {
    why: 'live calls do not receive faxes yet',
    excuses: (_, live) => isUnsupported(live, ['detect-fax', 'receive-fax']),
  },
]
