import type Database from 'better-sqlite3'
import type { EngineDatabase } from './engine-database.ts'

/** A change of rows as plain data, so that another thread can make it. */
export interface RowChange {
  readonly sql: string
  readonly parameters: Readonly<Record<string, string | number | null>>
}

/** All of the changes or, when it throws, none. */
export type WriteRows = (changes: readonly RowChange[]) => void

/** On this connection, in this thread, in one transaction. Statements are prepared once each: they come from a handful of stores. */
export function rowWriter(db: EngineDatabase): WriteRows {
  const prepared = new Map<string, Database.Statement>()
  const statementOf = (sql: string) => {
    const known = prepared.get(sql)
    if (known) return known
    const statement = db.prepare(sql)
    prepared.set(sql, statement)
    return statement
  }
  return db.transaction((changes: readonly RowChange[]) => {
    for (const { sql, parameters } of changes) statementOf(sql).run(parameters)
  })
}
