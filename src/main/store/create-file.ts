import { randomUUID } from 'node:crypto'
import { closeSync, constants, copyFileSync, existsSync, linkSync, openSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { makeOwnerFolder, OWNER_FILE } from '../../engine/control/owner-only.ts'
import { discard, syncFolder } from '../../engine/control/whole-file.ts'
import { writableDb } from './database.ts'
import { writeFact } from './design-facts.ts'
import { type DesignStore, openDesign, type OpenDesignOptions } from './design-store.ts'
import { whyNotWritten } from './disk.ts'
import { CannotCreateError, CannotOpenError, RefusedError } from './errors.ts'
import { migrate } from './migrate.ts'
import { migrations } from './migrations/all.ts'

/**
 * Makes an empty design file at `path` that only its user can read: designs hold passwords. It appears there whole or not at all, and never in place of
 * another file. @throws CannotCreateError
 */
export function createFile(path: string, name: string): void {
  placing(path, (draft) => writeDraft(draft, name))
}

/** The same with what the design begins with: `fill` gets it open, and the file takes its name when that is done. @throws what `fill` does, too. */
export function createFilled<T>(
  path: string,
  { name, store }: { readonly name: string; readonly store?: OpenDesignOptions | undefined },
  fill: (design: DesignStore) => T,
): T {
  return placing(path, (draft) => {
    writeDraft(draft, name)
    const design = openDesign(draft, store)
    try {
      return fill(design)
    } finally {
      design.close()
    }
  })
}

function placing<T>(path: string, make: (draft: string) => T): T {
  const target = resolve(path)
  if (existsSync(target)) throw existsAlready(target)
  const draft = `${target}.${randomUUID()}.new`
  try {
    makeOwnerFolder(dirname(target))
    try {
      const made = make(draft)
      if (existsSync(`${draft}-wal`)) throw new Error('the disk is full') // the file alone would be half the design
      moveWithoutReplacing(draft, target)
      syncFolder(dirname(target))
      return made
    } finally {
      for (const suffix of ['', '-journal', '-wal']) discard(draft + suffix)
    }
  } catch (error) {
    throw asCannotCreate(error, target)
  }
}

/** Refusals of what is in the design are its own; a disk without room is told of the file that was wanted, not of the draft. */
function asCannotCreate(error: unknown, target: string): unknown {
  if (error instanceof CannotCreateError) return error
  const isFull =
    error instanceof CannotOpenError
      ? error.reason === 'disk-full'
      : error instanceof RefusedError
        ? error.code === 'CANNOT_WRITE' && Reflect.get(error.data, 'why') === 'disk-full'
        : whyNotWritten(error) === 'disk-full'
  if (error instanceof RefusedError && error.code !== 'CANNOT_WRITE') return error
  const reason = isFull ? 'the disk is full' : error instanceof Error ? error.message : String(error)
  return new CannotCreateError(`${target} cannot be created: ${reason.replace(/[.]$/, '')}.`, { cause: error })
}

function existsAlready(target: string): CannotCreateError {
  return new CannotCreateError(`${target} exists already. Choose another name.`)
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
    return
  } catch (error) {
    if (isExistsError(error)) throw existsAlready(target)
  }
  try {
    copyFileSync(draft, target, constants.COPYFILE_EXCL)
  } catch (error) {
    if (isExistsError(error)) throw existsAlready(target)
    discard(target) // the half that was copied
    throw error
  }
}

function isExistsError(error: unknown): boolean {
  return error instanceof Error && Reflect.get(error, 'code') === 'EEXIST'
}
