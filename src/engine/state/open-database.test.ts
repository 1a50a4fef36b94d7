import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { bundleIdOf } from '../control/bundle-id.ts'
import { createBindingStore } from './binding-store.ts'
import { createBundleStore } from './bundle-store.ts'
import { type EngineDatabase, NewerDatabaseError, openEngineDatabase } from './engine-database.ts'
import { createMessageStore } from './message-store.ts'
import { openOrBeginAnew } from './open-database.ts'
import { createRuntimeState } from './runtime-state.ts'
import { temporaryFolder } from './testing/temporary-folder.ts'

const NOW_MS = Date.UTC(2026, 10, 27, 8, 21, 36)
const forced = { scope: 'schedule-rule', id: 'lunch', name: 'forced' } as const
const aside = 'engine.db.damaged-2026-11-27T08-21-36Z'

function bundle(name: string) {
  const documents = [{ kind: 'account', id: 'account', name }]
  return { id: bundleIdOf(documents), designId: 'd', designName: name, schemaVersion: 1, createdMs: 1, documents }
}

/** A folder with some of everything in it; the database closed. */
async function usedFolder(): Promise<string> {
  const folder = temporaryFolder()
  const db = openEngineDatabase(folder)
  createRuntimeState(db).write(forced, 'on')
  const store = createBundleStore(db, folder)
  for (const [at, each] of [bundle('A'), bundle('B')].entries()) {
    await store.put(each, at)
    await store.recordActivation(each.id, at)
    utimesSync(join(folder, 'bundles', `${each.id}.json`), 1_000 + at, 1_000 + at)
  }
  const messages = createMessageStore(db, folder)
  for (let at = 0; at < 400; at++) {
    const recording = join(folder, 'spoken.wav')
    writeFileSync(recording, 'sound')
    const times = { receivedMs: at, durationMs: 1, isNew: true, wasCutShort: false }
    await messages.add(
      { messageId: `m${at}`, mailboxId: 'box', ...times, callerName: 'Kim', callerNumber: '' },
      recording,
    )
  }
  db.close()
  return folder
}

function open(folder: string): { db: EngineDatabase; problem: string | null; isBoxWhole: boolean } {
  const { db, problem } = openOrBeginAnew(folder, NOW_MS)
  return { db, problem, isBoxWhole: createMessageStore(db, folder).list('box').length === 400 }
}

