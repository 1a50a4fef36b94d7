import { createHash } from 'node:crypto'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { wavHeader } from '../media/files/wav-format.ts'
import { SimClock } from '../sip/testing/sim-clock.ts'
import { createBlobStore } from './blob-store.ts'
import { createBundleStore } from './bundle-store.ts'
import { createCdrStore } from './cdr-store.ts'
import { rowWriter } from './database-writer.ts'
import { loadToken } from '../control/token.ts'
import { digestSecret } from './digest-secret.ts'
import { databasePath, type EngineDatabase, openEngineDatabase } from './engine-database.ts'
import { durableFiles, type Files, type FileSteps, PARTIAL } from './files.ts'
import { createKeptSounds } from './kept-sounds.ts'
import { clearLeftovers } from './leftovers.ts'
import { createMessageStore } from './message-store.ts'
import { createRuntimeState } from './runtime-state.ts'
import { type Loses, PowerCut, PowerIsGone } from './testing/power-cut.ts'
import { temporaryFolder } from './testing/temporary-folder.ts'
import { WriteQueue } from './write-queue.ts'
import { type Writes, writeThrough } from './writes.ts'

const nobodyTold = () => {}

/** The engine's state as a start opens it. */
function open(dataDir: string, files: Files, queueFor: (db: EngineDatabase) => Writes) {
  const db = openEngineDatabase(dataDir)
  for (const folder of ['recordings', 'spool']) mkdirSync(join(dataDir, folder), { recursive: true })
  clearLeftovers(dataDir, db)
  const writes = queueFor(db)
  return {
    db,
    files,
    blobs: createBlobStore(dataDir, files),
    bundles: createBundleStore(db, dataDir, { files }),
    messages: createMessageStore(db, dataDir, { writes, files }),
    cdrs: createCdrStore(db, writes),
    kept: createKeptSounds(dataDir, files),
    state: createRuntimeState(db, writes),
    secret: () => digestSecret(dataDir, files, nobodyTold),
    token: () => loadToken(join(dataDir, 'control-token'), files, nobodyTold),
  }
}

type State = ReturnType<typeof open>

/** A WAV of so many samples that no half of it is another one. */
function sound(samples: number): Buffer {
  return Buffer.concat([wavHeader(samples), Buffer.alloc(2 * samples, samples)])
}

const blob = sound(300)
const blobId = createHash('sha256').update(blob).digest('hex')
const sounds = {
  m1: sound(101),
  m2: sound(101),
  m3: sound(103),
  first: sound(104),
  second: sound(105),
  call: sound(106),
}
const greeting = { kind: 'mailbox-greeting', id: 'box' } as const
const dnd = { scope: 'user', id: 'u', name: 'do-not-disturb' } as const
const bundle = (letter: string) => ({
  id: letter.repeat(64),
  designId: 'design',
  designName: letter.repeat(100),
  schemaVersion: 1,
  createdMs: 1,
  documents: [{ id: 'x', text: letter.repeat(500) }],
})
const message = (messageId: string) => ({
  messageId,
  mailboxId: 'box',
  receivedMs: 1,
  durationMs: 2,
  callerName: 'Kim',
  callerNumber: '1001',
  isNew: true,
  wasCutShort: false,
})

/** Everything the engine keeps, once or twice. `acknowledge` is called when somebody may rely on it. */
async function day(
  state: State,
  dataDir: string,
  steps: FileSteps,
  acknowledge: (what: string) => void,
): Promise<void> {
  const spoken = async (name: keyof typeof sounds) => {
    const path = join(dataDir, 'spool', `${name}.wav`)
    await steps.write(path, sounds[name])
    acknowledge(`${name} was spoken`)
    return path
  }
  const step = async (what: string, done: Promise<unknown>) => {
    await done
    acknowledge(what)
  }
  const activate = async (letter: string) => {
    await state.bundles.put(bundle(letter), 1)
    await state.bundles.recordActivation(letter.repeat(64), 1)
  }
  await step('secret', state.secret())
  await step('token', state.token())
  await step('blob', state.blobs.put(blobId, blob))
  await step('activate a', activate('a'))
  await step('message m1', state.messages.add(message('m1'), await spoken('m1')))
  await step('keep first', state.kept.keep(greeting, await spoken('first')))
  await step('message m2', state.messages.copy('m1', { messageId: 'm2', mailboxId: 'box' }))
  await step('activate b', activate('b'))
  await step('remove m1', state.messages.remove('m1'))
  state.messages.markSaved('m2')
  await step('message m3', state.messages.add(message('m3'), await spoken('m3')))
  await step('keep second', state.kept.keep(greeting, await spoken('second')))
  const recording = join(dataDir, 'recordings', 'call.wav')
  await steps.write(recording + PARTIAL, sounds.call)
  acknowledge('call was recorded')
  await step('recording', state.files.move(recording + PARTIAL, recording))
}

