import type { Migration } from './migration.ts'

/** Messages between extensions wait on the disk until a phone takes them. */
export const textMessages: Migration = {
  version: 17,
  up(db) {
    db.exec(`CREATE TABLE text_message (
      message_id TEXT PRIMARY KEY,
      order_number INTEGER NOT NULL,
      recipient_id TEXT NOT NULL,
      expires_ms INTEGER NOT NULL,
      message_json TEXT NOT NULL
    ) STRICT`)
  },
}
