import type { Migration } from './migration.ts'

/** What a message says in writing. */
export const writtenMessages: Migration = {
  version: 15,
  up(db) {
    db.exec('ALTER TABLE message ADD COLUMN transcript TEXT')
  },
}
