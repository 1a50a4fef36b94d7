import { SyncFailedError } from './target.ts'

/** What an engine refuses, as a failed sync in words. */
export async function refusing<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    throw asSyncFailed(error)
  }
}

export function asSyncFailed(error: unknown): SyncFailedError {
  if (error instanceof SyncFailedError) return error
  const needed = neededRole(error)
  if (needed !== undefined) {
    return new SyncFailedError(`This app may not do that there: it needs the role ${needed}.`, { cause: error })
  }
  const reason = reasonOf(error).replaceAll('bundle', 'version')
  return new SyncFailedError(`The engine refused: ${reason}`, { cause: error })
}

/** Typed refusals carry the reason in their data, other failures only a message. */
function reasonOf(error: unknown): string {
  const data: unknown = error instanceof Error ? Reflect.get(error, 'data') : undefined
  const reason: unknown = typeof data === 'object' && data !== null ? Reflect.get(data, 'reason') : undefined
  if (typeof reason === 'string') return reason
  return error instanceof Error ? error.message : String(error)
}

/** Of a token whose role does not cover it. */
function neededRole(error: unknown): string | undefined {
  if (!(error instanceof Error) || Reflect.get(error, 'code') !== 'FORBIDDEN') return undefined
  const needed: unknown = Reflect.get(Object(Reflect.get(error, 'data')), 'needed')
  return typeof needed === 'string' ? needed : undefined
}
