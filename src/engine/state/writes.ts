import { type RowChange, rowWriter } from './database-writer.ts'
import type { EngineDatabase } from './engine-database.ts'

/** What people call the rows. */
export type RowKind = 'registration' | 'message' | 'call record' | 'setting'

/** One row of engine.db as it should be from now on. */
export interface RowWrite extends RowChange {
  readonly kind: RowKind
  /** Of the row, unique within its kind: a later write of it makes an earlier one needless. */
  readonly key: string
  /** The row is on the disk. Not called of a write that a later one has replaced. */
  readonly onWritten?: () => void
}

/** Where the stores put what they keep in memory. Returns at once. */
export interface Writes {
  put(write: RowWrite): void
}

/** Each at once and in this thread; throws when it cannot be written. */
export function writeThrough(db: EngineDatabase): Writes {
  const write = rowWriter(db)
  return {
    put(row) {
      write([row])
      row.onWritten?.()
    },
  }
}
