import { type RowChange, rowWriter } from './database-writer.ts'
import type { EngineDatabase } from './engine-database.ts'

/** What people call the rows. */
export type RowKind =
  | 'registration'
  | 'message'
  | 'text message'
  | 'mail'
  | 'call record'
  | 'queue event'
  | 'callback'
  | 'parked call'
  | 'setting'
  | 'subscription'

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

/** For what whoever asked for it is told of. */
export interface DirectWrites {
  /** Resolves when all of them are on the disk; rejects when they cannot be written now, and then none is. */
  atOnce(changes: readonly RowChange[]): Promise<void>
}

/** Each at once and in this thread; throws when it cannot be written. */
export function writeThrough(db: EngineDatabase): Writes & DirectWrites {
  const write = rowWriter(db)
  return {
    put(row) {
      write([row])
      row.onWritten?.()
    },
    atOnce: async (changes) => write(changes),
  }
}
