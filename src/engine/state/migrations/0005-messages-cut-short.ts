import type { Migration } from './migration.ts'

/** What was said when the engine was killed is a message too, and says that its end is missing. */
export const messagesCutShort: Migration = {
  version: 5,
  up(db) {
    db.exec(`ALTER TABLE message ADD COLUMN was_cut_short INTEGER NOT NULL DEFAULT 0 CHECK (was_cut_short IN (0, 1))`)
  },
}
