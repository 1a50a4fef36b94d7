import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Cdr } from '../control/contract.ts'
import { mendRecording } from '../media/files/mend-recording.ts'
import { OpusFileWriter } from '../media/files/opus-file-writer.ts'
import { wavHeader } from '../media/files/wav-format.ts'
import { createCdrStore } from '../state/cdr-store.ts'
import { LiveCallJournal } from '../state/live-call-journal.ts'
import { createMessageStore } from '../state/message-store.ts'
import { openEngineDatabase } from '../state/engine-database.ts'
import { type MessageNote, type RecordingNote, Spool } from '../state/spool.ts'
import { durableFiles } from '../state/files.ts'
import { temporaryFolder } from '../state/testing/temporary-folder.ts'
import { uploadNoteOf } from './recording-uploads.ts'
import { salvage, salvageCallRecords } from './salvage.ts'

const STARTED_MS = 1_800_000_000_000

const spokenTo = (more: Partial<MessageNote> = {}): MessageNote => ({
  kind: 'message',
  callId: 'call',
  mailboxId: 'box',
  callerName: 'Kim',
  callerNumber: '+16045550111',
  startedMs: STARTED_MS,
  minDurationMs: 1_000,
  isWhole: false,
  ...more,
})

const recorded = (more: Partial<RecordingNote> = {}): RecordingNote => ({
  kind: 'call-recording',
  callId: 'call',
  name: 'call-1.wav',
  url: '',
  method: 'put',
  label: '',
  minDurationMs: 0,
  ...more,
})

/** As a recorder leaves it that was killed: the header still says that nothing was said. */
const cutOff = (durationMs: number) => Buffer.concat([wavHeader(0), Buffer.alloc(16 * durationMs, 7)])

function setUp() {
  const folder = temporaryFolder()
  const db = openEngineDatabase(folder)
  const said: string[] = []
  const note = (_about: object, message: string) => void said.push(message)
  const log = { warn: note, error: note }
  const messages = createMessageStore(db, folder)
  const spool = new Spool(join(folder, 'spool'), durableFiles(), log)
  const [recordingsFolder, messagesFolder] = [join(folder, 'recordings'), join(folder, 'messages')]
  mkdirSync(recordingsFolder)
  const leave = async (id: string, about: { note?: MessageNote | RecordingNote; spokenMs?: number }) => {
    if (about.spokenMs !== undefined) writeFileSync(spool.soundOf(id), cutOff(about.spokenMs))
    if (about.note) spool.note(id, about.note)
    await spool.settled()
  }
  const start = () => salvage({ spool, messages, recordingsFolder, messagesFolder, design: undefined, log })
  const inSpool = () => readdirSync(spool.folder)
  return { db, messages, spool, recordingsFolder, messagesFolder, said, leave, start, inSpool }
}

const audioMs = (bytes: Buffer | undefined) => ((bytes?.readUInt32LE(40) ?? 0) / 16_000) * 1_000

