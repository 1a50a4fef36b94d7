import type BetterSqlite3 from 'better-sqlite3'

declare const readable: unique symbol
declare const writable: unique symbol

/** A connection a read path may use: its statements are SELECTs. */
export interface ReadableDb {
  readonly [readable]: true
  prepare<P extends unknown[], R>(sql: string): BetterSqlite3.Statement<P, R>
}

/** A connection that may change the design; only the store's transactions hold one. */
export interface WritableDb extends ReadableDb {
  readonly [writable]: true
  exec(sql: string): unknown
}

/** Prepares each statement once: a change of many documents runs the same few thousands of times. */
export function writableDb(db: BetterSqlite3.Database): WritableDb {
  const prepared = new Map<string, BetterSqlite3.Statement>()
  const prepare = (sql: string) => {
    const known = prepared.get(sql) ?? db.prepare(sql)
    prepared.set(sql, known)
    return known
  }
  return { prepare, exec: (sql: string) => db.exec(sql) } as unknown as WritableDb // the brands exist for the compiler only
}
