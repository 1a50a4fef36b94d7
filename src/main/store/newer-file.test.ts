import BetterSqlite3 from 'better-sqlite3'
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { makeDocument } from '../../callflow/design/document.ts'
import { readFolder } from '../exchange/read-folder.ts'
import { callwright } from '../cli/callwright.ts'
import { sha256Of } from './blobs.ts'
import { createFile } from './create-file.ts'
import { openDesign } from './design-store.ts'
import { copyDesign, freeNameBeside, standingDesign } from './newer-file.ts'
import { plainSealer } from './secret-sealer.ts'

let folder: string
let path: string
const bytes = new Uint8Array([1, 2, 3])
const room = { id: 'room', kind: 'video-room', name: 'Lounge', seats: 12, walls: ['north', 'south'] }

const change = (run: (db: BetterSqlite3.Database) => void, file = path) => {
  const db = new BetterSqlite3(file)
  run(db)
  db.close()
}

/** A design with a callflow, a sound and a kind that is not known here. */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'callwright-newer-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  path = join(folder, 'office.callwright')
  createFile(path, 'Office')
  const store = openDesign(path)
  const main = makeDocument('callflow', { id: 'main', name: 'Main', numbers: ['7000'] })
  const hello = makeDocument('media', { id: 'hello', name: 'Hello', sha256: sha256Of(bytes) })
  store.apply({ label: 'Fill', put: [main, hello], blobs: [{ bytes, mimeType: 'audio/wav' }] })
  store.close()
  change((db) =>
    db
      .prepare(
        "INSERT INTO document (id, kind, name, json, schema_version, revision) VALUES ('room', 'video-room', 'Lounge', ?, 1, 1)",
      )
      .run(JSON.stringify(room)),
  )
})

const refusalOf = (run: () => unknown): unknown => {
  try {
    return run()
  } catch (error) {
    return error
  }
}

describe('a design that a newer Callwright wrote', () => {
  it('says what stands in it, word by word, and is left as it is', () => {
    expect(refusalOf(() => openDesign(path))).toMatchObject({ reason: 'newer' })
    const before = readFileSync(path)
    const { documents, sounds } = standingDesign(path, plainSealer)
    expect(documents.find(({ id }) => id === 'room')).toEqual({
      id: 'room',
      kind: 'video-room',
      name: 'Lounge',
      stored: room,
    })
    expect(documents.find(({ id }) => id === 'main')?.stored).toMatchObject({ numbers: ['7000'] })
    expect(sounds.map((each) => [each.sha256, [...each.bytes]])).toEqual([[sha256Of(bytes), [1, 2, 3]]])
    expect(readFileSync(path).equals(before)).toBe(true)
    expect(readdirSync(folder)).toEqual(['office.callwright'])
  })

  it('of a newer format says it too, as long as documents stand where they do', () => {
    change((db) => db.pragma('user_version = 999'))
    expect(standingDesign(path, plainSealer).documents.map(({ id }) => id)).toContain('room')
    change((db) => db.exec('ALTER TABLE document RENAME TO sheet'))
    expect(refusalOf(() => standingDesign(path, plainSealer))).toMatchObject({
      reason: 'newer',
      message: expect.stringMatching(
        /^What stands in .*office\.callwright cannot be read: no such table: document\./,
      ) as string,
    })
  })

  it('is copied byte for byte, with what its log holds, for its owner alone', () => {
    const copy = join(folder, 'copy.callwright')
    copyDesign(path, copy)
    expect(readFileSync(copy).equals(readFileSync(path))).toBe(true)
    expect(statSync(copy).mode & 0o077).toBe(0)

    const db = new BetterSqlite3(path)
    db.pragma('journal_mode = WAL')
    db.exec("UPDATE document SET name = 'Salon' WHERE id = 'room'")
    const [taken, whole] = [join(folder, 'taken.callwright'), join(folder, 'whole.callwright')]
    for (const suffix of ['', '-wal']) copyFileSync(path + suffix, taken + suffix)
    db.close()
    copyDesign(taken, whole)
    expect(existsSync(`${whole}-wal`)).toBe(false)
    change((each) => {
      expect(each.prepare("SELECT name FROM document WHERE id = 'room'").pluck().get()).toBe('Salon')
    }, whole)
    expect(readdirSync(folder).filter((name) => name.endsWith('.new'))).toEqual([])
  })

  it('is not copied over anything, and what is no design is not copied', () => {
    const there = join(folder, 'there.callwright')
    writeFileSync(there, 'mine')
    expect(refusalOf(() => copyDesign(path, there))).toMatchObject({ code: 'CANNOT_CREATE' })
    expect(readFileSync(there, 'utf8')).toBe('mine')
    expect(refusalOf(() => copyDesign(there, join(folder, 'x.callwright')))).toMatchObject({ code: 'CANNOT_OPEN' })
    expect(refusalOf(() => copyDesign(join(folder, 'gone'), join(folder, 'x.callwright')))).toMatchObject({
      reason: 'missing',
    })
    change((db) => db.exec('CREATE TABLE a (b)'), join(folder, 'other.db'))
    expect(refusalOf(() => copyDesign(join(folder, 'other.db'), join(folder, 'x.callwright')))).toMatchObject({
      message: expect.stringContaining('it is no design') as string,
    })
    expect(existsSync(join(folder, 'x.callwright'))).toBe(false)
  })

  it('is put beside itself under a name that nothing has', () => {
    expect(freeNameBeside(path, 'copy', '.callwright')).toBe(join(folder, 'office-copy.callwright'))
    writeFileSync(join(folder, 'office-copy.callwright'), '')
    expect(freeNameBeside(path, 'copy', '.callwright')).toBe(join(folder, 'office-copy-2.callwright'))
  })
})