describe('what a killed engine left of messages', () => {
  it('is in the box it was for, from whoever spoke, plays to its end and says that it was cut short', async () => {
    const { messages, leave, start, inSpool } = setUp()
    await leave('one', { note: spokenTo(), spokenMs: 4_000 })
    const { messages: salvaged } = await start()
    expect(messages.list('box')).toEqual([
      {
        messageId: 'one',
        mailboxId: 'box',
        receivedMs: STARTED_MS + 4_000,
        durationMs: 4_000,
        callerName: 'Kim',
        callerNumber: '+16045550111',
        isNew: true,
        wasCutShort: true,
      },
    ])
    expect(salvaged).toEqual(messages.list('box'))
    expect(audioMs(await messages.audio('one'))).toBe(4_000)
    expect(inSpool()).toEqual([])
  })

  it('says nothing of being cut short when the caller was done', async () => {
    const { messages, leave, start } = setUp()
    await leave('one', { note: spokenTo({ isWhole: true }), spokenMs: 4_000 })
    await start()
    expect(messages.list('box')).toMatchObject([{ wasCutShort: false }])
  })

  it('is thrown away, and that is said, when it is shorter than the box takes', async () => {
    const { messages, leave, start, said, inSpool } = setUp()
    await leave('one', { note: spokenTo({ minDurationMs: 3_000 }), spokenMs: 2_999 })
    await leave('two', { note: spokenTo({ callId: 'other', minDurationMs: 3_000 }), spokenMs: 3_000 })
    await leave('three', { note: spokenTo({ callId: 'third' }) })
    await start()
    expect(messages.list().map(({ messageId }) => messageId)).toEqual(['two'])
    expect(said.filter((message) => message.includes('too short'))).toHaveLength(2)
    expect(inSpool()).toEqual([])
  })

  it('counts once where the caller spoke again: what was said last, if it is long enough', async () => {
    const { messages, leave, start } = setUp()
    await leave('a-later', { note: spokenTo({ startedMs: STARTED_MS + 9_000 }), spokenMs: 2_000 })
    await leave('b-first', { note: spokenTo({ isWhole: true }), spokenMs: 4_000 })
    await leave('c-first', { note: spokenTo({ callId: 'other', isWhole: true }), spokenMs: 4_000 })
    await leave('d-later', { note: spokenTo({ callId: 'other', startedMs: STARTED_MS + 9_000 }), spokenMs: 500 })
    await leave('e', { note: spokenTo({ mailboxId: 'other-box' }), spokenMs: 4_000 })
    await start()
    expect(
      messages
        .list()
        .map(({ messageId }) => messageId)
        .toSorted(),
    ).toEqual(['a-later', 'c-first', 'e'])
  })

  it('is kept when its box is gone, and that is said', async () => {
    const { messages, leave, start, said } = setUp()
    await leave('one', { note: spokenTo({ mailboxId: 'gone' }), spokenMs: 4_000 })
    await start()
    expect(messages.list('gone')).toHaveLength(1)
    expect(said).toContain('a message is for a box that is not in the design')
  })

  it('is saved once, wherever a start was itself killed', async () => {
    for (const isRowThere of [true, false]) {
      const { db, messages, messagesFolder, spool, leave, start, inSpool } = setUp()
      await leave('one', { note: spokenTo(), spokenMs: 4_000 })
      if (isRowThere) {
        await start()
        await leave('one', { note: spokenTo() })
      } else renameSync(spool.soundOf('one'), join(messagesFolder, 'one.wav'))
      await start()
      expect(messages.list('box')).toHaveLength(1)
      expect(audioMs(await messages.audio('one'))).toBe(4_000)
      expect(inSpool()).toEqual([])
      db.close()
    }
  })

  it('stays for the next start when it cannot be saved now', async () => {
    const { db, leave, start, said, inSpool } = setUp()
    await leave('one', { note: spokenTo(), spokenMs: 4_000 })
    await leave('two', {})
    db.close() // nothing can be written
    await expect(start()).resolves.toMatchObject({ messages: [] })
    expect(said).toContain('a recording of a call that was cut short stays in the spool')
    expect(inSpool()).toContain('one.json')
  })

  it('with a note that cannot be read belongs to nobody', async () => {
    const { messages, spool, start, inSpool, leave } = setUp()
    await leave('one', { spokenMs: 4_000 })
    writeFileSync(join(spool.folder, 'one.json'), '{"kind":"message","mailboxId"')
    await start()
    expect(messages.list()).toEqual([])
    expect(inSpool()).toEqual([])
  })
})

describe('what nobody had confirmed', () => {
  it('greetings and names half spoken are thrown away, and how many is said', async () => {
    const { messages, leave, start, said, inSpool } = setUp()
    await leave('one', { spokenMs: 4_000 })
    await start()
    expect(messages.list()).toEqual([])
    expect(said).toEqual(['recordings that their speakers had not confirmed were thrown away'])
    expect(inSpool()).toEqual([])
  })
})