/** What was acknowledged is there, and what is there is whole. */
async function expectKept(dataDir: string, acknowledged: ReadonlySet<string>): Promise<void> {
  const state = open(dataDir, durableFiles(), writeThrough)
  const has = (what: string) => acknowledged.has(what)
  expect(state.db.pragma('integrity_check', { simple: true })).toBe('ok')

  const last = state.bundles.activated()[0]
  const possible = has('activate b') ? ['b'] : has('activate a') ? ['a', 'b'] : ['a', undefined]
  expect(possible).toContain(last?.[0])
  for (const { id } of state.bundles.list()) {
    const { documents, ...about } = await state.bundles.read(id)
    const all: object[] = []
    for await (const document of documents) all.push(document)
    expect({ ...about, documents: all }).toEqual(bundle(id[0] ?? ''))
  }

  if (has('blob')) expect(state.blobs.has(blobId)).toBe(true)
  for (const name of readdirSync(join(dataDir, 'blobs'))) {
    expect(
      createHash('sha256')
        .update(readFileSync(join(dataDir, 'blobs', name)))
        .digest('hex'),
    ).toBe(name)
  }

  const listed = new Map(state.messages.list().map((each) => [each.messageId, each]))
  for (const id of ['m1', 'm2', 'm3'] as const) {
    const isListed = listed.has(id)
    if (isListed) expect((await state.messages.audio(id))?.equals(sounds[id])).toBe(true)
    if (has(`message ${id}`) && id !== 'm1') expect(isListed, `message ${id}`).toBe(true)
    if (id === 'm1' && has('message m1') && !has('activate b')) expect(isListed, 'message m1').toBe(true)
    if (id === 'm1' && has('remove m1')) expect(isListed, 'm1 was removed').toBe(false)
  }
  // What was said and not acknowledged yet is listed, or still in the spool.
  const isInSpool = existsSync(join(dataDir, 'spool', 'm3.wav'))
  if (has('m3 was spoken')) expect(isInSpool !== listed.has('m3')).toBe(true)

  const kept = state.kept.pathOf(greeting)
  const greetings = has('keep second')
    ? [sounds.second]
    : has('keep first')
      ? [sounds.first, sounds.second]
      : [sounds.first]
  if (kept === undefined) expect(has('keep first')).toBe(false)
  else expect(greetings.some((each) => each.equals(readFileSync(kept)))).toBe(true)

  const recording = join(dataDir, 'recordings', 'call.wav')
  if (has('recording')) expect(readFileSync(recording).equals(sounds.call)).toBe(true)
  // One that was cut short is kept as far as it came.
  const recorded = existsSync(recording) ? readFileSync(recording) : Buffer.of()
  expect(sounds.call.subarray(0, recorded.length).equals(recorded)).toBe(true)
  if (has('call was recorded')) expect(recorded.length).toBeGreaterThan(44)

  const leftovers = readdirSync(dataDir, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith(PARTIAL))
  expect(leftovers).toEqual([])

  const secret = await state.secret()
  expect(secret.length).toBe(32)
  expect(await state.secret()).toEqual(secret)
  const token = await state.token()
  expect(token).toMatch(/^[\w-]{43}$/)
  expect(await state.token()).toBe(token)
  state.db.close()
}

async function cutAt(step: number, loses: Loses): Promise<boolean> {
  const dataDir = temporaryFolder()
  const cut = new PowerCut(step)
  const acknowledged = new Set<string>()
  let queue: WriteQueue | undefined
  const state = open(dataDir, durableFiles(cut.steps), (db) => {
    const target = cut.target(rowWriter(db))
    queue = new WriteQueue({ target, timers: new SimClock(), onChange: () => {}, onRefused: () => {} })
    return queue
  })
  try {
    await day(state, dataDir, cut.steps, (what) => acknowledged.add(what))
  } catch (error) {
    if (!(error instanceof PowerIsGone)) throw error
  }
  await queue?.settled()
  state.db.close()
  cut.restore(loses)
  await expectKept(dataDir, acknowledged)
  return cut.cameTooLate
}

