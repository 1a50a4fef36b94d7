import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { makeOwnerFolder, OWNER_FILE } from './owner-only.ts'

/**
 * Writes a file that is there whole or as it was before, through a full disk and a power cut too: beside itself first, on the disk before it takes its
 * name, which only its owner reads. The folder is made when it is missing. @throws what the file system says; nothing half-written is left then.
 */
export function writeWhole(path: string, content: string | Uint8Array): void {
  makeOwnerFolder(dirname(path))
  const draft = `${path}.new`
  try {
    rmSync(draft, { force: true })
    writeFileSync(draft, content, { mode: OWNER_FILE, flag: 'wx', flush: true })
    renameSync(draft, path)
  } catch (error) {
    discard(draft)
    throw error
  }
  syncFolder(dirname(path))
}

/** Takes a half-made file away. It never throws: what went wrong before is what should be told. */
export function discard(path: string): void {
  try {
    rmSync(path, { force: true })
  } catch {
    // It stays; whoever writes there next begins by taking it away.
  }
}

/** Has the names in a folder on the disk: a new file may otherwise be gone after a power cut. Where folders cannot be synced (Windows) it does nothing. */
export function syncFolder(folder: string): void {
  let opened: number
  try {
    opened = openSync(folder, 'r')
  } catch {
    return
  }
  try {
    fsyncSync(opened)
  } catch {
    // Some file systems refuse it; they keep names in their own way.
  } finally {
    closeSync(opened)
  }
}
