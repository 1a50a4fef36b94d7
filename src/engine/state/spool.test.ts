import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type MessageNote, Spool } from './spool.ts'
import { durableFiles } from './files.ts'
import { temporaryFolder } from './testing/temporary-folder.ts'

const note: MessageNote = {
  kind: 'message',
  callId: 'call',
  mailboxId: 'box',
  callerName: '',
  callerNumber: '',
  startedMs: 1,
  minDurationMs: 0,
  isWhole: false,
}

function setUp() {
  const errors: string[] = []
  const log = { warn: () => {}, error: (_about: object, message: string) => void errors.push(message) }
  const spool = new Spool(temporaryFolder(), durableFiles(), log)
  return { spool, errors }
}

describe('notes of recordings in the making', () => {
  it('say the last that was noted, in whatever haste', async () => {
    const { spool } = setUp()
    for (let round = 0; round < 50; round++) spool.note('one', { ...note, startedMs: round })
    spool.note('one', { ...note, isWhole: true })
    spool.note('two', note)
    await spool.settled()
    expect([...spool.leftovers()]).toEqual([
      ['one', { ...note, isWhole: true }],
      ['two', note],
    ])
  })

  it('that are forgotten are gone, with nothing beside them', async () => {
    const { spool } = setUp()
    spool.note('one', note)
    spool.forget('one')
    spool.forget('never-noted')
    await spool.settled()
    expect(readdirSync(spool.folder)).toEqual([])
  })

  it('go with their sound when it is nobody’s, after what was noted before', async () => {
    const { spool, errors } = setUp()
    spool.note('one', note)
    spool.note('two', note)
    writeFileSync(spool.soundOf('one'), 'sound')
    spool.discard('one')
    spool.discard('never-recorded')
    await spool.settled()
    expect([readdirSync(spool.folder), errors]).toEqual([['two.json'], []])
  })

  it('that were half written are none, and do not hide a whole one', async () => {
    const { spool } = setUp()
    spool.note('one', note)
    await spool.settled()
    writeFileSync(`${spool.folder}/one.json.part`, '{"kind')
    writeFileSync(`${spool.folder}/one.wav`, '')
    writeFileSync(`${spool.folder}/two.json.part`, JSON.stringify(note))
    expect([...spool.leftovers()]).toEqual([
      ['one', note],
      ['two', undefined],
    ])
    await spool.clear('one')
    await spool.clear('two')
    expect(readdirSync(spool.folder)).toEqual([])
  })

  it('that cannot be written are an entry in the log, not the end of a call', async () => {
    const { spool, errors } = setUp()
    rmSync(spool.folder, { recursive: true })
    spool.note('one', note)
    spool.note('one', { ...note, isWhole: true })
    await spool.settled()
    expect(errors).toEqual(Array.from({ length: 2 }, () => 'where a recording belongs could not be noted'))
  })
})