describe('callwright, given a design that a newer one wrote', () => {
  it('exports its documents as files, and this version reads back those that it knows', () => {
    const target = join(folder, 'files')
    const { exitCode, output, notes } = callwright(['export', 'files', path, target])
    expect([exitCode, output]).toEqual([0, `3 documents in ${target}\n`])
    expect(notes?.[0]).toBe(`${path} was written by a newer Callwright: its documents are written as they stand there.`)
    expect(readFileSync(join(target, 'video-room', 'room.yaml'), 'utf8')).toBe(
      'id: room\nkind: video-room\nname: Lounge\nseats: 12\nwalls:\n  - north\n  - south\n',
    )
    expect(readFileSync(join(target, 'media', 'sounds', `${sha256Of(bytes)}.wav`))).toEqual(Buffer.from(bytes))
    const { documents, refused } = readFolder('files', target)
    expect(documents.map(({ id }) => id)).toContain('main')
    expect(refused.map((each) => each.path)).toEqual(['video-room/room.yaml'])
  })

  it('writes nothing for an id that is no name for a file, and says so', () => {
    change((db) =>
      db.prepare("UPDATE document SET json = ? WHERE id = 'room'").run(JSON.stringify({ ...room, id: '../../up' })),
    )
    const target = join(folder, 'files')
    const { notes } = callwright(['export', 'files', path, target])
    expect(notes).toContain('Lounge: its id or kind is no name for a file')
    expect(readdirSync(folder).toSorted()).toEqual(['files', 'office.callwright'])
  })

  it('copies it, and says both where it can do no more', () => {
    const copy = join(folder, 'copy.callwright')
    expect(callwright(['copy', path, copy])).toMatchObject({ exitCode: 0, output: `copied to ${copy}\n` })
    expect(readFileSync(copy).equals(readFileSync(path))).toBe(true)
    for (const args of [
      ['check', path],
      ['export', 'kazoo', path, join(folder, 'kazoo')],
    ]) {
      const { exitCode, notes } = callwright(args)
      expect(exitCode).toBe(2)
      expect(notes?.[1]).toBe(
        '"callwright export files" takes its documents out as they stand, "callwright copy" copies it.',
      )
    }
    expect(callwright(['copy', path, copy])).toMatchObject({
      exitCode: 2,
      notes: [`${copy} exists already. Choose another name.`],
    })
    expect(existsSync(join(folder, 'kazoo'))).toBe(false)
  })
})
