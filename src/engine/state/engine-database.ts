import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { migrations } from './migrations/migrations.ts'

export type EngineDatabase = Database.Database

/** `engine.db` was written by a newer Callwright; nothing was touched. */
export class NewerDatabaseError extends Error {
  readonly code = 'ENGINE_DB_NEWER'
}

/** Opens or creates `DIR/engine.db` (0600, in a directory 0700) and brings it up to date, each migration in its own transaction. */
export function openEngineDatabase(dataDir: string): EngineDatabase {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const path = join(dataDir, 'engine.db')
  const db = new Database(path)
  chmodSync(path, 0o600)
  db.pragma('journal_mode = WAL')
  // With WAL a power cut may cost the last transactions, never consistency; a killed engine costs nothing.
  db.pragma('synchronous = NORMAL')
  db.pragma('foreign_keys = ON')
  db.pragma('busy_timeout = 2000')
  migrate(db, path)
  return db
}

function migrate(db: EngineDatabase, path: string): void {
  const found = db.pragma('user_version', { simple: true }) as number // the pragma is an integer
  const newest = migrations.at(-1)?.version ?? 0
  if (found > newest) {
    db.close()
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
