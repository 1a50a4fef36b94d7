import BetterSqlite3 from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { collectBlobs, getBlob, putBlob } from './blobs.ts'
import { writableDb } from './database.ts'
import { migrate } from './migrate.ts'
import { migrations } from './migrations/all.ts'

describe('blobs', () => {
  it('are named by content and stored once', () => {
    const { db, count } = empty()
    const a = putBlob(db, Buffer.from('sound'), 'audio/wav')
    expect(putBlob(db, Buffer.from('sound'), 'audio/wav')).toBe(a)
    expect(count()).toBe(1)
    expect(getBlob(db, a)).toMatchObject({ mimeType: 'audio/wav', bytes: Buffer.from('sound') })
  })

  it('are dropped when no revision, not even an old one, refers to them', () => {
    const { db, count } = empty()
    const old = putBlob(db, Buffer.from('replaced'), 'audio/wav')
    putBlob(db, Buffer.from('orphan'), 'audio/wav')
    db.exec(`INSERT INTO change VALUES (1, 'x', 'y', 0);
      INSERT INTO revision VALUES ('m', 1, 'media', '{"sha256":"${old}"}', 1), ('m', 2, 'media', NULL, 1),
        ('n', 1, 'media', '{"sha256":null}', 1);`)
    expect(collectBlobs(db)).toBe(1)
    expect(count()).toBe(1)
    expect(getBlob(db, old)).toBeDefined()
  })

  it('stay while undo could bring them back', () => {
    const { db, count } = empty()
    const old = putBlob(db, Buffer.from('replaced'), 'audio/wav')
    const media = JSON.stringify({ kind: 'media', sha256: old })
    db.prepare("INSERT INTO undo_step (label, at_ms, diff) VALUES ('Replace', 0, ?)").run(
      JSON.stringify({ added: [], updated: [{ before: media, after: '{}' }], removed: [] }),
    )
    expect(collectBlobs(db)).toBe(0)
    expect(count()).toBe(1)
  })
})

function empty() {
  const file = new BetterSqlite3(':memory:')
  migrate(file, migrations)
  const db = writableDb(file)
  return { db, count: () => db.prepare<[], { n: number }>('SELECT count(*) AS n FROM blob').get()?.n }
}
