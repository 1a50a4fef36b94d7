import type { Migration } from './migration.ts'

export const firstTables: Migration = {
  version: 1,
  up(db) {
    db.exec(`
      CREATE TABLE binding (
        aor TEXT NOT NULL,
        contact TEXT NOT NULL,
        device_id TEXT NOT NULL,
        sip_call_id TEXT NOT NULL,
        cseq INTEGER NOT NULL,
        transport TEXT NOT NULL CHECK (transport IN ('udp', 'tcp')),
        source_address TEXT NOT NULL,
        source_port INTEGER NOT NULL,
        user_agent TEXT NOT NULL,
        registered_ms INTEGER NOT NULL,
        expires_ms INTEGER NOT NULL,
        PRIMARY KEY (aor, contact)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE message (
        message_id TEXT PRIMARY KEY,
        mailbox_id TEXT NOT NULL,
        received_ms INTEGER NOT NULL,
        duration_ms INTEGER NOT NULL,
        caller_name TEXT NOT NULL,
        caller_number TEXT NOT NULL,
        is_new INTEGER NOT NULL CHECK (is_new IN (0, 1))
      ) STRICT;
      CREATE INDEX message_by_mailbox ON message (mailbox_id, received_ms);

      CREATE TABLE cdr (
        call_id TEXT PRIMARY KEY,
        started_ms INTEGER NOT NULL,
        answered_ms INTEGER,
        ended_ms INTEGER NOT NULL,
        direction TEXT NOT NULL CHECK (direction IN ('internal', 'inbound', 'outbound')),
        caller_name TEXT NOT NULL,
        caller_number TEXT NOT NULL,
        dialled TEXT NOT NULL,
        callflow_id TEXT NOT NULL,
        answered_by TEXT NOT NULL,
        end_reason TEXT NOT NULL,
        sip_status INTEGER,
        tag TEXT NOT NULL
      ) STRICT;
      CREATE INDEX cdr_by_start ON cdr (started_ms);

      CREATE TABLE runtime_state (
        scope TEXT NOT NULL,
        id TEXT NOT NULL,
        name TEXT NOT NULL,
        value_json TEXT NOT NULL,
        PRIMARY KEY (scope, id, name)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE bundle (
        id TEXT PRIMARY KEY,
        design_id TEXT NOT NULL,
        design_name TEXT NOT NULL,
        created_ms INTEGER NOT NULL,
        stored_ms INTEGER NOT NULL
      ) STRICT;
      CREATE TABLE activation (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        bundle_id TEXT NOT NULL REFERENCES bundle (id) ON DELETE CASCADE,
        activated_ms INTEGER NOT NULL
      ) STRICT;
    `)
  },
}
