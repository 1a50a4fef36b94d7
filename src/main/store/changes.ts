import type { ReadableDb, WritableDb } from './database.ts'

export function addChange(
  db: WritableDb,
  args: { readonly label: string; readonly who: string; readonly atMs: number },
): number {
  const { lastInsertRowid } = db
    .prepare('INSERT INTO change (label, who, at_ms) VALUES (?, ?, ?)')
    .run(args.label, args.who, args.atMs)
  return Number(lastInsertRowid)
}

export function lastChangeId(db: ReadableDb): number {
  return db.prepare<[], { id: number | null }>('SELECT max(change_id) AS id FROM change').get()?.id ?? 0
}
