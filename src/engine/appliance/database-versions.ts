import Database from 'better-sqlite3'
import { migrations } from '../state/migrations/migrations.ts'

/** Of a database that nobody needs to migrate for the answer: its version, and the newest one that we know. */
export function databaseVersions(path: string): { readonly found: number; readonly newest: number } {
  const db = new Database(path, { fileMustExist: true })
  try {
    const found = db.pragma('user_version', { simple: true }) as number // the pragma is an integer
    return { found, newest: migrations.at(-1)?.version ?? 0 }
  } finally {
    db.close()
  }
}
