import type { Migration } from './migration.ts'

/** The first format: documents, their history, the undo stack, and what is derived from documents on write. */
export const firstDesign: Migration = {
  version: 1,
  up(db) {
    db.exec(`
      CREATE TABLE design (
        key TEXT NOT NULL PRIMARY KEY,
        value TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE document (
        row_id INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL,
        name TEXT NOT NULL,
        json TEXT NOT NULL,
        schema_version INTEGER NOT NULL,
        revision INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX document_by_kind ON document (kind, id);

      -- Every change ever made, undo and redo included. Ids only grow: pages follow the design by them.
      CREATE TABLE change (
        change_id INTEGER PRIMARY KEY AUTOINCREMENT,
        label TEXT NOT NULL,
        who TEXT NOT NULL,
        at_ms INTEGER NOT NULL
      ) STRICT;

      -- json is NULL where the document was removed.
      CREATE TABLE revision (
        document_id TEXT NOT NULL,
        revision INTEGER NOT NULL,
        kind TEXT NOT NULL,
        json TEXT,
        change_id INTEGER NOT NULL REFERENCES change (change_id),
        PRIMARY KEY (document_id, revision)
      ) STRICT, WITHOUT ROWID;

      -- The undo stack: done steps in order of step_id, then undone ones, which redo takes from the front.
      CREATE TABLE undo_step (
        step_id INTEGER PRIMARY KEY AUTOINCREMENT,
        label TEXT NOT NULL,
        merge_key TEXT,
        at_ms INTEGER NOT NULL,
        diff TEXT NOT NULL,
        undone INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1))
      ) STRICT;

      -- to_id may name nothing: imports bring dangling references, which the design check reports.
      CREATE TABLE reference (
        from_id TEXT NOT NULL REFERENCES document (id) ON DELETE CASCADE,
        to_id TEXT NOT NULL,
        path TEXT NOT NULL,
        PRIMARY KEY (from_id, path)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX reference_by_target ON reference (to_id, from_id, path);

      -- One holder for each number in its scope: what callers dial, the numbers we own, SIP user names.
      CREATE TABLE number (
        scope TEXT NOT NULL,
        number TEXT NOT NULL,
        document_id TEXT NOT NULL REFERENCES document (id) ON DELETE CASCADE,
        PRIMARY KEY (scope, number)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX number_by_document ON number (document_id);

      -- rowid is document.row_id.
      CREATE VIRTUAL TABLE search USING fts5 (
        name, numbers, content,
        tokenize = "unicode61 remove_diacritics 2 tokenchars '+*#@'", prefix = '1 2 3'
      );

      CREATE TABLE blob (
        sha256 TEXT NOT NULL PRIMARY KEY,
        mime_type TEXT NOT NULL,
        bytes BLOB NOT NULL
      ) STRICT;
    `)
  },
}