describe('engine.db when the engine starts', () => {
  it('that is whole is opened without a word', async () => {
    const folder = await usedFolder()
    const { db, problem, isBoxWhole } = open(folder)
    expect([problem, isBoxWhole, createRuntimeState(db).read(forced)]).toEqual([null, true, 'on'])
    expect(readdirSync(folder).filter((name) => name.includes('damaged'))).toEqual([])
  })

  it('that is none at all is set aside, and the latest design found on the disk runs', async () => {
    const folder = await usedFolder()
    writeFileSync(join(folder, 'engine.db'), 'this is a letter to somebody and no database at all'.repeat(200))
    const { db, problem } = open(folder)
    expect(problem).toMatch(/^engine\.db is damaged \(file is not a database\) and was set aside as /)
    expect(problem).toContain('nothing could be read from it. engine.db knew of no versions of the design: of 2 found')
    expect(readFileSync(join(folder, aside), 'utf8')).toContain('a letter to somebody')
    expect(createBundleStore(db, folder).activated()).toEqual([bundle('B').id, bundle('A').id])
    createBindingStore(db).purge(1) // and it can be worked with
  })

  it('with a damaged page gives up its place, and all rows that can be read', async () => {
    const folder = await usedFolder()
    const path = join(folder, 'engine.db')
    const bytes = readFileSync(path)
    const page = bytes.lastIndexOf('Kim') & ~4_095
    bytes.fill(0xa5, page, page + 4_096)
    writeFileSync(path, bytes)
    const { db, problem } = open(folder)
    expect(problem).toMatch(
      /^engine\.db is damaged \(.+\) and was set aside as .+; [0-9]+ rows were taken over from it$/,
    )
    const left = createMessageStore(db, folder).list('box')
    expect(left.length).toBeGreaterThan(100)
    expect(left.length).toBeLessThan(400)
    expect(createRuntimeState(db).read(forced)).toBe('on')
    expect(createBundleStore(db, folder).activated()).toEqual([bundle('B').id, bundle('A').id])
    db.close()
    expect(open(folder).problem).toBeNull()
  })

  it('without one of its tables is set aside, and the rows of the others are taken over', async () => {
    const folder = await usedFolder()
    const db = openEngineDatabase(folder)
    db.exec('DROP TABLE binding')
    db.close()
    const { problem, isBoxWhole } = open(folder)
    expect(problem).toContain('engine.db is damaged (no such table: binding)')
    expect(isBoxWhole).toBe(true)
  })

  it('gives up a row that refers to a lost one, and keeps those after it', async () => {
    const folder = await usedFolder()
    const db = openEngineDatabase(folder)
    db.pragma('foreign_keys = OFF')
    db.prepare('DELETE FROM bundle WHERE id = ?').run(bundle('A').id)
    db.exec('DROP TABLE binding')
    db.close()
    const { db: opened } = open(folder)
    expect(createBundleStore(opened, folder).activated()).toEqual([bundle('B').id])
  })

  it('of an earlier version with a damaged page is rescued into the tables of today', async () => {
    const folder = await usedFolder()
    const db = openEngineDatabase(folder)
    db.exec('ALTER TABLE message DROP COLUMN was_cut_short; DROP TABLE cdr')
    db.pragma('user_version = 3') // its next change of tables fails
    db.close()
    const { db: opened, problem, isBoxWhole } = open(folder)
    expect(problem).toContain('engine.db is damaged')
    expect(isBoxWhole).toBe(true)
    expect(createMessageStore(opened, folder).list('box')[0]).toMatchObject({ wasCutShort: false })
  })

  it('that was lost altogether is begun anew with the designs that are still there, whole ones only', async () => {
    const folder = await usedFolder()
    writeFileSync(join(folder, 'engine.db'), '')
    for (const ending of ['-wal', '-shm'])
      if (existsSync(`${folder}/engine.db${ending}`)) writeFileSync(`${folder}/engine.db${ending}`, '')
    writeFileSync(
      join(folder, 'bundles', `${'c'.repeat(64)}.json`),
      JSON.stringify({ ...bundle('C'), id: 'c'.repeat(64) }),
    )
    writeFileSync(join(folder, 'bundles', `${bundle('D').id}.json`), JSON.stringify(bundle('D')).slice(0, 50))
    const { db, problem } = open(folder)
    expect(problem).toBe('engine.db knew of no versions of the design: of 2 found on the disk the latest runs')
    expect(createBundleStore(db, folder).activated()).toEqual([bundle('B').id, bundle('A').id])
  })

  it('is new in an empty folder without a word', () => {
    expect(open(temporaryFolder()).problem).toBeNull()
  })

  it('of a newer Callwright is refused and left alone', async () => {
    const folder = await usedFolder()
    const db = openEngineDatabase(folder)
    db.pragma('user_version = 99')
    db.close()
    expect(() => open(folder)).toThrow(NewerDatabaseError)
    expect(readdirSync(folder).filter((name) => name.includes('damaged'))).toEqual([])
  })

  it('that cannot be opened for another reason is an error, and left alone', () => {
    const folder = temporaryFolder()
    mkdirSync(join(folder, 'engine.db'))
    expect(() => open(folder)).toThrow('unable to open database file')
    expect(readdirSync(folder)).toEqual(['engine.db'])
  })

  it('damaged again and again leaves the latest three beside it', () => {
    const folder = temporaryFolder()
    for (let round = 0; round < 5; round++) {
      writeFileSync(join(folder, 'engine.db'), 'no database'.repeat(1_000))
      openOrBeginAnew(folder, NOW_MS + round * 1_000).db.close()
    }
    expect(readdirSync(folder).filter((name) => name.includes('damaged'))).toEqual(
      ['38', '39', '40'].map((second) => `engine.db.damaged-2026-11-27T08-21-${second}Z`),
    )
  })
})
