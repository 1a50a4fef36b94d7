import { randomUUID } from 'node:crypto'
import { closeSync, constants, copyFileSync, existsSync, linkSync, openSync, rmSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { makeOwnerFolder, OWNER_FILE } from '../../engine/control/owner-only.ts'
import { writableDb } from './database.ts'
import { writeFact } from './design-facts.ts'
import { CannotCreateError } from './errors.ts'
import { migrate } from './migrate.ts'
import { migrations } from './migrations/all.ts'

/**
 * Makes an empty design file at `path` that only its user can read: designs hold passwords. It appears there whole or not at all, and never in place of
 * another file.
 */
export function createFile(path: string, name: string): void {
  const target = resolve(path)
  if (existsSync(target)) throw new CannotCreateError(`${target} exists already. Choose another name.`)
  const draft = `${target}.${randomUUID()}.new`
  try {
    makeOwnerFolder(dirname(target))
    try {
      writeDraft(draft, name)
      moveWithoutReplacing(draft, target)
    } finally {
      for (const suffix of ['', '-journal', '-wal']) rmSync(draft + suffix, { force: true })
    }
  } catch (error) {
    if (error instanceof CannotCreateError) throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw new CannotCreateError(`${target} cannot be created: ${reason}.`, { cause: error })
  }
}

function writeDraft(draft: string, name: string): void {
  closeSync(openSync(draft, 'wx', OWNER_FILE)) // SQLite gives its journal the mode of the file it is for
  const db = new BetterSqlite3(draft)
  try {
    migrate(db, migrations)
    const writable = writableDb(db)
    db.transaction(() => {
      writeFact(writable, 'designId', randomUUID())
      writeFact(writable, 'name', name)
    })()
  } finally {
    db.close()
  }
}

/** `rename` would replace a file that appeared meanwhile; a hard link does not. File systems without links get an exclusive copy. */
function moveWithoutReplacing(draft: string, target: string): void {
  try {
    linkSync(draft, target)
  } catch (error) {
    if (isExistsError(error)) throw new CannotCreateError(`${target} exists already. Choose another name.`)
    copyFileSync(draft, target, constants.COPYFILE_EXCL)
  }
}

function isExistsError(error: unknown): boolean {
  return error instanceof Error && Reflect.get(error, 'code') === 'EEXIST'
}
