import Database from 'better-sqlite3'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Document } from '../../../callflow/design/document.ts'
import { drawFlow } from '../../../callflow/rehearse/small-design.ts'
import { watch } from '../../services/presence/testing/watching.ts'
import { ENGINE, type SimParty } from '../testing/sim-party.ts'
import { refer } from '../testing/referring.ts'
import { account, device, expectNothingHeld, flow, type Office, openOffice } from '../testing/small-office.ts'

const retrieve = flow('7501', { retrieve: { slot: '101' } })
const documents: readonly Document[] = [
  flow('7101', { park: { slot: '101', retrieveIfOccupied: false, ringBackSec: 30, callBackSec: 10 } }),
  flow('7102', { park: { slot: '102', ringBackSec: 3_600 } }),
  flow('7200', { park: { slot: '200', ringBackSec: 30, callBackSec: 10 }, device: { deviceId: '1004' } }, [
    'park 200 device',
  ]),
  flow('7000', { valet: { ringBackSec: 30, callBackSec: 10 } }),
  drawFlow({ id: 'did', numbers: ['+16045550101'], nodes: { park: { slot: '101', ringBackSec: 30 } } }),
  retrieve,
]

const office = (more: readonly Document[] = []) => openOffice([...documents, ...more])

/** The second answers the first and sends them there. */
async function parked({ bed, phones }: Office, number: string, from: SimParty = phones[1001]) {
  const call = from.call('1002')
  await bed.clock.advance(2_000)
  const theirs = phones[1002].called.at(-1)
  if (!theirs) throw new Error('1002 was not called')
  const asked = refer(theirs, `sip:${number}@bed.test`)
  await bed.clock.advance(10_000)
  expect(await asked).toBe(202)
  return call
}

const slots = ({ bed }: Office) => bed.engine.parking.list().map(({ slot }) => slot)
const hearsMusic = ({ bed }: Office, party: SimParty) => bed.media.looping.has(bed.streamOf(party).streamId)
const reinvites = ({ bed }: Office, sinceMs: number) =>
  bed.network.packets.filter(
    ({ message, from, atMs }) =>
      from === ENGINE && atMs > sinceMs && message.kind === 'request' && message.method === 'INVITE',
  )

function rows({ bed }: Office): readonly { call_id: string; parked_json: string }[] {
  const db = new Database(join(bed.engine.dataDir, 'engine.db'))
  try {
    return db.prepare('SELECT * FROM parked_call').all() as { call_id: string; parked_json: string }[] // its two columns
  } finally {
    db.close()
  }
}

function change({ bed }: Office, sql: string, ...parameters: string[]): void {
  const db = new Database(join(bed.engine.dataDir, 'engine.db'))
  db.prepare(sql).run(...parameters)
  db.close()
}

