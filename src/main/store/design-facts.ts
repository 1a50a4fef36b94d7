import type { ReadableDb, WritableDb } from './database.ts'

export type DesignFact = 'designId' | 'name'

export function readFact(db: ReadableDb, key: DesignFact): string {
  return db.prepare<[string], { value: string }>('SELECT value FROM design WHERE key = ?').get(key)?.value ?? ''
}

export function writeFact(db: WritableDb, key: DesignFact, value: string): void {
  db.prepare(
    'INSERT INTO design (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  ).run(key, value)
}
