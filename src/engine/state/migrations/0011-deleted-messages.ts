import type { Migration } from './migration.ts'

/** A message that was deleted can be taken back for some days. */
export const deletedMessages: Migration = {
  version: 11,
  up(db) {
    db.exec('ALTER TABLE message ADD COLUMN deleted_ms INTEGER')
  },
}
