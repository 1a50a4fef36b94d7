import type { WritableDb } from '../database.ts'

/** One step of the file format. Forward only, frozen once released; runs in one transaction with its `user_version` stamp. */
export interface Migration {
  readonly version: number
  up(db: WritableDb): void
}
