import type BetterSqlite3 from 'better-sqlite3'
import { writableDb } from './database.ts'
import type { Migration } from './migrations/migration.ts'

/** `Cwrt` in ASCII: says that a SQLite file is a design and not somebody else's database. */
export const APPLICATION_ID = 0x43777274

export function latestVersion(migrations: readonly Migration[]): number {
  return migrations.reduce((latest, migration) => Math.max(latest, migration.version), 0)
}

export function fileVersion(db: BetterSqlite3.Database): number {
  return Number(db.pragma('user_version', { simple: true }))
}

/** Runs what the file has not had yet, each step in its own transaction with its stamp: a crash leaves a whole older version. */
export function migrate(db: BetterSqlite3.Database, migrations: readonly Migration[]): void {
  for (const migration of migrations.toSorted((a, b) => a.version - b.version)) {
    if (migration.version <= fileVersion(db)) continue
    db.transaction(() => {
      migration.up(writableDb(db))
      db.pragma(`application_id = ${APPLICATION_ID}`)
      db.pragma(`user_version = ${migration.version}`)
    }).immediate()
  }
}
