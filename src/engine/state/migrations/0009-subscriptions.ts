import type { Migration } from './migration.ts'

/** Lamps go on after a restart without the phones asking again. */
export const subscriptions: Migration = {
  version: 9,
  up(db) {
    db.exec(`CREATE TABLE subscription (
      dialog TEXT PRIMARY KEY,
      expires_ms INTEGER NOT NULL,
      subscription_json TEXT NOT NULL
    ) STRICT`)
  },
}
