import type { Migration } from './migration.ts'

/** Histories say why the one who left has left. */
export const whyCallsEnd: Migration = {
  version: 14,
  up(db) {
    db.exec(`ALTER TABLE cdr ADD COLUMN ended_because TEXT NOT NULL DEFAULT ''`)
  },
}
