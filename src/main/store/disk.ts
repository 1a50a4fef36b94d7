import { statfsSync } from 'node:fs'
import { dirname } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { RefusedError } from './errors.ts'

/** Why the disk did not take what was written: there is no room, or it does not work (or a share of it is used up). */
export type NotWritten = 'disk-full' | 'disk-fails'

/** What the file system or SQLite says when the disk is why. Undefined: something else is. */
export function whyNotWritten(error: unknown): NotWritten | undefined {
  if (!(error instanceof Error)) return undefined
  const code = String(Reflect.get(error, 'code'))
  if (error instanceof BetterSqlite3.SqliteError) {
    if (code === 'SQLITE_FULL') return 'disk-full'
    // A quota is SQLITE_IOERR_WRITE, a disk without room for another name SQLITE_CANTOPEN of the journal.
    return code.startsWith('SQLITE_IOERR') || code.startsWith('SQLITE_CANTOPEN') ? 'disk-fails' : undefined
  }
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'disk-full'
  return code === 'EIO' || code === 'EROFS' ? 'disk-fails' : undefined
}

/** The refusal of a change that could not be written to `path`; errors with other causes stay as they are. */
export function asNotWritten(error: unknown, path: string): unknown {
  const why = whyNotWritten(error)
  return why === undefined ? error : notWritten(why, path, error)
}

function notWritten(why: NotWritten, path: string, cause: unknown): RefusedError {
  const free = freeBytes(path)
  const room = free === undefined ? '' : ` (${megabytes(free)} free)`
  const detail = cause instanceof Error ? cause.message : String(cause)
  const sentence = {
    'disk-full': `The disk of ${path} is full${room}. This was not saved; make space and try again.`,
    'disk-fails': `The disk of ${path} did not take this (${detail}${room === '' ? '' : `,${room.slice(2, -1)}`}). It was not saved: the disk may be failing, or your share of it may be used up.`,
  }[why]
  return new RefusedError({ code: 'CANNOT_WRITE', data: { why, freeBytes: free ?? null } }, sentence, { cause })
}

/** Room for this user where `path` lies, bytes; undefined where the system does not say. */
export function freeBytes(path: string): number | undefined {
  try {
    const { bavail, bsize } = statfsSync(dirname(path))
    return bavail * bsize
  } catch {
    return undefined
  }
}

/** The same when it is little enough to be said before it is gone. */
export function lowSpace(path: string): number | undefined {
  const free = freeBytes(path)
  return free !== undefined && free < LOW_SPACE_BYTES ? free : undefined
}

const megabytes = (bytes: number) => `${(bytes / 1_000_000).toFixed(1)} MB`

/** A change is some kilobytes, a sound a megabyte or two: a day's work has room below this, and time to make more. */
const LOW_SPACE_BYTES = 50_000_000
