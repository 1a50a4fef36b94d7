import type { Migration } from './migration.ts'

/** Histories say how far carriers vouched for the caller's number. */
export const attestedCallers: Migration = {
  version: 18,
  up(db) {
    db.exec(
      `ALTER TABLE cdr ADD COLUMN attestation TEXT NOT NULL DEFAULT '' CHECK (attestation IN ('', 'A', 'B', 'C'))`,
    )
  },
}
