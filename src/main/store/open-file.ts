import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  openSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { constants, accessSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, extname, join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { OWNER_FILE, tighten } from '../../engine/control/owner-only.ts'
import { discard, syncFolder } from '../../engine/control/whole-file.ts'
import { whyNotWritten } from './disk.ts'
import { CannotOpenError } from './errors.ts'
import { APPLICATION_ID, fileVersion, latestVersion, migrate } from './migrate.ts'
import { migrations as allMigrations } from './migrations/all.ts'
import type { Migration } from './migrations/migration.ts'

export interface OpenedFile {
  readonly db: BetterSqlite3.Database
  readonly version: number
  /** A sentence when changes cannot be saved. */
  readonly readOnlyBecause: string | null
  /** Empties the write-ahead log into the file. @throws SqliteError when there is no room for that either. */
  makeRoom(): void
  close(): void
}

/**
 * Opens a design file, brings its format up to date, takes it from everybody but its owner, and holds it against a second writer until closed.
 * @throws CannotOpenError; the file is then as it was.
 */
export function openFile(path: string, migrations: readonly Migration[] = allMigrations): OpenedFile {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (!stat) throw new CannotOpenError('missing', `There is no design at ${path}.`)
  if (!stat.isFile()) throw new CannotOpenError('not-a-design', `${path} is not a file.`)
  checkHeader(path)
  const readOnlyBecause = whyReadOnly(path)
  return readOnlyBecause === null ? openWritable(path, migrations) : openCopy(path, migrations, readOnlyBecause)
}

function openWritable(path: string, migrations: readonly Migration[]): OpenedFile {
  const db = connect(path, path, migrations)
  const makeRoom = () => emptyLog(db)
  return { db, version: fileVersion(db), readOnlyBecause: null, makeRoom, close: () => closeCleanly(db) }
}

/**
 * A file that cannot be written is opened as a private copy: SQLite needs to write beside a WAL file even to read it, and an older format must be
 * migrated to be understood. Nothing saves the copy back.
 */
function openCopy(path: string, migrations: readonly Migration[], readOnlyBecause: string): OpenedFile {
  const folder = mkdtempSync(join(tmpdir(), 'callwright-read-only-'))
  const discard = () => rmSync(folder, { recursive: true, force: true })
  try {
    const copy = join(folder, basename(path))
    for (const suffix of ['', '-wal']) {
      if (existsSync(path + suffix)) copyFileSync(path + suffix, copy + suffix, constants.COPYFILE_FICLONE)
    }
    const db = connect(copy, path, migrations)
    db.pragma('query_only = ON')
    const close = () => {
      db.close()
      discard()
    }
    return { db, version: fileVersion(db), readOnlyBecause, makeRoom: () => {}, close }
  } catch (error) {
    discard()
    throw asCannotOpen(error, path)
  }
}

function connect(path: string, shownPath: string, migrations: readonly Migration[]): BetterSqlite3.Database {
  let db: BetterSqlite3.Database | undefined
  try {
    db = new BetterSqlite3(path, { fileMustExist: true, timeout: LOCK_WAIT_MS })
    // Held from the first read to close, by the operating system: gone with the process however that ends, so no stale lock file.
    db.pragma('locking_mode = EXCLUSIVE')
    db.exec('BEGIN EXCLUSIVE; COMMIT')
    checkDesign(db, shownPath, migrations)
    // It is a design, so it holds passwords. SQLite gives what it makes beside a file the mode of that file.
    for (const suffix of ['', '-wal', '-shm']) tighten(realpathSync(shownPath) + suffix)
    switchToLog(db)
    // FULL: a commit is on disk before it is acknowledged, also through a power cut. NORMAL would be enough for kill -9; edits come at a
    // person's pace, so the one fsync each costs nothing anybody sees. macOS needs its own word to empty the disk's cache as well.
    db.pragma('synchronous = FULL')
    db.pragma('fullfsync = ON')
    db.pragma('checkpoint_fullfsync = ON')
    db.pragma('foreign_keys = ON')
    if (path === shownPath) backUpBeforeMigrating(db, path, migrations)
    migrate(db, migrations)
    return db
  } catch (error) {
    db?.close()
    throw asCannotOpen(error, shownPath)
  }
}

/** A full disk has no room even to switch to a log: the file keeps the journal it has, which is as safe, and edits wait for room. */
function switchToLog(db: BetterSqlite3.Database): void {
  try {
    db.pragma('journal_mode = WAL')
  } catch (error) {
    if (whyNotWritten(error) !== 'disk-full') throw error
  }
}

function emptyLog(db: BetterSqlite3.Database): void {
  db.pragma('wal_checkpoint(TRUNCATE)')
}

/**
 * A file of an older format is copied beside itself first: `office.format-1.callwright`. A newer Callwright may be given up again, and the
 * older one cannot read what it leaves. A copy that is there already is the older, better one and stays.
 * @throws CannotOpenError when the copy cannot be written; the file is then as it was.
 */
function backUpBeforeMigrating(db: BetterSqlite3.Database, path: string, migrations: readonly Migration[]): void {
  const version = fileVersion(db)
  if (version === 0 || version >= latestVersion(migrations)) return
  const extension = extname(path)
  const copy = join(dirname(path), `${basename(path, extension)}.format-${version}${extension}`)
  if (existsSync(copy)) return
  try {
    rmSync(`${copy}.new`, { force: true })
    closeSync(openSync(`${copy}.new`, 'wx', OWNER_FILE))
    db.prepare('VACUUM INTO ?').run(`${copy}.new`)
    renameSync(`${copy}.new`, copy)
    syncFolder(dirname(copy))
  } catch (error) {
    for (const suffix of ['', '-journal']) discard(`${copy}.new${suffix}`)
    const detail = error instanceof Error ? error.message : String(error)
    throw new CannotOpenError(
      'read-only',
      `${path} has an older format and was left as it is, because no copy could be kept at ${copy}: ${detail}.`,
      { cause: error },
    )
  }
}

/**
 * Back to one self-contained file, so that what is mailed, copied or put on a read-only medium is the whole design. A full disk keeps the log beside it,
 * which the next opening reads.
 */
function closeCleanly(db: BetterSqlite3.Database): void {
  if (!db.open) return
  try {
    emptyLog(db)
    db.pragma('journal_mode = DELETE')
  } catch (error) {
    if (whyNotWritten(error) === undefined) throw error
  } finally {
    db.close()
  }
}

function checkHeader(path: string): void {
  const header = readHeader(path)
  if (header.toString('latin1') === SQLITE_MAGIC) return
  if (extname(path) === '.callwright') {
    throw new CannotOpenError(
      'corrupt',
      `${path} is damaged: it does not begin like a design file. It was left untouched; restore it from a backup.`,
    )
  }
  throw new CannotOpenError('not-a-design', `${path} is not a Callwright design.`)
}

function readHeader(path: string): Buffer {
  const header = Buffer.alloc(SQLITE_MAGIC.length)
  let file: number
  try {
    file = openSync(path, 'r')
  } catch (error) {
    throw new CannotOpenError('read-only', `${path} cannot be read: access was refused.`, { cause: error })
  }
  try {
    readSync(file, header, 0, header.length, 0)
  } finally {
    closeSync(file)
  }
  return header
}

function checkDesign(db: BetterSqlite3.Database, path: string, migrations: readonly Migration[]): void {
  const problems = db.pragma('quick_check(1)', { simple: true })
  if (problems !== 'ok') throw corrupt(path, String(problems))
  if (db.pragma('application_id', { simple: true }) !== APPLICATION_ID) {
    throw new CannotOpenError('not-a-design', `${path} is a database of another program, not a Callwright design.`)
  }
  const latest = latestVersion(migrations)
  const version = fileVersion(db)
  if (version > latest) {
    throw new CannotOpenError(
      'newer',
      `${path} was saved by a newer Callwright (format ${version}; this one reads up to ${latest}). Update Callwright to open it; it was left as it is.`,
    )
  }
}

function whyReadOnly(path: string): string | null {
  if (!isWritable(path)) return `${basename(path)} is write-protected, so changes cannot be saved.`
  const folder = dirname(path)
  if (!isWritable(folder)) return `The folder ${folder} is write-protected, so changes cannot be saved.`
  return null
}

/** Write bits count even for those the operating system would let through (root): taking them away says "do not change this". */
function isWritable(path: string): boolean {
  if ((statSync(path).mode & 0o222) === 0) return false
  try {
    accessSync(path, constants.W_OK)
    return true
  } catch {
    return false
  }
}

function asCannotOpen(error: unknown, path: string): unknown {
  if (whyNotWritten(error) === 'disk-full') {
    return new CannotOpenError(
      'disk-full',
      `${path} cannot be opened: the disk is full. Make space and open it again.`,
      {
        cause: error,
      },
    )
  }
  if (!(error instanceof BetterSqlite3.SqliteError)) return error
  if (error.code.startsWith('SQLITE_BUSY')) {
    return new CannotOpenError('locked', `${path} is open in another Callwright. Close it there first.`, {
      cause: error,
    })
  }
  if (
    error.code.startsWith('SQLITE_CORRUPT') ||
    error.code === 'SQLITE_NOTADB' ||
    error.code.startsWith('SQLITE_IOERR')
  ) {
    return corrupt(path, error.message)
  }
  return error
}

function corrupt(path: string, detail: string): CannotOpenError {
  return new CannotOpenError(
    'corrupt',
    `${path} is damaged (${detail.slice(0, 200)}). It was left untouched; restore it from a backup.`,
  )
}

const SQLITE_MAGIC = 'SQLite format 3\0'
const LOCK_WAIT_MS = 200
