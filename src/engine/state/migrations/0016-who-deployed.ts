import type { Migration } from './migration.ts'

/** Versions that were made active say by whom and why. `by_token`: the paired token; empty for the owner's. */
export const whoDeployed: Migration = {
  version: 16,
  up(db) {
    db.exec(`ALTER TABLE activation ADD COLUMN by_name TEXT NOT NULL DEFAULT '';
      ALTER TABLE activation ADD COLUMN by_token TEXT NOT NULL DEFAULT '';
      ALTER TABLE activation ADD COLUMN note TEXT NOT NULL DEFAULT ''`)
  },
}
