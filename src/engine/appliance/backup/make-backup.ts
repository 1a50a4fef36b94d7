import { createHash } from 'node:crypto'
import { type FileHandle, mkdtemp, open, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import Database from 'better-sqlite3'
import { databasePath } from '../../state/engine-database.ts'
import { ABOUT, type About, BackupError, FORMAT_VERSION, HASHES, type Progress } from './backup-format.ts'
import { backupContents, type ContentOptions } from './backup-contents.ts'
import { BLOCK, formatHeader, paddingOf } from './tar.ts'

export interface BackupOptions extends ContentOptions {
  /** The file; there whole or not at all. */
  readonly to: string
  readonly engineVersion: string
  readonly nowMs: number
  readonly onProgress?: Progress
}

/** At a time; a gigabyte of recordings takes no more memory. */
const PIECE = 1_048_576

/**
 * Everything an engine keeps, in one file, readable by its owner only: it holds secrets. The engine may run and take calls meanwhile: engine.db goes in
 * as it is at one moment, and the files that it names were there before. Rejects with what was in the way; then there is no file.
 */
export async function makeBackup(options: BackupOptions): Promise<{ readonly files: number; readonly bytes: number }> {
  const to = resolve(options.to)
  const database = databasePath(options.dataDir)
  if (!(await stat(database).catch(() => undefined)))
    throw new BackupError(`${options.dataDir} is no engine's folder: there is no engine.db`)
  const work = await mkdtemp(join(dirname(to), `.${basename(to)}-`))
  try {
    const copy = join(work, 'engine.db')
    const databaseVersion = await copyDatabase(database, copy)
    const contents = await backupContents(options)
    const sources = [
      { path: 'engine.db', from: copy, sizeBytes: (await stat(copy)).size },
      ...contents.map((each) => ({ ...each, from: join(options.dataDir, each.path) })),
    ]
    const about: About = {
      format: 'callwright-backup',
      version: FORMAT_VERSION,
      engineVersion: options.engineVersion,
      databaseVersion,
      createdMs: options.nowMs,
      hasRecordings: options.withRecordings,
    }
    const partial = join(work, 'backup')
    const made = await writeAll(partial, { about, sources, options })
    await rename(partial, to)
    return made
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

/** SQLite's online backup, all pages in one step: what the engine writes meanwhile is in its log and not in the copy. */
async function copyDatabase(from: string, to: string): Promise<number> {
  const db = new Database(from, { fileMustExist: true })
  try {
    db.pragma('busy_timeout = 10000')
    await db.backup(to, { progress: () => Number.MAX_SAFE_INTEGER % 2 ** 31 })
    return db.pragma('user_version', { simple: true }) as number // the pragma is an integer
  } finally {
    db.close()
  }
}

interface Source {
  readonly path: string
  readonly from: string
  readonly sizeBytes: number
}

interface Writing {
  readonly about: About
  readonly sources: readonly Source[]
  readonly options: BackupOptions
}

async function writeAll(path: string, { about, sources, options }: Writing) {
  const { nowMs, onProgress = () => {} } = options
  const total = sources.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
  const hashes: Record<string, string> = {}
  let done = 0
  const file = await open(path, 'wx', 0o600)
  try {
    const writeText = async (name: string, text: string) => {
      const bytes = Buffer.from(text)
      await file.write(formatHeader({ path: name, sizeBytes: bytes.length, modifiedMs: nowMs }))
      await file.write(Buffer.concat([bytes, Buffer.alloc(paddingOf(bytes.length))]))
    }
    await writeText(ABOUT, `${JSON.stringify(about, null, 2)}\n`)
    for (const source of sources) {
      const hash = await writeFile(file, source)
      if (hash !== undefined) hashes[source.path] = hash
      done += source.sizeBytes
      onProgress(done, total)
    }
    await writeText(HASHES, `${JSON.stringify(hashes, null, 2)}\n`)
    await file.write(Buffer.alloc(2 * BLOCK))
    await file.sync()
    return { files: Object.keys(hashes).length, bytes: (await file.stat()).size }
  } finally {
    await file.close()
  }
}

/** Its SHA-256; undefined for a file that was deleted meanwhile. */
async function writeFile(into: FileHandle, { path, from }: Source): Promise<string | undefined> {
  const source = await open(from, 'r').catch(() => undefined)
  if (!source) return undefined
  try {
    const { size, mtimeMs } = await source.stat()
    await into.write(formatHeader({ path, sizeBytes: size, modifiedMs: mtimeMs }))
    const hash = createHash('sha256')
    const piece = Buffer.alloc(PIECE)
    for (let at = 0; at < size; ) {
      const { bytesRead } = await source.read(piece, 0, Math.min(PIECE, size - at), at)
      if (bytesRead === 0) throw new BackupError(`${path} became shorter while it was read; try again`)
      const bytes = piece.subarray(0, bytesRead)
      hash.update(bytes)
      await into.write(bytes)
      at += bytesRead
    }
    await into.write(Buffer.alloc(paddingOf(size)))
    return hash.digest('hex')
  } finally {
    await source.close()
  }
}
