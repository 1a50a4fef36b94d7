import { implement, ORPCError } from '@orpc/server'
import type { App } from '../app.ts'
import { PairingFailedError } from '../../engine/control/pair-client.ts'
import { CallsUpError, RunsOtherError, SyncFailedError } from '../deploy/target.ts'
import { CannotExchangeError } from '../exchange/errors.ts'
import { asNotWritten } from '../store/disk.ts'
import { CannotCreateError, CannotOpenError, RefusedError } from '../store/errors.ts'
import { appContract } from './contract.ts'

/** What every handler is given. Handlers do not know whether a window or a browser asked. */
export interface ApiContext {
  readonly app: App
  /** Writes an unexpected error to the log, once. */
  readonly onUnexpected: (error: unknown, procedure: string) => void
}

/** The one place where errors become answers: refusals keep their code, data and sentence; anything else is logged and told plainly. */
export const api = implement(appContract)
  .$context<ApiContext>()
  .use(async ({ next, context, path }) => {
    try {
      return await next()
    } catch (error) {
      throw asApiError(error, (unexpected) => context.onUnexpected(unexpected, path.join('.')))
    }
  })

/** As above, for streams: they break after the handler has returned. */
export async function* streamed<T>(
  context: ApiContext,
  procedure: string,
  events: AsyncIterable<T>,
): AsyncGenerator<T> {
  try {
    yield* events
  } catch (error) {
    throw asApiError(error, (unexpected) => context.onUnexpected(unexpected, procedure))
  }
}

function asApiError(error: unknown, log: (error: unknown) => void): unknown {
  if (error instanceof ORPCError) return error
  if (error instanceof RefusedError) return refused(error.code, error.message, error.data)
  if (error instanceof CannotOpenError) return refused(error.code, error.message, { reason: error.reason })
  if (error instanceof CannotCreateError) return refused(error.code, error.message, { reason: error.message })
  if (error instanceof CannotExchangeError) return refused(error.code, error.message, { reason: error.message })
  if (error instanceof CallsUpError) return refused(error.code, error.message, { calls: error.calls })
  if (error instanceof RunsOtherError) return refused(error.code, error.message, { name: error.designName })
  if (error instanceof SyncFailedError) return refused(error.code, error.message, { reason: error.message })
  if (error instanceof PairingFailedError) return refused('NOT_PAIRED', error.message, { why: error.why })
  const unwritten = asNotWritten(error, pathOf(error))
  if (unwritten instanceof RefusedError) return refused(unwritten.code, unwritten.message, unwritten.data)
  log(error)
  return new ORPCError('INTERNAL_SERVER_ERROR', { message: 'Something went wrong in Callwright; the log says what.' })
}

/** What Node's file errors name. */
function pathOf(error: unknown): string {
  const path = error instanceof Error ? Reflect.get(error, 'path') : undefined
  return typeof path === 'string' ? path : process.cwd()
}

function refused(code: string, message: string, data: unknown): ORPCError<string, unknown> {
  return new ORPCError(code, { status: statusOf[code] ?? 400, message, data })
}

/** As in the contract, which oRPC compares before it takes an error as one of the procedure's own. */
const statusOf: Record<string, number> = {
  NUMBER_TAKEN: 409,
  STILL_USED: 409,
  CONFLICT: 409,
  INVALID_DOCUMENT: 422,
  NOT_AUDIO: 422,
  CANNOT_OPEN: 422,
  CANNOT_CREATE: 422,
  CANNOT_EXCHANGE: 422,
  NOT_FOUND: 404,
  READ_ONLY: 403,
  OTHER_DESIGN: 409,
  CANNOT_WRITE: 507,
  SYNC_FAILED: 502,
  CALLS_UP: 409,
  RUNS_OTHER: 409,
  NOT_PAIRED: 422,
}
