import BetterSqlite3 from 'better-sqlite3'
import { copyFileSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, extname, join } from 'node:path'
import { tighten } from '../../engine/control/owner-only.ts'
import { discard, syncFolder } from '../../engine/control/whole-file.ts'
import { CannotCreateError, CannotOpenError } from './errors.ts'
import { APPLICATION_ID } from './migrate.ts'
import type { Sealer } from './secret-sealer.ts'

/** A document word by word, whatever its kind and version; passwords that this version knows of are opened. */
export interface StandingDocument {
  readonly id: string
  readonly kind: string
  readonly name: string
  readonly stored: object
}

export interface StandingDesign {
  readonly documents: readonly StandingDocument[]
  readonly sounds: readonly { readonly sha256: string; readonly bytes: Uint8Array }[]
  /** Documents with passwords that another computer sealed, by name. */
  readonly locked: readonly string[]
}

/**
 * What stands in a design file that this version does not open, read from a copy: the file, its log and whoever has it open are left alone.
 * @throws CannotOpenError when not even that can be read
 */
export function standingDesign(path: string, sealer: Sealer): StandingDesign {
  return inACopy(path, (db) => {
    const rows = readFrom(path, () =>
      db.prepare<[], { json: string }>('SELECT json FROM document ORDER BY kind, id').all(),
    )
    const locked: string[] = []
    const documents = rows.flatMap(({ json }) => {
      const stored = readFrom(path, () => JSON.parse(json) as unknown)
      if (typeof stored !== 'object' || stored === null) return []
      const { id, kind, name } = stored as Record<string, unknown>
      if (typeof id !== 'string' || typeof kind !== 'string') return []
      const shownAs = typeof name === 'string' ? name : id
      let isLocked = false
      const opened = sealer.open(stored, () => {
        isLocked = true
      }) as object // what it was, with other texts
      if (isLocked) locked.push(shownAs)
      return [{ id, kind, name: shownAs, stored: opened }]
    })
    const sounds = readFrom(path, () =>
      db.prepare<[], { sha256: string; bytes: Uint8Array }>('SELECT sha256, bytes FROM blob ORDER BY sha256').all(),
    )
    return { documents, sounds, locked }
  })
}

/**
 * The whole file at another place, with what its log holds. Without a log it is the same byte for byte.
 * @throws CannotOpenError, CannotCreateError when there is something at the other place already
 */
export function copyDesign(path: string, target: string): void {
  if (existsSync(target)) throw new CannotCreateError(`${target} exists already. Choose another name.`)
  const draft = `${target}.new`
  inACopy(path, (db, copy) => {
    db.pragma('wal_checkpoint(TRUNCATE)')
    db.close()
    try {
      copyFileSync(copy, draft)
      tighten(draft)
      renameSync(draft, target)
      syncFolder(dirname(target))
    } finally {
      discard(draft)
    }
  })
}

function inACopy<T>(path: string, run: (db: BetterSqlite3.Database, copy: string) => T): T {
  if (!existsSync(path)) throw new CannotOpenError('missing', `There is no design at ${path}.`)
  const folder = mkdtempSync(join(tmpdir(), 'callwright-copy-'))
  let db: BetterSqlite3.Database | undefined
  try {
    const copy = join(folder, basename(path))
    readFrom(path, () => {
      for (const suffix of ['', '-wal']) if (existsSync(path + suffix)) copyFileSync(path + suffix, copy + suffix)
    })
    const opened = readFrom(path, () => new BetterSqlite3(copy))
    db = opened
    readFrom(path, () => {
      if (opened.pragma('quick_check(1)', { simple: true }) !== 'ok') throw new Error('it is damaged')
      if (opened.pragma('application_id', { simple: true }) !== APPLICATION_ID) throw new Error('it is no design')
    })
    return run(opened, copy)
  } finally {
    db?.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

function readFrom<T>(path: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new CannotOpenError('newer', `What stands in ${path} cannot be read: ${why}. It was left as it is.`, {
      cause: error,
    })
  }
}

/** A name beside the file that nothing has yet: `office-copy.callwright`, `office-copy-2.callwright`. */
export function freeNameBeside(path: string, what: string, ending: string): string {
  const stem = join(dirname(path), `${basename(path, extname(path))}-${what}`)
  for (let count = 1; ; count++) {
    const name = `${stem}${count === 1 ? '' : `-${count}`}${ending}`
    if (!existsSync(name)) return name
  }
}