describe('a call that was parked when the engine was killed', () => {
  it('is in its slot again: its phone is asked in the old dialog, and hears music', async () => {
    const of = await office()
    const call = await parked(of, '7101')
    const [before] = of.bed.switchboard.list()
    const killedMs = of.bed.clock.now()
    expect(await of.restart()).toEqual([])
    expect([slots(of), of.bed.switchboard.list()[0]?.slot]).toEqual([['101'], '101'])
    await of.bed.clock.advance(500)
    const [asked] = reinvites(of, killedMs)
    expect(asked?.to).toBe('192.0.2.11')
    expect(asked?.message.headers.get('Call-ID')).toBe(call.session.sipCallId)
    expect(hearsMusic(of, of.phones[1001])).toBe(true)
    const [after] = of.bed.switchboard.list()
    expect(after).toMatchObject({
      callId: before?.callId,
      startedMs: before?.startedMs,
      answeredMs: before?.answeredMs,
      callerNumber: '1001',
      state: 'answered',
      callflowId: 'flow-7101',
      phones: [{ deviceId: '1001', state: 'confirmed' }],
    })
    expect(call.told).toEqual(['answered'])
    await expectNothingHeld(of)
    expect(call.told).toEqual(['answered', 'ended'])
    expect(of.bed.cdrs.at(-1)).toMatchObject({
      callId: before?.callId,
      startedMs: 0 + (before?.startedMs ?? -1),
      transferredBy: '1002',
    })
    expect(rows(of)).toEqual([])
  })

  it('is taken by who dials the slot, and the two talk', async () => {
    const of = await office()
    const call = await parked(of, '7101')
    await of.restart()
    await of.bed.clock.advance(500)
    const taker = of.phones[1003].call('7501')
    await of.bed.clock.advance(1_000)
    expect(taker.told).toEqual(['answered'])
    expect(of.bed.streamOf(of.phones[1003]).joinedTo).toBe(of.bed.streamOf(of.phones[1001]).streamId)
    expect([slots(of), rows(of)]).toEqual([[], []])
    expect(of.bed.cdrs.at(-1)).toMatchObject({ endReason: 'picked-up', transferredBy: '1002', callerNumber: '1001' })
    call.session.end()
    await of.bed.clock.advance(1_000)
    expect(taker.told).toEqual(['answered', 'ended'])
    await expectNothingHeld(of)
  })

  it('has keys in the way of its phone still', async () => {
    const of = await office([device('1001', { dtmf: 'info' })])
    await parked(of, '7101')
    await of.restart()
    await of.bed.clock.advance(500)
    of.phones[1003].call('7501')
    await of.bed.clock.advance(1_000)
    of.bed.streamOf(of.phones[1003]).press('5')
    await of.bed.clock.advance(500)
    expect([of.phones[1001].infoKeys, of.bed.streamOf(of.phones[1001]).digitsSent]).toEqual([['5'], ''])
    await expectNothingHeld(of)
  })

  it('lights the lamp of its slot', async () => {
    const of = await office()
    const lamp = await watch(of.bed, of.phones[1003], '7101')
    await parked(of, '7101')
    expect(lamp.shown.at(-1)).toBe('confirmed')
    const told = lamp.notifies.length
    await of.restart()
    await of.bed.clock.advance(2_000)
    expect(lamp.notifies.length).toBeGreaterThan(told)
    expect(lamp.shown.at(-1)).toBe('confirmed')
    of.phones[1003].call('7501')
    await of.bed.clock.advance(2_000)
    expect(lamp.shown.at(-1)).toBe('terminated')
    await expectNothingHeld(of)
  })

  it('is taken by who dials its slot before its phone has answered', async () => {
    const of = await office()
    await parked(of, '7101')
    await of.restart()
    const taker = of.phones[1003].call('7501')
    of.bed.network.latencyMs = 400
    await of.bed.clock.advance(5_000)
    expect(taker.told).toEqual(['answered'])
    expect(of.bed.streamOf(of.phones[1003]).joinedTo).toBe(of.bed.streamOf(of.phones[1001]).streamId)
    await expectNothingHeld(of)
  })

  it('rings back when it would have, not later', async () => {
    const of = await office()
    await parked(of, '7101') // some 10 s ago
    await of.restart({ downMs: 5_000 })
    await of.bed.clock.advance(13_000)
    expect(of.phones[1002].called).toHaveLength(1)
    await of.bed.clock.advance(3_000)
    expect(of.phones[1002].called).toHaveLength(2)
    expect(of.bed.streamOf(of.phones[1001]).joinedTo).toBe(of.bed.streamOf(of.phones[1002]).streamId)
    await expectNothingHeld(of)
  })

  it('rings back at once when its time came meanwhile, and again after a whole round', async () => {
    const of = await office()
    await parked(of, '7101')
    of.phones[1002].answers = undefined
    await of.restart({ downMs: 60_000 })
    await of.bed.clock.advance(2_000)
    expect(of.phones[1002].called).toHaveLength(2)
    await of.bed.clock.advance(37_000)
    expect(of.phones[1002].called).toHaveLength(2)
    await of.bed.clock.advance(4_000)
    expect(of.phones[1002].called).toHaveLength(3)
    await expectNothingHeld(of)
  })

  it('goes on by the way of its slot, as it would have', async () => {
    const of = await office()
    await parked(of, '7200')
    of.phones[1002].answers = 486
    await of.restart()
    await of.bed.clock.advance(25_000)
    expect(of.phones[1004].called).toHaveLength(1)
    await expectNothingHeld(of)
  })

  it('comes back out of a flow that another has called, with what it carries', async () => {
    const outer = drawFlow({
      id: 'outer',
      numbers: ['+16045550102'],
      nodes: { prepend: { namePrefix: 'VIP ' }, callflow: { callflowId: 'inner' }, device: { deviceId: '1004' } },
      wires: ['prepend _ callflow', 'callflow _ device'],
    })
    const inner = drawFlow({
      id: 'inner',
      numbers: [],
      nodes: { park: { slot: '300', ringBackSec: 30 }, sleep: { durationSec: 1 } },
      wires: ['park _ sleep'],
    })
    const of = await office([outer, inner])
    of.carrier.call('+16045550102')
    await of.bed.clock.advance(5_000)
    await of.restart()
    await of.bed.clock.advance(30_000)
    const [rung] = of.phones[1004].called
    expect(rung?.request.headers.get('From')).toContain('VIP ')
    await expectNothingHeld(of)
  })

  it('keeps the slot that it was given', async () => {
    const of = await office()
    await parked(of, '7101')
    await parked(of, '7000', of.phones[1003])
    expect(slots(of)).toEqual(['101', '102'])
    await of.restart()
    await of.bed.clock.advance(1_000)
    expect(slots(of)).toEqual(['101', '102'])
    expect(hearsMusic(of, of.phones[1003])).toBe(true)
    await expectNothingHeld(of)
  })

  it('comes back from a second kill too, and after its phone was asked whether it is there', async () => {
    const of = await office()
    const call = await parked(of, '7102')
    await of.bed.clock.advance(400_000)
    expect(of.bed.sent('OPTIONS', '192.0.2.11')).toHaveLength(1)
    await of.restart()
    await of.bed.clock.advance(1_000)
    await of.restart()
    await of.bed.clock.advance(1_000)
    expect([slots(of), hearsMusic(of, of.phones[1001]), call.told]).toEqual([['102'], true, ['answered']])
    await expectNothingHeld(of)
  })

  it('from outside is the carrier’s again', async () => {
    const of = await office()
    const call = of.carrier.call('+16045550101')
    await of.bed.clock.advance(5_000)
    await of.restart()
    await of.bed.clock.advance(500)
    expect([slots(of), hearsMusic(of, of.carrier), call.told]).toEqual([['101'], true, ['answered']])
    await of.bed.clock.advance(40_000) // nobody is rung back
    const taker = of.phones[1003].call('7501')
    await of.bed.clock.advance(1_000)
    expect(taker.told).toEqual(['answered'])
    expect(of.bed.cdrs.at(-1)).toMatchObject({ direction: 'inbound', endReason: 'picked-up' })
    await expectNothingHeld(of)
  })

  it('that we had called is asked in its dialog as well', async () => {
    const of = await office()
    of.phones[1002].call('1001')
    await of.bed.clock.advance(2_000)
    const theirs = of.phones[1001].called[0]
    const mine = of.phones[1002]
    const parker = mine.call('7000') // parks the other call of whoever dials it
    await of.bed.clock.advance(13_000)
    expect(parker.told).toEqual(['answered', 'ended'])
    expect(slots(of)).toEqual(['101'])
    await of.restart()
    await of.bed.clock.advance(500)
    expect([slots(of), hearsMusic(of, of.phones[1001]), theirs?.state]).toEqual([['101'], true, 'confirmed'])
    theirs?.end()
    await of.bed.clock.advance(1_000)
    expect([slots(of), of.bed.switchboard.size, rows(of)]).toEqual([[], 0, []])
    await expectNothingHeld(of)
  })

  it('may be moved by its phone meanwhile, and is asked where it went', async () => {
    const of = await office()
    const call = await parked(of, '7102')
    await of.phones[1001].hold(call.session, 'sendonly')
    const [row] = rows(of)
    expect(row?.parked_json).toContain('sendonly')
    await of.restart()
    await of.bed.clock.advance(500)
    expect(hearsMusic(of, of.phones[1001])).toBe(true)
    await expectNothingHeld(of)
  })

  it('is recorded again where every call is, beside what was recorded before', async () => {
    const of = await office([account({ recordAllCalls: true })])
    await parked(of, '7102')
    const before = of.bed.media.recordings.at(-1)?.path.replace(/\.part$/, '') ?? ''
    writeFileSync(before, 'what was said before')
    await of.restart()
    await of.bed.clock.advance(500)
    await expect.poll(() => of.bed.media.recordings.length).toBe(1) // a name is looked for on the disk
    const after = of.bed.media.recordings[0]?.path
    expect(after).not.toBe(`${before}.part`)
    expect(after).toMatch(/-all\.wav\.part$/)
    await of.bed.clock.advance(500)
    await expectNothingHeld(of)
  })

  describe('that a step began to record', () => {
    const recordedFlow = (settings: Record<string, unknown>) =>
      drawFlow({
        id: 'recorded',
        numbers: ['+16045550103'],
        nodes: {
          'start-recording': { label: 'claims', maxDurationSec: 100, minDurationSec: 30, ...settings },
          park: { slot: '103', ringBackSec: 3_600 },
        },
        wires: ['start-recording _ park'],
      })

    const again = async ({ bed }: Office) => {
      await expect.poll(() => bed.media.recordings.length).toBe(1) // a name is looked for on the disk
      const [recording] = bed.media.recordings
      await bed.clock.advance(100)
      return recording
    }

    /** In slot 103 for some 10 s, and killed then. */
    async function killed(settings: Record<string, unknown> = {}, before: (of: Office) => void = () => {}) {
      const of = await office([recordedFlow(settings)])
      of.carrier.call('+16045550103')
      await of.bed.clock.advance(10_000)
      if (settings['startsOn'] !== 'bridge') await again(of)
      before(of)
      const [first] = of.bed.media.recordings
      const { callId = '' } = of.bed.switchboard.list()[0] ?? {}
      if (first) writeFileSync(first.path.replace(/\.part$/, ''), 'what was said before')
      await of.restart({ downMs: 5_000 })
      await of.bed.clock.advance(500)
      return { of, callId, first }
    }
    /** What this engine and the one before said of it. */
    const said = ({ bed }: Office) =>
      bed.traced.flatMap((event): readonly unknown[] => {
        if (event.kind === 'operation' && event.operation.kind === 'note') return [event.operation.message]
        return event.kind === 'result' && event.operation === 'start-recording' ? [event.result] : []
      })

    it('is recorded further, in a file of its own that the call names, as long as is left', async () => {
      const { of, callId, first } = await killed()
      const rest = await again(of)
      expect(first?.path).toMatch(new RegExp(`${callId}-1-claims\\.wav\\.part$`))
      expect(rest?.path).toMatch(new RegExp(`${callId}-2-claims\\.wav\\.part$`))
      expect(rest?.streamId).toBe(of.bed.streamOf(of.carrier).streamId)
      // Some 15 s of the 100 are over.
      expect(rest?.options.maxDurationMs).toBeGreaterThan(80_000)
      expect(rest?.options.maxDurationMs).toBeLessThan(90_000)
      expect(said(of)).toEqual(
        expect.arrayContaining([`The recording goes on in ${callId}-2-claims.wav.`, { outcome: 'started' }]),
      )
      expect(of.bed.switchboard.list()).toMatchObject([{ recording: 'on' }])
      expect(of.bed.switchboard.size).toBe(1)
    })

    it('keeps a rest that is short, for the whole of it is not', async () => {
      const { of } = await killed({ minDurationSec: 12 })
      const rest = await again(of)
      rest?.end({ durationMs: 2_000, endedBy: 'stopped' })
      await of.bed.clock.advance(100)
      expect(said(of)).not.toContainEqual(expect.objectContaining({ outcome: 'deleted' }))
    })

    it('has another name where its step gives one, and a third after another kill', async () => {
      const { of, callId } = await killed({ mediaName: 'claim' })
      const second = await again(of)
      expect(second?.path).toMatch(new RegExp(`/claim-${callId}-1\\.wav\\.part$`))
      await of.restart()
      await of.bed.clock.advance(500)
      const third = await again(of)
      expect(third?.path).toMatch(new RegExp(`/claim-${callId}-2\\.wav\\.part$`))
    })

    it('is still paused', async () => {
      const { of } = await killed({}, ({ bed }) => {
        const { callId = '' } = bed.switchboard.list()[0] ?? {}
        void bed.switchboard.record(callId, 'pause')
      })
      expect(await again(of)).toMatchObject({ isPaused: true, isRunning: true })
    })

    it('is not recorded when that was over, or as long as it might be', async () => {
      for (const [settings, stop] of [
        [{}, true],
        [{ maxDurationSec: 12 }, false],
      ] as const) {
        const { of } = await killed(settings, ({ bed }) => {
          const { callId = '' } = bed.switchboard.list()[0] ?? {}
          if (stop) void bed.switchboard.record(callId, 'stop')
        })
        await of.bed.clock.advance(5_000)
        expect(of.bed.media.recordings).toEqual([])
        expect(slots(of)).toEqual(['103'])
      }
    })

    it('is recorded from its first conversation on, when that is what it waits for', async () => {
      const { of } = await killed({ startsOn: 'bridge' })
      expect(of.bed.switchboard.list()).toMatchObject([{ recording: 'waiting' }])
      expect(of.bed.media.recordings).toEqual([])
    })

    it('is recorded once, where every call is recorded as well', async () => {
      const of = await office([account({ recordAllCalls: true })])
      await parked(of, '7102')
      await of.restart()
      await of.bed.clock.advance(500)
      const rest = await again(of)
      expect(rest?.path).toMatch(/-all\.wav\.part$/)
      await of.bed.clock.advance(2_000)
      expect(of.bed.media.recordings).toHaveLength(1)
      expect(said(of)).not.toContainEqual({ outcome: 'already-running' })
    })
  })

  it('waits in its slot though its step is no longer drawn', async () => {
    const of = await office()
    const call = await parked(of, '7101')
    await of.restart({ changes: [retrieve] })
    await of.bed.clock.advance(500)
    expect([slots(of), hearsMusic(of, of.phones[1001])]).toEqual([['101'], true])
    await of.bed.clock.advance(22_000)
    expect(of.phones[1002].called).toHaveLength(2)
    expect(call.told).toEqual(['answered'])
    await expectNothingHeld(of)
  })
})

