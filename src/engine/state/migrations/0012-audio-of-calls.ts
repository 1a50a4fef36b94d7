import type { Migration } from './migration.ts'

/** How the audio of each leg fared: `LegQuality[]`. */
export const audioOfCalls: Migration = {
  version: 12,
  up(db) {
    db.exec(`ALTER TABLE cdr ADD COLUMN audio_json TEXT NOT NULL DEFAULT '[]'`)
  },
}
