import type { Migration } from './migration.ts'

/** Phones may register over TLS and WebSocket too. SQLite changes no CHECK in place: the table is made anew, with its rows. */
export const anyTransport: Migration = {
  version: 6,
  up(db) {
    db.exec(`
      CREATE TABLE binding_6 (
        aor TEXT NOT NULL,
        contact TEXT NOT NULL,
        device_id TEXT NOT NULL,
        sip_call_id TEXT NOT NULL,
        cseq INTEGER NOT NULL,
        transport TEXT NOT NULL CHECK (transport IN ('udp', 'tcp', 'tls', 'ws', 'wss')),
        source_address TEXT NOT NULL,
        source_port INTEGER NOT NULL,
        user_agent TEXT NOT NULL,
        registered_ms INTEGER NOT NULL,
        expires_ms INTEGER NOT NULL,
        sent_by TEXT NOT NULL DEFAULT '',
        has_rport INTEGER NOT NULL DEFAULT 0 CHECK (has_rport IN (0, 1)),
        path_json TEXT NOT NULL DEFAULT '[]',
        PRIMARY KEY (aor, contact)
      ) STRICT, WITHOUT ROWID;
      INSERT INTO binding_6
        (aor, contact, device_id, sip_call_id, cseq, transport, source_address, source_port, user_agent, registered_ms, expires_ms, sent_by, has_rport, path_json)
        SELECT aor, contact, device_id, sip_call_id, cseq, transport, source_address, source_port, user_agent, registered_ms, expires_ms, sent_by, has_rport, path_json
        FROM binding;
      DROP TABLE binding;
      ALTER TABLE binding_6 RENAME TO binding;
    `)
  },
}
