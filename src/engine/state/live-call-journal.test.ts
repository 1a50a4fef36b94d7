import { existsSync, mkdirSync, readFileSync, rmdirSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Cdr } from '../control/contract.ts'
import { callsCutShort, type JournalledCall, LiveCallJournal } from './live-call-journal.ts'
import { durableFiles } from './files.ts'
import { temporaryFolder } from './testing/temporary-folder.ts'

const START_MS = 1_800_000_000_000

/** A journal, and the calls it sees when it looks. */
function setUp() {
  const path = join(temporaryFolder(), 'live-calls.jsonl')
  let nowMs = 0
  const errors: string[] = []
  const log = { warn: () => {}, error: (_about: object, message: string) => void errors.push(message) }
  const make = () => new LiveCallJournal({ path, now: () => nowMs, files: durableFiles(), log })
  const live = new Map<string, JournalledCall>()
  const begin = (callId: string, about: Partial<Cdr> = {}) => {
    const begunMs = nowMs
    live.set(callId, {
      callId,
      recordKey: JSON.stringify(about),
      cdr: (endReason) => ({ ...record(callId, endReason), ...about, endedMs: START_MS + nowMs - begunMs }),
    })
  }
  return { path, make, live, begin, errors, pass: (ms: number) => void (nowMs += ms), left: () => callsCutShort(path) }
}

function record(callId: string, endReason: string): Cdr {
  return {
    callId,
    startedMs: START_MS,
    answeredMs: null,
    endedMs: START_MS,
    direction: 'internal',
    callerName: '',
    callerNumber: '1001',
    dialled: '1002',
    callflowId: 'f',
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
  }
}

describe('which calls live', () => {
  it('leaves a record of those alive when the engine is killed, and of no others', async () => {
    const { make, live, begin, left } = setUp()
    const journal = make()
    begin('over')
    begin('alive')
    await journal.look(live.values())
    live.delete('over')
    begin('begun-later')
    await journal.look(live.values())
    expect(left()).toEqual([record('alive', 'engine-stopped'), record('begun-later', 'engine-stopped')])
  })

  it('knows when a call was answered, and by whom', async () => {
    const { make, live, begin, left, pass } = setUp()
    const journal = make()
    begin('call')
    await journal.look(live.values())
    pass(1_000)
    begin('call', { answeredMs: START_MS + 900, answeredBy: 'desk' })
    await journal.look(live.values())
    expect(left()).toMatchObject([{ answeredMs: START_MS + 900, answeredBy: 'desk' }])
  })

  it('takes for the end of a call when the engine was last known to run, to five seconds', async () => {
    const { make, live, begin, left, pass } = setUp()
    const journal = make()
    begin('call')
    for (let second = 0; second < 63; second++) {
      await journal.look(live.values())
      pass(1_000)
    }
    expect(left()).toMatchObject([{ startedMs: START_MS, endedMs: START_MS + 60_000 }])
  })

  it('writes nothing of calls that begin and end between two looks', async () => {
    const { make, live, begin, path } = setUp()
    const journal = make()
    for (let round = 0; round < 10; round++) {
      begin('short')
      live.delete('short')
      await journal.look(live.values())
    }
    expect(existsSync(path)).toBe(false)
  })

  it('writes nothing while nothing changes', async () => {
    const { make, live, begin, path } = setUp()
    const journal = make()
    begin('call')
    await journal.look(live.values())
    const { size } = statSync(path)
    for (let round = 0; round < 10; round++) await journal.look(live.values())
    expect(statSync(path).size).toBe(size)
    begin('short')
    await journal.look(live.values())
    live.delete('short')
    await journal.look(live.values())
    const sizeAfterEnd = statSync(path).size
    for (let round = 0; round < 10; round++) await journal.look(live.values())
    expect(statSync(path).size, 'an end is written once').toBe(sizeAfterEnd)
  })

  it('is no file when all calls are over', async () => {
    const { make, live, begin, path } = setUp()
    const journal = make()
    begin('call')
    await journal.look(live.values())
    expect(existsSync(path)).toBe(true)
    live.clear()
    await journal.look(live.values())
    expect(existsSync(path)).toBe(false)
  })

  it('forgets what the run before it left with its first look', async () => {
    const { make, live, begin, left, path } = setUp()
    const before = make()
    begin('before')
    await before.look(live.values())
    live.clear()
    const journal = make()
    begin('now')
    await journal.look(live.values())
    expect(left().map(({ callId }) => callId)).toEqual(['now'])
    live.clear()
    await make().look(live.values())
    expect(existsSync(path)).toBe(false)
  })

  it('stays small however many calls come and go', async () => {
    const { make, live, begin, left, path } = setUp()
    const journal = make()
    begin('long')
    for (let round = 0; round < 3_000; round++) {
      begin(`call-${round}`)
      await journal.look(live.values())
      live.delete(`call-${round}`)
    }
    expect(statSync(path).size).toBeLessThan(300 * 1_024)
    expect(left().map(({ callId }) => callId)).toEqual(['long', 'call-2999'])
  })

  it('is read up to a line that was half written', async () => {
    const { make, live, begin, left, path } = setUp()
    const journal = make()
    begin('one')
    await journal.look(live.values())
    begin('two')
    await journal.look(live.values())
    truncateSync(path, statSync(path).size - 20)
    expect(left().map(({ callId }) => callId)).toEqual(['one'])
    writeFileSync(path, 'no journal at all')
    expect(left()).toEqual([])
  })

  it('says once that it cannot be written, and goes on when it can', async () => {
    const { make, live, begin, left, errors, path } = setUp()
    const journal = make()
    mkdirSync(path) // in the way of the first writing
    begin('call')
    await journal.look(live.values())
    await journal.look(live.values())
    expect(errors).toEqual(['which calls live could not be noted'])
    rmdirSync(path)
    await journal.look(live.values())
    expect(left().map(({ callId }) => callId)).toEqual(['call'])
    expect(readFileSync(path, 'utf8').trim().split('\n')).toHaveLength(1)
  })

  it('looks once at a time', async () => {
    const { make, live, begin, path } = setUp()
    const journal = make()
    begin('call')
    await Promise.all([journal.look(live.values()), journal.look(live.values()), journal.look(live.values())])
    expect(readFileSync(path, 'utf8').trim().split('\n')).toHaveLength(1)
  })
})