describe('calls that lived when the engine was killed', () => {
  const cdr = (callId: string, endReason: string): Cdr => ({
    callId,
    startedMs: STARTED_MS,
    answeredMs: null,
    endedMs: STARTED_MS + 1_000,
    direction: 'internal',
    callerName: '',
    callerNumber: '1001',
    dialled: '1002',
    callflowId: '',
    answeredBy: '',
    endReason,
    sipStatus: null,
    tag: '',
    forwardedBy: '',
    chargedTo: '',
    numberClass: '',
    transferredBy: '',
    continuedIn: '',
    audio: [],
    endedBecause: '',
    attestation: '',
  })

  async function journalOf(...callIds: readonly string[]): Promise<string> {
    const journalPath = join(temporaryFolder(), 'live-calls.jsonl')
    const journal = new LiveCallJournal({ path: journalPath, now: () => 0, files: durableFiles(), log: quiet })
    await journal.look(callIds.map((callId) => ({ callId, recordKey: '', cdr: (reason) => cdr(callId, reason) })))
    return journalPath
  }
  const quiet = { warn: () => {}, error: () => {} }

  it('get a record, unless they have the one of their own end', async () => {
    const cdrs = createCdrStore(openEngineDatabase(temporaryFolder()))
    cdrs.add(cdr('ended', 'talked'))
    salvageCallRecords({ journalPath: await journalOf('alive', 'ended'), cdrs, log: quiet })
    const reasons = Object.fromEntries(cdrs.list({ limit: 9 }).map(({ callId, endReason }) => [callId, endReason]))
    expect(reasons).toEqual({ alive: 'engine-stopped', ended: 'talked' })
  })

  it('whose records cannot be saved do not keep the engine from starting', async () => {
    const db = openEngineDatabase(temporaryFolder())
    const cdrs = createCdrStore(db)
    db.close()
    const said: string[] = []
    const log = { ...quiet, error: (_about: object, message: string) => void said.push(message) }
    salvageCallRecords({ journalPath: await journalOf('alive'), cdrs, log })
    expect(said).toEqual(['the record of a call that was cut short could not be saved'])
  })

  it('are none where nothing was noted', () => {
    const cdrs = createCdrStore(openEngineDatabase(temporaryFolder()))
    salvageCallRecords({ journalPath: join(temporaryFolder(), 'live-calls.jsonl'), cdrs, log: quiet })
    expect(cdrs.list({ limit: 9 })).toEqual([])
  })
})

describe('what a killed engine left of recorded calls', () => {
  it('plays to its end', async () => {
    const { leave, start, recordingsFolder, inSpool } = setUp()
    writeFileSync(join(recordingsFolder, 'call-1.wav'), cutOff(4_000))
    await leave('note', { note: recorded() })
    await expect(start()).resolves.toMatchObject({ uploads: [] })
    expect(audioMs(readFileSync(join(recordingsFolder, 'call-1.wav')))).toBe(4_000)
    expect(inSpool()).toEqual([])
  })

  it('plays to its last whole second in Opus', async () => {
    const { leave, start, recordingsFolder } = setUp()
    const path = join(recordingsFolder, 'call-1.opus')
    const writer = new OpusFileWriter(path, { rateHz: 8_000, channels: 2 })
    writer.append(new Int16Array(2 * 8_000 * 4))
    await writer.close()
    truncateSync(path, statSync(path).size - 1)
    await leave('note', { note: recorded({ name: 'call-1.opus', minDurationMs: 2_900, url: 'https://a.example' }) })
    await expect(start()).resolves.toMatchObject({ uploads: [{ name: 'call-1.opus' }] })
    expect(mendRecording(path)).toBe(2_994)
  })

  it('is sent where it was to be sent, unless that has begun', async () => {
    const { leave, start, recordingsFolder } = setUp()
    for (const name of ['call-1.wav', 'call-2.wav']) {
      writeFileSync(join(recordingsFolder, name), cutOff(4_000))
      await leave(name.replace('.wav', ''), {
        note: recorded({ name, url: 'https://files.example.test/x', label: 'l' }),
      })
    }
    writeFileSync(uploadNoteOf(recordingsFolder, 'call-2.wav'), '{}')
    const { uploads } = await start()
    expect(uploads).toEqual([
      { callId: 'call', name: 'call-1.wav', url: 'https://files.example.test/x', method: 'put', label: 'l' },
    ])
  })

  it('is deleted when it is shorter than wanted, or has no sound', async () => {
    const { leave, start, recordingsFolder } = setUp()
    for (const [name, spokenMs] of [
      ['short.wav', 1_999],
      ['long.wav', 2_000],
      ['empty.wav', 0],
    ] as const) {
      writeFileSync(join(recordingsFolder, name), cutOff(spokenMs))
      await leave(name.replace('.wav', ''), {
        note: recorded({ name, minDurationMs: name === 'empty.wav' ? 0 : 2_000 }),
      })
    }
    await start()
    expect(readdirSync(recordingsFolder)).toEqual(['long.wav'])
  })

  it('is no file outside its folder, whatever a note says', async () => {
    const { leave, start, recordingsFolder, said } = setUp()
    const outside = join(recordingsFolder, '..', 'victim.wav')
    writeFileSync(outside, cutOff(0))
    await leave('note', { note: recorded({ name: '../victim.wav' }) })
    await start()
    expect(existsSync(outside)).toBe(true)
    expect(said).toHaveLength(1)
  })
})
