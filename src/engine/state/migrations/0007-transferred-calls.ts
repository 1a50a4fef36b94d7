import type { Migration } from './migration.ts'

/** Histories say who transferred a call, and in which other call it went on. */
export const transferredCalls: Migration = {
  version: 7,
  up(db) {
    db.exec(`ALTER TABLE cdr ADD COLUMN transferred_by TEXT NOT NULL DEFAULT '';
      ALTER TABLE cdr ADD COLUMN continued_in TEXT NOT NULL DEFAULT ''`)
  },
}
