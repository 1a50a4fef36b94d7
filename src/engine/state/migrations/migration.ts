import type { Database } from 'better-sqlite3'

/** Forward only, frozen once released; runs in one transaction with its version stamp. */
export interface Migration {
  readonly version: number
  up(db: Database): void
}
