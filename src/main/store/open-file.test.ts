import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import BetterSqlite3 from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openFile } from './open-file.ts'
import { latestVersion } from './migrate.ts'
import { migrations } from './migrations/all.ts'
import type { Migration } from './migrations/migration.ts'
import { createFile } from './create-file.ts'
import { openDesign } from './design-store.ts'
import { CannotCreateError, CannotOpenError, RefusedError } from './errors.ts'
import { flow, testDesign, type TestFolder, testFolder } from './test-design.ts'

let folder: TestFolder
beforeEach(() => {
  folder = testFolder()
})
afterEach(() => folder[Symbol.dispose]())

describe('opening a design file', () => {
  it('that is missing says so and makes none', () => {
    expect(problem(folder.file('none.callwright'))).toMatchObject({ reason: 'missing' })
    expect(statSync(folder.file('none.callwright'), { throwIfNoEntry: false })).toBeUndefined()
  })

  it('that is a folder is refused', () => {
    expect(problem(folder.path).reason).toBe('not-a-design')
  })

  it('that is another kind of file is refused', () => {
    const path = folder.file('letter.txt')
    writeFileSync(path, 'Dear Sir or Madam')
    expect(problem(path).reason).toBe('not-a-design')
  })

  it("that is another program's database is refused and left as it is", () => {
    const path = folder.file('browser-history.callwright')
    const db = new BetterSqlite3(path)
    db.exec('CREATE TABLE visit (url TEXT)')
    db.close()
    const before = readFileSync(path)
    expect(problem(path).reason).toBe('not-a-design')
    expect(readFileSync(path)).toEqual(before)
  })

  it('whose beginning is overwritten is corrupt and left as it is', () => {
    const path = closedDesign()
    const bytes = readFileSync(path)
    bytes.fill(0, 0, 100)
    writeFileSync(path, bytes)
    const error = problem(path)
    expect(error.reason).toBe('corrupt')
    expect(error.message).toContain(path)
    expect(readFileSync(path)).toEqual(bytes)
  })

  it('whose inside is overwritten is corrupt and left as it is', () => {
    const path = closedDesign()
    const bytes = readFileSync(path)
    bytes.fill(0x5a, 4_096, 5 * 4_096)
    writeFileSync(path, bytes)
    expect(problem(path).reason).toBe('corrupt')
    expect(readFileSync(path)).toEqual(bytes)
  })

  it('that was cut off is corrupt and left as it is', () => {
    const path = closedDesign()
    const bytes = readFileSync(path).subarray(0, 6_000)
    writeFileSync(path, bytes)
    expect(problem(path).reason).toBe('corrupt')
    expect(readFileSync(path)).toEqual(bytes)
  })

  it('of a newer Callwright names both formats and leaves it as it is', () => {
    const path = closedDesign()
    const db = new BetterSqlite3(path)
    db.pragma('user_version = 99')
    db.close()
    const before = readFileSync(path)
    const error = problem(path)
    expect(error.reason).toBe('newer')
    expect(error.message).toMatch(/format 99; this one reads up to \d+/)
    expect(readFileSync(path)).toEqual(before)
  })
})

