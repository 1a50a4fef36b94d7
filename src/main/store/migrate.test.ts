import BetterSqlite3 from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { fileVersion, migrate } from './migrate.ts'
import type { Migration } from './migrations/migration.ts'

const first: Migration = { version: 1, up: (db) => db.exec('CREATE TABLE thing (name TEXT) STRICT') }
const second: Migration = {
  version: 2,
  up: (db) => db.exec("ALTER TABLE thing ADD COLUMN colour TEXT NOT NULL DEFAULT 'red'"),
}
const broken: Migration = {
  version: 3,
  up(db) {
    db.exec('DELETE FROM thing')
    db.exec('ALTER TABLE nothing ADD COLUMN x')
  },
}

describe('migrations', () => {
  it('run once each in order of version and keep the rows', () => {
    const db = new BetterSqlite3(':memory:')
    migrate(db, [first])
    db.exec("INSERT INTO thing VALUES ('chair')")
    migrate(db, [second, first])
    migrate(db, [second, first])
    expect(db.prepare('SELECT * FROM thing').all()).toEqual([{ name: 'chair', colour: 'red' }])
    expect(fileVersion(db)).toBe(2)
  })

  it('that fail leave the version before, whole', () => {
    const db = new BetterSqlite3(':memory:')
    migrate(db, [first])
    db.exec("INSERT INTO thing VALUES ('chair')")
    expect(() => migrate(db, [first, second, broken])).toThrow(/nothing/)
    expect(db.prepare('SELECT name FROM thing').all()).toEqual([{ name: 'chair' }])
    expect(fileVersion(db)).toBe(2)
  })
})
