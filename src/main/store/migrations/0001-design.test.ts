import BetterSqlite3 from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { APPLICATION_ID, fileVersion, migrate } from '../migrate.ts'
import { firstDesign } from './0001-design.ts'

describe('migration 1, the first format', () => {
  it('makes strict tables with keys that hold', () => {
    const db = migrated()
    db.pragma('foreign_keys = ON')
    expect(() => db.exec("INSERT INTO document VALUES (1, 'a', 'k', 'n', '{}', 'one', 1)")).toThrow(/cannot store TEXT/)
    expect(() => db.exec("INSERT INTO number VALUES ('callflow', '8000', 'nobody')")).toThrow(/FOREIGN KEY/)
  })

  it('says whose file it is and in which format', () => {
    const db = migrated()
    expect(db.pragma('application_id', { simple: true })).toBe(APPLICATION_ID)
    expect(fileVersion(db)).toBe(1)
  })

  it('finds uses, numbers and documents of a kind by index', () => {
    const db = migrated()
    for (const [sql, index] of [
      ["SELECT * FROM reference WHERE to_id = 'a'", 'reference_by_target'],
      ["SELECT * FROM document WHERE kind = 'menu' ORDER BY id", 'document_by_kind'],
      ["DELETE FROM number WHERE document_id = 'a'", 'number_by_document'],
    ] as const) {
      const plan = db.prepare<[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).all()
      expect(plan.map(({ detail }) => detail).join()).toContain(index)
    }
  })
})

function migrated(): BetterSqlite3.Database {
  const db = new BetterSqlite3(':memory:')
  migrate(db, [firstDesign])
  return db
}
