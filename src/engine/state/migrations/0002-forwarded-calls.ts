import type { Migration } from './migration.ts'

/** Histories say whose forwarding a call went through (M88b). */
export const forwardedCalls: Migration = {
  version: 2,
  up(db) {
    db.exec(`ALTER TABLE cdr ADD COLUMN forwarded_by TEXT NOT NULL DEFAULT ''`)
  },
}
