import type { Migration } from './migration.ts'

/** Calls in parking slots, for the start after one that was killed. */
export const parkedCalls: Migration = {
  version: 13,
  up(db) {
    db.exec(`CREATE TABLE parked_call (
      call_id TEXT PRIMARY KEY,
      parked_json TEXT NOT NULL
    ) STRICT`)
  },
}
