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

/** The brands exist for the compiler only. */
export function readableDb(db: BetterSqlite3.Database): ReadableDb {
  return db as unknown as ReadableDb
}

export function writableDb(db: BetterSqlite3.Database): WritableDb {
  return db as unknown as WritableDb
}