describe('a parked call whose phone is gone', () => {
  it('leaves its slot when the phone knows nothing of it, and the record says so', async () => {
    const of = await office()
    const call = await parked(of, '7101')
    const [before] = of.bed.switchboard.list()
    await of.restart({ downMs: 40_000, meanwhile: () => call.session.end() }) // its BYE reaches nobody
    await of.bed.clock.advance(1_000)
    expect([slots(of), of.bed.switchboard.size, rows(of)]).toEqual([[], 0, []])
    expect(of.bed.cdrs).toMatchObject([{ callId: before?.callId, endReason: 'engine-stopped', sipStatus: 481 }])
    expect(of.bed.traced.findLast(({ kind }) => kind === 'operation')).toMatchObject({
      operation: { kind: 'note', message: expect.stringMatching(/slot 101 .*: 481\.$/) as string },
    })
  })

  it('leaves it when nothing is heard', async () => {
    const of = await office()
    await parked(of, '7101')
    of.bed.network.lose = (message) => message.kind === 'request' && message.method === 'INVITE'
    await of.restart()
    await of.bed.clock.advance(20_000)
    expect(slots(of)).toEqual(['101'])
    await of.bed.clock.advance(25_000)
    expect([slots(of), of.bed.switchboard.size]).toEqual([[], 0])
    expect(of.bed.cdrs).toMatchObject([{ endReason: 'engine-stopped', sipStatus: 408 }])
    await expectNothingHeld(of)
  })

  it('over a connection, waits for the phone to make another and is asked there', async () => {
    const of = await openOffice(documents, 100, { transport: 'tcp' })
    await parked(of, '7102')
    const killedMs = of.bed.clock.now()
    await of.restart()
    await of.bed.clock.advance(20_000)
    expect([reinvites(of, killedMs), slots(of)]).toEqual([[], ['102']])
    await of.phones[1003].register() // somebody else
    expect(reinvites(of, killedMs)).toEqual([])
    await of.phones[1001].register()
    await of.bed.clock.advance(1_000)
    expect(reinvites(of, killedMs)).toHaveLength(1)
    expect(hearsMusic(of, of.phones[1001])).toBe(true)
    await expectNothingHeld(of)
  })

  it('is over when the phone hangs up before it is asked', async () => {
    const of = await office()
    const call = await parked(of, '7101')
    of.bed.network.lose = (message) => message.kind === 'request' && message.method === 'INVITE'
    await of.restart()
    call.session.end()
    await of.bed.clock.advance(1_000)
    expect([slots(of), of.bed.cdrs]).toMatchObject([[], [{ endReason: 'caller-gone' }]])
    await expectNothingHeld(of)
  })
})

