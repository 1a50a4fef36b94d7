import type { Migration } from './migration.ts'

/** Phones are called at their Contact or by their Path, not where they register from: what tells the two apart is kept. */
export const waysToPhones: Migration = {
  version: 4,
  up(db) {
    db.exec(`ALTER TABLE binding ADD COLUMN sent_by TEXT NOT NULL DEFAULT '';
      ALTER TABLE binding ADD COLUMN has_rport INTEGER NOT NULL DEFAULT 0 CHECK (has_rport IN (0, 1));
      ALTER TABLE binding ADD COLUMN path_json TEXT NOT NULL DEFAULT '[]'`)
  },
}
