import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { migrations } from './migrations/migrations.ts'

export type EngineDatabase = Database.Database

/** `engine.db` was written by a newer Callwright; nothing was touched. */
export class NewerDatabaseError extends Error {
  readonly code = 'ENGINE_DB_NEWER'
}

export const databasePath = (dataDir: string): string => join(dataDir, 'engine.db')

/** Opens or creates `DIR/engine.db` (0600, in a directory 0700) and brings it up to date, each migration in its own transaction. */
export function openEngineDatabase(dataDir: string): EngineDatabase {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const path = databasePath(dataDir)
  const db = connect(path)
  try {
    chmodSync(path, 0o600)
    migrate(db, path)
  } catch (error) {
    db.close()
    throw error
  }
  return db
}

/** One more connection to it: reading here and writing there do not wait for each other (WAL). */
export function connect(path: string): EngineDatabase {
  const db = new Database(path)
  try {
    db.pragma('journal_mode = WAL')
    // FULL: a commit is on the disk before it is acknowledged, also through a power cut. The flush it costs is waited for by a thread of its own.
    db.pragma('synchronous = FULL')
    db.pragma('foreign_keys = ON')
    db.pragma('busy_timeout = 2000')
  } catch (error) {
    db.close()
    throw error
  }
  return db
}

function migrate(db: EngineDatabase, path: string): void {
  const found = db.pragma('user_version', { simple: true }) as number // the pragma is an integer
  const newest = migrations.at(-1)?.version ?? 0
  if (found > newest) {
    throw new NewerDatabaseError(`${path} has version ${found}; this Callwright knows versions up to ${newest}`)
  }
  for (const migration of migrations) {
    if (migration.version <= found) continue
    db.transaction(() => {
      migration.up(db)
      db.pragma(`user_version = ${migration.version}`)
    })()
  }
}