describe('a power cut', () => {
  it.each<Loses>(['nothing', 'everything'])(
    'at any step costs nothing that was acknowledged, when the disk loses %s that was not flushed',
    { timeout: 110_000 },
    async (loses) => {
      let step = 1
      while (!(await cutAt(step, loses))) {
        step++
        expect(step).toBeLessThan(300)
      }
      expect(step).toBeGreaterThan(50)
    },
  )

  it('at any byte of the log of engine.db costs no commit that was acknowledged', { timeout: 60_000 }, () => {
    const dataDir = temporaryFolder()
    const db = openEngineDatabase(dataDir)
    db.pragma('wal_autocheckpoint = 0')
    db.pragma('wal_checkpoint(TRUNCATE)')
    const path = databasePath(dataDir)
    const main = join(temporaryFolder(), 'engine.db')
    copyFileSync(path, main)
    const state = createRuntimeState(db)
    /** Bytes of the log that had been written when so many rows were acknowledged. */
    const acknowledgedAt: number[] = []
    for (let row = 0; row < 12; row++) {
      state.write({ ...dnd, id: `user-${row}` }, 'x'.repeat(100 * row))
      acknowledgedAt.push(statSync(`${path}-wal`).size)
    }
    const wal = readFileSync(`${path}-wal`)
    const copyDir = temporaryFolder()
    const copy = databasePath(copyDir)
    for (let offset = 0; offset <= wal.length; offset += offset % 4_120 < 64 ? 8 : 901) {
      copyFileSync(main, copy)
      // What lies beyond is not nothing but what was there before: the disk is not asked to empty it.
      writeFileSync(`${copy}-wal`, Buffer.concat([wal.subarray(0, offset), Buffer.alloc(wal.length - offset, 0x5a)]))
      const opened = openEngineDatabase(copyDir)
      expect(opened.pragma('integrity_check', { simple: true })).toBe('ok')
      const acknowledged = acknowledgedAt.filter((size) => size <= offset).length
      expect(createRuntimeState(opened).list().length).toBeGreaterThanOrEqual(acknowledged)
      opened.close()
    }
    db.close()
  })

  it('while the log is brought into engine.db costs nothing', () => {
    const dataDir = temporaryFolder()
    const db = openEngineDatabase(dataDir)
    db.pragma('wal_autocheckpoint = 0')
    const path = databasePath(dataDir)
    const before = readFileSync(path)
    const state = createRuntimeState(db)
    for (let row = 0; row < 60; row++) state.write({ ...dnd, id: `user-${row}` }, 'x'.repeat(800))
    const wal = readFileSync(`${path}-wal`)
    db.pragma('wal_checkpoint(PASSIVE)')
    const after = readFileSync(path)
    db.close()
    for (let written = 0; written <= after.length; written += 3_000) {
      const copyDir = temporaryFolder()
      const copy = databasePath(copyDir)
      writeFileSync(copy, Buffer.concat([after.subarray(0, written), before.subarray(written)]))
      writeFileSync(`${copy}-wal`, wal)
      if (written > before.length) truncateSync(copy, written)
      const opened = openEngineDatabase(copyDir)
      expect(opened.pragma('integrity_check', { simple: true })).toBe('ok')
      expect(createRuntimeState(opened).list()).toHaveLength(60)
      opened.close()
    }
  })
})

describe('the secret of the digests', () => {
  it('is made anew where it was cut short or cannot be kept', async () => {
    const dataDir = temporaryFolder()
    writeFileSync(join(dataDir, 'digest-secret'), 'short')
    const secret = await digestSecret(dataDir, durableFiles(), nobodyTold)
    expect(secret.length).toBe(32)
    expect(readFileSync(join(dataDir, 'digest-secret')).equals(secret)).toBe(true)
    const powerless = durableFiles(new PowerCut(1).steps)
    expect((await digestSecret(temporaryFolder(), powerless, nobodyTold)).length).toBe(32)
  })
})
