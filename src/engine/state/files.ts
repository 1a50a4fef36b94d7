import { constants, copyFile, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Ends the name of a file that is not complete. What has it when the engine starts is a leftover. */
export const PARTIAL = '.part'

/** Pieces are asked for one by one, while the disk takes the one before: a long file keeps nobody waiting. */
export type Content = Uint8Array | string | Iterable<string>

/**
 * Files that are there whole or not at all, whenever the power goes: written beside, flushed, renamed, and the folder flushed. What has resolved is on
 * the disk. What has rejected has changed nothing. Files are 0600: they are somebody's voice or secret.
 */
export interface Files {
  write(path: string, content: Content): Promise<void>
  /** Within one file system, in place of what was there. */
  move(from: string, to: string): Promise<void>
  copy(from: string, to: string): Promise<void>
  /** No error when there is none. */
  remove(path: string): Promise<void>
}

/** What they are made of; each step may be the last one before the power goes. */
export interface FileSteps {
  /** Creates or empties the file. Until `sync`, any part of it may be missing after a power cut. */
  write(path: string, content: Content): Promise<void>
  copy(from: string, to: string): Promise<void>
  sync(path: string): Promise<void>
  /** Until `syncFolder`, it may be undone by a power cut. */
  rename(from: string, to: string): Promise<void>
  remove(path: string): Promise<void>
  /** Names in it are on the disk from here on. */
  syncFolder(path: string): Promise<void>
}

export function durableFiles(steps: FileSteps = diskSteps): Files {
  let made = 0
  const complete = async (path: string, make: (partial: string) => Promise<void>) => {
    const partial = `${path}.${++made}${PARTIAL}`
    try {
      await make(partial)
      await steps.sync(partial)
      await steps.rename(partial, path)
    } catch (error) {
      await steps.remove(partial).catch(() => {}) // the first error is the one to tell
      throw error
    }
    await steps.syncFolder(dirname(path))
  }
  return {
    write: (path, content) => complete(path, (partial) => steps.write(partial, content)),
    copy: (from, to) => complete(to, (partial) => steps.copy(from, partial)),
    async move(from, to) {
      await steps.sync(from)
      await steps.rename(from, to)
      await steps.syncFolder(dirname(to))
    },
    async remove(path) {
      await steps.remove(path)
      await steps.syncFolder(dirname(path))
    },
  }
}

/** On the file system, by Node. */
const diskSteps: FileSteps = {
  async write(path, content) {
    const file = await open(path, 'w', 0o600)
    try {
      await file.writeFile(content)
    } finally {
      await file.close()
    }
  },
  copy: (from, to) => copyFile(from, to, constants.COPYFILE_FICLONE),
  sync: (path) => flush(path, 'r+'),
  rename,
  remove: (path) => rm(path, { force: true }),
  async syncFolder(path) {
    if (process.platform !== 'win32') await flush(path, 'r') // folders cannot be opened there, and renames are journalled
  },
}

async function flush(path: string, flags: string): Promise<void> {
  const file = await open(path, flags)
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}