describe('a design of an older format', () => {
  const present = latestVersion(migrations)
  const next: Migration = { version: present + 1, up: (db) => void db.exec('CREATE TABLE later (x TEXT) STRICT') }
  const all = [...migrations, next]

  it('is copied beside itself before it is brought up to date', () => {
    const path = closedDesign()
    openFile(path, all).close()
    const copy = path.replace('.callwright', `.format-${present}.callwright`)
    expect(problem(path).reason).toBe('newer')
    const kept = openDesign(copy)
    expect(kept.documents().map(({ name }) => name)).toEqual(['Main', 'Other'])
    kept.close()
  })

  it.skipIf(process.platform === 'win32')(
    'is taken from everybody but its owner, with what SQLite keeps beside it',
    () => {
      const path = closedDesign()
      chmodSync(path, 0o664)
      const opened = openDesign(path)
      opened.apply({ label: 'One more', put: [flow('third', 'Third')] })
      const beside = readdirSync(folder.path).filter((name) => name.includes('.callwright'))
      expect(beside.length).toBeGreaterThan(1)
      expect(beside.map((name) => statSync(folder.file(name)).mode & 0o077)).toEqual(beside.map(() => 0))
      opened.close()
      chmodSync(path, 0o444)
      openDesign(path).close()
      expect(statSync(path).mode & 0o777).toBe(0o400)
    },
  )

  it.skipIf(process.platform === 'win32')('that is no design keeps the mode it has', () => {
    const path = folder.file('browser-history.callwright')
    new BetterSqlite3(path).exec('CREATE TABLE visit (url TEXT)').close()
    chmodSync(path, 0o644)
    problem(path)
    expect(statSync(path).mode & 0o777).toBe(0o644)
  })

  // Windows has no modes.
  it.skipIf(process.platform === 'win32')('and its copy can be read by nobody else, as every design', () => {
    const path = closedDesign()
    openFile(path, all).close()
    const modes = [path, path.replace('.callwright', `.format-${present}.callwright`)].map(
      (each) => statSync(each).mode & 0o777,
    )
    expect(modes).toEqual([0o600, 0o600])
  })

  it('is left as it is when no copy can be kept', () => {
    // The copy's name would be longer than file systems take.
    const path = folder.file(`${'c'.repeat(236)}.callwright`)
    renameSync(closedDesign(), path)
    expect(() => openFile(path, all)).toThrow(/was left as it is, because no copy could be kept/)
    openDesign(path).close()
  })

  it('is not copied when it is new or up to date', () => {
    const path = closedDesign()
    openDesign(path).close()
    expect(readdirSync(folder.path).filter((name) => name.includes('format-'))).toEqual([])
  })
})

describe('a design open in another Callwright', () => {
  it('is locked until it is closed there', () => {
    const { design, path } = testDesign(folder)
    expect(problem(path)).toMatchObject({ reason: 'locked', message: expect.stringContaining('another Callwright') })
    design.apply({ label: 'Still works', put: [flow('a', 'A')] })
    design.close()
    const second = openDesign(path)
    expect(second.documents()).toHaveLength(1)
    second.close()
  })
})

describe('a write-protected design', () => {
  for (const [what, protect] of [
    ['file', (path: string) => chmodSync(path, 0o444)],
    ['folder', (path: string) => chmodSync(path.slice(0, path.lastIndexOf('/')), 0o555)],
  ] as const) {
    it(`(${what}) opens for reading; a change is refused with the reason and nothing is written`, () => {
      mkdirSync(folder.file('safe'))
      const path = folder.file('safe/company.callwright')
      copyFileSync(closedDesign(), path)
      const before = readFileSync(path)
      protect(path)
      const design = openDesign(path)
      expect(design.documents()).toHaveLength(2)
      expect(design.search('main', 5)).toHaveLength(1)
      const { readOnlyBecause } = design.info()
      expect(readOnlyBecause).toContain('write-protected')
      for (const change of [
        () => design.apply({ label: 'x', put: [flow('c', 'C')] }),
        () => design.undo(),
        () => design.replaceAndRemove('a', 'b'),
      ]) {
        expect(change).toThrow(expect.objectContaining({ code: 'READ_ONLY', message: readOnlyBecause }))
      }
      expect(() => design.undo()).toThrow(RefusedError)
      design.close()
      chmodSync(folder.file('safe'), 0o755)
      expect(readFileSync(path)).toEqual(before)
    })
  }
})

describe('creating a design file', () => {
  it('never replaces a file that is there', () => {
    const path = folder.file('mine.callwright')
    writeFileSync(path, 'precious')
    expect(() => createFile(path, 'Mine')).toThrow(CannotCreateError)
    expect(readFileSync(path, 'utf8')).toBe('precious')
  })

  it('says why it cannot be made', () => {
    writeFileSync(folder.file('file'), '')
    expect(() => createFile(folder.file('file/mine.callwright'), 'Mine')).toThrow(/cannot be created/)
  })

  it('leaves one self-contained file when the design is closed', () => {
    const path = closedDesign()
    for (const suffix of ['-wal', '-shm', '-journal']) {
      expect(statSync(path + suffix, { throwIfNoEntry: false })).toBeUndefined()
    }
    rmSync(path)
  })
})

/** A closed design with two callflows. */
function closedDesign(): string {
  const { design, path } = testDesign(folder)
  design.apply({ label: 'Add', put: [flow('a', 'Main'), flow('b', 'Other')] })
  design.close()
  return path
}

function problem(path: string): CannotOpenError {
  try {
    openDesign(path).close()
  } catch (error) {
    if (error instanceof CannotOpenError) return error
    throw error
  }
  throw new Error(`expected ${path} not to open`)
}
