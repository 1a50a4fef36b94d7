import type { Migration } from './migration.ts'

/** What happened in queues, for the day's counts, and callers who are to be called back. */
export const queueRecords: Migration = {
  version: 10,
  up(db) {
    db.exec(`CREATE TABLE queue_event (
      event_id TEXT PRIMARY KEY,
      at_ms INTEGER NOT NULL,
      queue_id TEXT NOT NULL,
      kind TEXT NOT NULL,
      agent_id TEXT NOT NULL,
      wait_ms INTEGER NOT NULL,
      talk_ms INTEGER NOT NULL,
      about TEXT NOT NULL
    ) STRICT;
    CREATE INDEX queue_event_by_time ON queue_event (at_ms);
    CREATE TABLE queue_callback (
      callback_id TEXT PRIMARY KEY,
      callback_json TEXT NOT NULL
    ) STRICT`)
  },
}
