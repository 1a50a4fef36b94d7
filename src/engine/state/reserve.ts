import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Files } from './files.ts'

/** Room for the files that SQLite makes when it opens, and some to write in. */
const RESERVE_BYTES = 1024 ** 2

const pathOf = (dataDir: string) => join(dataDir, 'reserve')

/** Opens what needs a little room to open. On a disk without any, the reserve is given up for it: an engine that starts can at least connect calls. */
export function openWithReserve<R>(dataDir: string, open: () => R): R {
  try {
    return open()
  } catch (error) {
    if (!existsSync(pathOf(dataDir))) throw error
    rmSync(pathOf(dataDir))
    return open()
  }
}

/** To be called while there is room. */
export async function keepReserve(dataDir: string, files: Files): Promise<void> {
  if (existsSync(pathOf(dataDir))) return
  // Not zeros, which some file systems store as nothing. It is no matter when this fails: it is tried again.
  await files.write(pathOf(dataDir), Buffer.alloc(RESERVE_BYTES, 'callwright ')).catch(() => {})
}
