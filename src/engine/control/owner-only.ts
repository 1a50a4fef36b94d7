import { chmodSync, lstatSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Who may read what Callwright keeps: its owner, nobody else. Designs hold passwords, data folders hold recordings, messages, call records and keys.
 * On Windows modes mean nothing: there the folder's access list, inherited from the user's profile, says the same.
 */
export const OWNER_FILE = 0o600
const OWNER_FOLDER = 0o700

/** For a process whose files are all private: whatever it makes, SQLite's own files and a library's included, begins without rights for others. */
export function beOwnerOnly(): void {
  process.umask(0o077)
}

/** The folder is made when it is missing; one that is there keeps its mode, for it may be somebody else's. */
export function makeOwnerFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: OWNER_FOLDER })
}

/**
 * Takes the rights of others away from a file or folder that an earlier version, a copy or an unpacked archive left readable; a folder that was
 * open to others is walked, one that was not is trusted. Links are not followed. What belongs to somebody else, or lies on a disk that cannot be
 * written, stays as it is.
 */
export function tighten(path: string): void {
  const stat = lstatSync(path, { throwIfNoEntry: false })
  if (stat === undefined || stat.isSymbolicLink() || (stat.mode & 0o077) === 0) return
  try {
    chmodSync(path, stat.mode & 0o700)
    if (stat.isDirectory()) for (const name of readdirSync(path)) tighten(join(path, name))
  } catch {
    // Not ours to change: whoever set it up decides.
  }
}

/** The same for what Callwright keeps in a data folder, by name: the folder may be one that the user keeps other things in. */
export function tightenKept(folder: string, names: readonly string[]): void {
  for (const name of names) tighten(join(folder, name))
}
