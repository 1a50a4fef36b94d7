import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { type EngineDatabase, openEngineDatabase } from './engine-database.ts'
import { adoptBundles } from './found-bundles.ts'

export interface OpenedDatabase {
  readonly db: EngineDatabase
  /** What was wrong and what was done about it; null when nothing was. */
  readonly problem: string | null
}

/** In the order in which rows may refer to each other. */
const TABLES = ['bundle', 'activation', 'message', 'cdr', 'runtime_state', 'binding'] as const
type Table = (typeof TABLES)[number]

/** Call records may be some hundred megabytes: they are looked through up to this size of the file, the other tables always. */
const MAX_CHECKED_BYTES = 64 * 1024 ** 2
/** Damaged files kept beside the good one; the oldest gives way. */
const MAX_SET_ASIDE = 3

/**
 * Opens `DIR/engine.db`. A damaged one is set aside under a name with the time, whatever rows can still be read are taken over, and designs of which
 * only the files are left are found again. Throws `NewerDatabaseError`, and what is no damage: a file that may not be read, a full disk.
 */
export function openOrBeginAnew(dataDir: string, wallMs: number): OpenedDatabase {
  const path = join(dataDir, 'engine.db')
  const damage = { reason: '' }
  let db = openIfWhole(dataDir, path, damage)
  const sentences: string[] = []
  if (!db) {
    const aside = setAside(path, wallMs)
    db = openEngineDatabase(dataDir)
    const rescued = rescue(aside, db)
    sentences.push(
      `engine.db is damaged (${damage.reason}) and was set aside as ${aside}; ${rescued === 0 ? 'nothing could be read from it' : `${rescued} rows were taken over from it`}`,
    )
  }
  const found = adoptBundles(db, dataDir)
  if (found > 0)
    sentences.push(`engine.db knew of no versions of the design: of ${found} found on the disk the latest runs`)
  return { db, problem: sentences.length === 0 ? null : sentences.join('. ') }
}

function openIfWhole(dataDir: string, path: string, damage: { reason: string }): EngineDatabase | undefined {
  let db: EngineDatabase | undefined
  try {
    db = openEngineDatabase(dataDir)
    damage.reason = damageIn(db, path) ?? ''
    if (damage.reason === '') return db
  } catch (error) {
    if (!isDamage(error)) throw error
    damage.reason = error instanceof Error ? error.message : ''
  }
  db?.close()
  return undefined
}

/** What is wrong with its pages or its tables. */
function damageIn(db: EngineDatabase, path: string): string | undefined {
  const isSmall = statSync(path).size <= MAX_CHECKED_BYTES
  for (const table of TABLES) {
    db.prepare(`SELECT * FROM ${table} LIMIT 1`).get()
    if (table === 'cdr' && !isSmall) continue
    const found = db.pragma(`quick_check(${table})`, { simple: true })
    if (found !== 'ok') return String(found).replaceAll(/\s+/g, ' ').slice(0, 200)
  }
  return undefined
}

/** Of SQLite: no database, pages that contradict each other, tables that are not there. Anything else may be otherwise in a while. */
function isDamage(error: unknown): boolean {
  return error instanceof Database.SqliteError && /^SQLITE_(NOTADB|CORRUPT|ERROR)/.test(error.code)
}

function setAside(path: string, wallMs: number): string {
  const stamp = new Date(wallMs).toISOString().slice(0, 19).replaceAll(':', '-')
  const aside = `${path}.damaged-${stamp}Z`
  for (const ending of ['', '-wal', '-shm']) if (existsSync(path + ending)) renameSync(path + ending, aside + ending)
  forgetOldest(path)
  return aside
}

function forgetOldest(path: string): void {
  const folder = join(path, '..')
  const kept = readdirSync(folder).filter((name) => /^engine\.db\.damaged-[0-9TZ-]+$/.test(name))
  for (const name of kept.toSorted().slice(0, -MAX_SET_ASIDE)) {
    for (const ending of ['', '-wal', '-shm']) rmSync(join(folder, name + ending), { force: true })
  }
}

/** Rows taken over. Of a table that breaks off, those before. */
function rescue(path: string, to: EngineDatabase): number {
  let from: EngineDatabase
  try {
    from = new Database(path, { readonly: true, fileMustExist: true })
  } catch {
    return 0
  }
  try {
    return TABLES.reduce((sum, table) => sum + rescueTable(from, to, table), 0)
  } finally {
    from.close()
  }
}

function rescueTable(from: EngineDatabase, to: EngineDatabase, table: Table): number {
  let rescued = 0
  to.transaction(() => {
    try {
      const theirs = columnsOf(from, table)
      const columns = columnsOf(to, table).filter((column) => theirs.includes(column))
      if (columns.length === 0) return
      const insert = to.prepare(
        `INSERT OR IGNORE INTO ${table} (${columns.join()}) VALUES (${columns.map(() => '?').join()})`,
      )
      for (const row of from.prepare(`SELECT ${columns.join()} FROM ${table}`).raw().iterate()) {
        rescued += changesOf(() => insert.run(...(row as readonly unknown[])))
      }
    } catch (error) {
      if (!(error instanceof Database.SqliteError)) throw error // what was read until here is kept
    }
  })()
  return rescued
}

/** 0 for a row that is refused: what it refers to is lost. */
function changesOf(insert: () => Database.RunResult): number {
  try {
    return insert().changes
  } catch (error) {
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_CONSTRAINT')) return 0
    throw error
  }
}

function columnsOf(db: EngineDatabase, table: Table): string[] {
  return (db.pragma(`table_info(${table})`) as { name: string }[]).map(({ name }) => name) // the pragma's own columns
}
