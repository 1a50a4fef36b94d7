import type { Migration } from './migration.ts'

/** Undo steps name the states before and after by their revisions. Those written before hold whole documents in `diff`, and are read as they are. */
export const undoByRevision: Migration = {
  version: 2,
  up(db) {
    db.exec("ALTER TABLE undo_step ADD COLUMN states TEXT NOT NULL DEFAULT '[]'")
  },
}
