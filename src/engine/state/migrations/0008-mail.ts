import type { Migration } from './migration.ts'

/** Mails wait on the disk until a server takes them. */
export const waitingMail: Migration = {
  version: 8,
  up(db) {
    db.exec(`CREATE TABLE mail (
      mail_id TEXT PRIMARY KEY,
      tries INTEGER NOT NULL,
      waited_ms INTEGER NOT NULL,
      mail_json TEXT NOT NULL
    ) STRICT`)
  },
}
