import type { DriverOperationKind, OperationOf, ResultOf } from './operation.ts'

/**
 * Performs operations. Rejecting with `Interrupted` means that the call was taken away, as by the caller's hanging up; any other error ends the call as
 * `failed`. Once `signal` is aborted nobody waits for the operation any more: what it has begun is to be ended.
 */
export interface Driver {
  perform<K extends DriverOperationKind>(operation: OperationOf<K>, signal: AbortSignal): Promise<ResultOf<K>>
  /** Milliseconds since the call started, monotonic; stamps the trace. */
  elapsedMs(): number
}
