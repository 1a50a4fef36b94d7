import type { Migration } from './migration.ts'

/** Histories say whose call went outside, and to what kind of number (M99). */
export const chargedCalls: Migration = {
  version: 3,
  up(db) {
    db.exec(`ALTER TABLE cdr ADD COLUMN charged_to TEXT NOT NULL DEFAULT '';
      ALTER TABLE cdr ADD COLUMN number_class TEXT NOT NULL DEFAULT ''`)
  },
}
