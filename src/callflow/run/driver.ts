import type { DriverOperationKind, OperationOf, ResultOf } from './operation.ts'

/** Performs operations. Rejecting with `CallerGone` means the caller hung up; any other error ends the call as `failed`. */
export interface Driver {
  perform<K extends DriverOperationKind>(operation: OperationOf<K>): Promise<ResultOf<K>>
  /** Milliseconds since the call started, monotonic; stamps the trace. */
  elapsedMs(): number
}
