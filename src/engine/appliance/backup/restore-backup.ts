import { existsSync } from 'node:fs'
import { chown, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { migrations } from '../../state/migrations/migrations.ts'
import { runningOn } from '../running-file.ts'
import { type About, BackupError, type Progress } from './backup-format.ts'
import { type BackupFile, piecesOf, readBackup } from './read-backup.ts'

export interface RestoreOptions {
  readonly from: string
  readonly dataDir: string
  readonly onProgress?: Progress
}

/** Holds what a restore replaces, until all of it is replaced. An engine does not start while it is there. */
export const REPLACED = 'replaced'
const RESTORED = 'restored'

/**
 * Puts a backup in the place of what a data folder holds. All of the file is checked before anything is touched; what is replaced is kept until the
 * rest is in its place, and comes back when that fails or when a restore that was cut short is followed by another. Rejects with `BackupError`.
 */
export async function restoreBackup({ from, dataDir, onProgress = () => {} }: RestoreOptions): Promise<About> {
  const running = runningOn(dataDir)
  if (running) throw new BackupError(`the engine runs on ${dataDir} (process ${running.pid}): stop it first`)
  const { about, files } = await readBackup(from, (done, total) => onProgress(done, 2 * total))
  const newest = migrations.at(-1)?.version ?? 0
  if (about.databaseVersion > newest)
    throw new BackupError(`${from} was made by version ${about.engineVersion}, which is newer; install that one first`)
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  await putBack(dataDir)
  const restored = join(dataDir, RESTORED)
  await rm(restored, { recursive: true, force: true })
  try {
    await unpack({ from, files, into: restored, owner: await stat(dataDir), onProgress })
    await swap(dataDir, files)
  } catch (error) {
    await putBack(dataDir)
    await rm(restored, { recursive: true, force: true })
    throw error
  }
  await rm(restored, { recursive: true, force: true })
  // From here on it is done, whatever of the rest is still there when the power goes.
  await rename(join(dataDir, REPLACED), restored)
  await rm(restored, { recursive: true, force: true })
  return about
}

interface Unpacking {
  readonly from: string
  readonly files: readonly BackupFile[]
  readonly into: string
  readonly owner: { readonly uid: number; readonly gid: number }
  readonly onProgress: Progress
}

async function unpack({ from, files, into, owner, onProgress }: Unpacking): Promise<void> {
  const total = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
  const own = async (path: string) => {
    if (process.getuid?.() === 0) await chown(path, owner.uid, owner.gid)
  }
  let done = 0
  const source = await open(from, 'r')
  try {
    await mkdir(into, { mode: 0o700 })
    await own(into)
    for (const file of files) {
      const path = join(into, file.path)
      const folder = dirname(path)
      if (!existsSync(folder)) {
        await mkdir(folder, { recursive: true, mode: 0o700 })
        await own(folder)
      }
      const target = await open(path, 'wx', 0o600)
      try {
        for await (const piece of piecesOf(source, file)) await target.write(piece)
        await target.utimes(file.modifiedMs / 1_000, file.modifiedMs / 1_000)
        await target.sync()
      } finally {
        await target.close()
      }
      await own(path)
      done += file.sizeBytes
      onProgress(total + done, 2 * total)
    }
  } finally {
    await source.close()
  }
}

/** What the backup has something for, and what belongs to the engine.db that goes. */
async function swap(dataDir: string, files: readonly BackupFile[]): Promise<void> {
  const names = new Set(files.map(({ path }) => path.split('/')[0] ?? path))
  const going = new Set([...names, 'engine.db-wal', 'engine.db-shm', 'live-calls.jsonl', 'spool'])
  const replaced = join(dataDir, REPLACED)
  await mkdir(replaced, { mode: 0o700 })
  for (const name of going) if (existsSync(join(dataDir, name))) await rename(join(dataDir, name), join(replaced, name))
  for (const name of names) await rename(join(dataDir, RESTORED, name), join(dataDir, name))
}

/** As it was before a restore that did not get to its end. */
async function putBack(dataDir: string): Promise<void> {
  const replaced = join(dataDir, REPLACED)
  if (!existsSync(replaced)) return
  for (const name of await readdir(replaced)) {
    await rm(join(dataDir, name), { recursive: true, force: true })
    await rename(join(replaced, name), join(dataDir, name))
  }
  await rm(replaced, { recursive: true, force: true })
}