describe('what was written down of a parked call', () => {
  it('is gone once it has left its slot', async () => {
    const of = await office()
    await parked(of, '7101')
    expect(rows(of)).toHaveLength(1)
    of.phones[1003].call('7501')
    await of.bed.clock.advance(1_000)
    expect(rows(of)).toEqual([])
    await of.restart()
    expect(of.bed.switchboard.size).toBe(0)
  })

  it('and is damaged costs that call: it is said, and the others are back', async () => {
    const of = await office()
    await parked(of, '7101')
    await parked(of, '7102', of.phones[1003])
    const [first, second] = rows(of)
    for (const damage of [
      'not JSON',
      '{}',
      JSON.stringify({ ...(JSON.parse(first?.parked_json ?? '') as object), slot: '101; DROP' }),
      second?.parked_json ?? '',
    ]) {
      await of.restart({
        meanwhile: () =>
          change(of, 'UPDATE parked_call SET parked_json = ? WHERE call_id = ?', damage, first?.call_id ?? ''),
      })
      await of.bed.clock.advance(500)
      expect(slots(of)).toEqual(['102'])
      expect(hearsMusic(of, of.phones[1003])).toBe(true)
      expect(of.bed.errors).toMatchObject([{ callId: first?.call_id }])
      of.bed.errors.length = 0
      expect(rows(of).map(({ call_id }) => call_id)).toEqual([second?.call_id])
      change(of, 'INSERT INTO parked_call VALUES (?, ?)', first?.call_id ?? '', '')
    }
    change(of, 'DELETE FROM parked_call')
    await expectNothingHeld(of)
  })

  it('and says that two are in one slot leaves the first there', async () => {
    const of = await office()
    await parked(of, '7101')
    await parked(of, '7102', of.phones[1003])
    const [, second] = rows(of)
    const lost = await of.restart({
      meanwhile: () =>
        change(of, `UPDATE parked_call SET parked_json = replace(parked_json, '"slot":"102"', '"slot":"101"')`),
    })
    expect(lost).toEqual([second?.call_id])
    await of.bed.clock.advance(500)
    expect([slots(of), hearsMusic(of, of.phones[1001])]).toEqual([['101'], true])
    expect(rows(of)).toHaveLength(1)
    await expectNothingHeld(of)
  })

  it('and is of a phone that was switched off is given up', async () => {
    const of = await office()
    await parked(of, '7101')
    const lost = await of.restart({ changes: [...documents, device('1001', { enabled: false })] })
    expect([lost.length, slots(of), rows(of)]).toEqual([1, [], []])
  })

  it('and is of a phone that is no longer in the design is given up', async () => {
    const of = await office()
    await parked(of, '7101', of.phones[1003])
    const [row] = rows(of)
    const gone = { ...(JSON.parse(row?.parked_json ?? '') as { before: object }) }
    const who = { name: '', number: '1003', origin: { kind: 'device', deviceId: 'sold' } }
    const sold = JSON.stringify({ ...gone, before: { ...gone.before, who } })
    expect(await of.restart({ meanwhile: () => change(of, 'UPDATE parked_call SET parked_json = ?', sold) })).toEqual([
      row?.call_id,
    ])
    expect([slots(of), rows(of)]).toEqual([[], []])
  })
})
