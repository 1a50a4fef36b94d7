const CODES: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'SQLITE_FULL'])

/** The disk, or our share of it, is full. */
export function isNoRoom(error: unknown): boolean {
  return CODES.has(codeOf(error) ?? '')
}

type Refused = { readonly ok: false; readonly reason: string }

/** What `work` says, or in words that there was no room for it. */
export async function orNoRoom<R>(what: string, work: () => Promise<R>): Promise<R | Refused> {
  try {
    return await work()
  } catch (error) {
    if (!isNoRoom(error)) throw error
    return { ok: false, reason: `the disk of the engine is full: ${what} could not be written` }
  }
}

/** Of an error of Node or of SQLite; undefined for others. */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}
