import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { execFileSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openEngineDatabase } from '../../state/engine-database.ts'
import { makeBackup } from './make-backup.ts'
import { REPLACED, restoreBackup } from './restore-backup.ts'

let work = ''
let dataDir = ''
let file = ''

beforeEach(() => {
  work = mkdtempSync(join(tmpdir(), 'callwright-backup-'))
  dataDir = join(work, 'data')
  file = join(work, 'engine.backup')
  const db = openEngineDatabase(dataDir)
  db.exec(`INSERT INTO runtime_state (scope, id, name, value_json) VALUES ('system', 'a', 'b', '"before"')`)
  db.close()
  for (const folder of ['messages', 'recordings', 'spool', 'tls']) mkdirSync(join(dataDir, folder))
  writeFileSync(join(dataDir, 'messages', 'one.wav'), Buffer.alloc(1_300_000, 'voice'))
  writeFileSync(join(dataDir, 'recordings', 'call.wav'), 'a call')
  writeFileSync(join(dataDir, 'recordings', 'going-on.wav.part'), 'half a call')
  writeFileSync(join(dataDir, 'spool', 'x'), 'x')
  writeFileSync(join(dataDir, 'tls', 'ca.pem'), 'an authority')
  writeFileSync(join(dataDir, 'control-token'), 'secret')
})
afterEach(() => rmSync(work, { recursive: true, force: true }))

const backUp = (withRecordings = false) =>
  makeBackup({ dataDir, to: file, withRecordings, engineVersion: '0.1.0', nowMs: 1_000_000 })
const restore = () => restoreBackup({ from: file, dataDir })
const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile())
    .toSorted()
const valueIn = (folder: string) => {
  const db = new Database(join(folder, 'engine.db'))
  try {
    return db.prepare('SELECT value_json FROM runtime_state').pluck().get()
  } finally {
    db.close()
  }
}

describe('a backup', () => {
  it('holds all that is kept, without what belongs to a process, and recordings where they are wanted', async () => {
    await backUp()
    const listed = () => execFileSync('tar', ['-tf', file], { encoding: 'utf8' }).trim().split('\n')
    const kept = ['control-token', 'messages/one.wav', 'tls/ca.pem']
    expect(listed()).toEqual(['callwright-backup.json', 'engine.db', ...kept, 'callwright-hashes.json'])
    await backUp(true)
    expect(listed()).toContain('recordings/call.wav')
    expect(listed().join()).not.toMatch(/part|spool/)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readdirSync(work).toSorted()).toEqual(['data', 'engine.backup'])
  })

  it('tells how far it is', async () => {
    const told: number[] = []
    await makeBackup({
      dataDir,
      to: file,
      withRecordings: false,
      engineVersion: '1',
      nowMs: 0,
      onProgress: (done, total) => told.push(done / total),
    })
    expect(told.length).toBe(4)
    expect(told.at(-1)).toBe(1)
    expect(told).toEqual(told.toSorted((left, right) => left - right))
  })

  it('of a folder that is no engine’s is refused, and leaves nothing', async () => {
    await expect(
      makeBackup({ dataDir: work, to: file, withRecordings: false, engineVersion: '1', nowMs: 0 }),
    ).rejects.toThrow('there is no engine.db')
    expect(existsSync(file)).toBe(false)
  })
})

describe('restoring', () => {
  it('brings back what was, in place of what is, and leaves what the backup knows nothing of', async () => {
    await backUp()
    const db = openEngineDatabase(dataDir)
    db.exec(`UPDATE runtime_state SET value_json = '"after"'`)
    db.close()
    writeFileSync(join(dataDir, 'messages', 'two.wav'), 'later')
    await restore()
    expect(valueIn(dataDir)).toBe('"before"')
    expect(filesIn(join(dataDir, 'messages'))).toEqual(['one.wav'])
    expect(readFileSync(join(dataDir, 'messages', 'one.wav'))).toEqual(Buffer.alloc(1_300_000, 'voice'))
    expect(readFileSync(join(dataDir, 'recordings', 'call.wav'), 'utf8')).toBe('a call')
    expect(readdirSync(dataDir)).not.toContain(REPLACED)
  })

  it('goes into an empty folder as well', async () => {
    await backUp(true)
    const other = join(work, 'other')
    await restoreBackup({ from: file, dataDir: other })
    expect(filesIn(other)).toEqual([
      'control-token',
      'engine.db',
      'messages/one.wav',
      'recordings/call.wav',
      'tls/ca.pem',
    ])
  })

  it('is refused while an engine runs', async () => {
    await backUp()
    writeFileSync(join(dataDir, 'running.json'), JSON.stringify({ pid: process.pid, version: '1' }))
    await expect(restore()).rejects.toThrow(`process ${process.pid}): stop it first`)
  })

  it.each<[string, () => void, string]>([
    ['that is cut off in a file', () => truncateSync(file, 900_000), 'it breaks off in'],
    ['whose end is cut off', () => truncateSync(file, statSync(file).size - 2_048), 'is not complete'],
    ['in which a byte is another', () => changeByte(700_000), 'is not what was backed up'],
    [
      'that is something else',
      () => writeFileSync(file, 'PK\u0003\u0004'.padEnd(4_096, 'x')),
      'is not a backup of Callwright',
    ],
    ['that is empty', () => writeFileSync(file, ''), 'is not a backup of Callwright'],
    ['that is not there', () => rmSync(file), 'could not be read'],
    [
      'of somebody else’s tar',
      () => execFileSync('tar', ['-cf', file, '-C', dataDir, 'tls']),
      'is not a backup of Callwright',
    ],
  ])('refuses a file %s, and touches nothing', async (_what, spoil, sentence) => {
    await backUp()
    spoil()
    writeFileSync(join(dataDir, 'messages', 'two.wav'), 'later')
    const before = filesIn(dataDir)
    await expect(restore()).rejects.toThrow(sentence)
    expect(filesIn(dataDir)).toEqual(before)
  })

  it('refuses one of a newer engine', async () => {
    const db = openEngineDatabase(dataDir)
    db.pragma('user_version = 999')
    db.close()
    await makeBackup({ dataDir, to: file, withRecordings: false, engineVersion: '9.0.0', nowMs: 0 })
    await expect(restore()).rejects.toThrow('was made by version 9.0.0, which is newer')
  })

  it('that was cut short in the middle of exchanging is taken back by the next', async () => {
    await backUp()
    mkdirSync(join(dataDir, REPLACED))
    execFileSync('mv', [join(dataDir, 'messages'), join(dataDir, REPLACED)])
    truncateSync(file, statSync(file).size - 2_048)
    await expect(restore()).rejects.toThrow('is not complete')
    await backUp().catch(() => {})
    appendFileSync(join(dataDir, 'control-token'), ' changed')
    await restore()
    expect(readdirSync(dataDir)).not.toContain(REPLACED)
  })
})

function changeByte(at: number): void {
  const bytes = readFileSync(file)
  bytes[at] = (bytes[at] ?? 0) ^ 1
  writeFileSync(file, bytes)
}
