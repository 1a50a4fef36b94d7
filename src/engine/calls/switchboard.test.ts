import { createHash } from 'node:crypto'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type Document, makeDocument } from '../../callflow/design/document.ts'
import { drawFlow } from '../../callflow/rehearse/small-design.ts'
import { sampleSdp } from '../sip/testing/sdp-samples.ts'
import { CallBed } from './testing/call-bed.ts'
import type { SimParty } from './testing/sim-party.ts'
import { CARRIER, device, trunk } from './testing/small-office.ts'

const sound = makeDocument('media', {
  id: 'sound',
  name: 'sound',
  sha256: createHash('sha256').update('silence').digest('hex'),
})
/** Answered at once, never ended by us. */
const line = drawFlow({
  id: 'line',
  numbers: ['+16045550100'],
  nodes: { 'play-media': { mediaId: 'sound' }, sleep: { durationSec: 3_600 } },
  wires: ['play-media _ sleep'],
})
const desk = (username: string) =>
  drawFlow({ id: `flow-${username}`, numbers: [username], nodes: { device: { deviceId: username, timeoutSec: 20 } } })

async function bedWith(documents: readonly Document[], maxCalls = 100): Promise<CallBed> {
  const users = ['1001', '1002'].map((id) => makeDocument('user', { id: `user-${id}`, name: id, extension: id }))
  const bed = await new CallBed([...users, sound, line, desk('1001'), desk('1002'), ...documents], maxCalls).start()
  onTestFinished(() => bed.close())
  return bed
}

/** Everybody hangs up, and nothing is held any more: everything can be taken again. */
async function expectNothingHeld(bed: CallBed): Promise<void> {
  bed.switchboard.close()
  await bed.clock.advance(100_000)
  expect(bed.switchboard.size).toBe(0)
  expect(bed.media.openStreams).toBe(0)
  expect(bed.shares).toMatchObject({ inSetUp: 0, unacknowledged: 0 })
  for (const id of ['1001', '1002'])
    expect(bed.shares.goOut({ kind: 'device', device: device(id, { callsAtOnce: 1 }) }).kind).toBe('held')
  for (const id of ['one', 'two'])
    expect(bed.shares.goOut({ kind: 'trunk', trunk: trunk(id, '', { channels: 1 }) }).kind).toBe('held')
  const left = [...Array(200)].filter(
    (_, count) =>
      bed.shares.comeIn({ kind: 'device', device: device(`new-${count}`), address: `10.0.0.${count}` }).kind === 'held',
  )
  expect(left).toHaveLength(100)
}

const loseAcks = (bed: CallBed, of: string) => {
  bed.network.lose = (message) =>
    message.kind === 'request' && message.method === 'ACK' && String(message.headers.get('From')).includes(of)
}

describe('calls that come in without an ACK (RFC 3261 §13.3.1.4)', () => {
  it('end by their timer, count as their source’s until then, and cost others nothing', async () => {
    const bed = await bedWith([trunk('one', CARRIER), trunk('two', '198.51.100.2'), device('1001')])
    const [one, two, phone] = [
      await bed.party(CARRIER),
      await bed.party('198.51.100.2'),
      await bed.party('192.0.2.11', '1001'),
    ]
    loseAcks(bed, CARRIER)
    const calls = [...Array(10)].map(() => one.call('+16045550100'))
    await bed.clock.advance(2_000)
    expect(bed.shares).toMatchObject({ inSetUp: 10, unacknowledged: 10 })
    const refused = one.call('+16045550100')
    const [other, own] = [two.call('+16045550100'), phone.call('+16045550100')]
    await bed.clock.advance(2_000)
    expect(refused.told).toEqual([503])
    expect([other.told, own.told]).toEqual([['answered'], ['answered']])
    expect(bed.switchboard.size).toBe(12)
    await bed.clock.advance(32_000)
    expect(bed.switchboard.size).toBe(2)
    expect(calls.map(({ told }) => told.at(-1))).toEqual(Array(10).fill('ended'))
    expect(bed.shares.unacknowledged).toBe(0)
    const again = one.call('+16045550100')
    await bed.clock.advance(2_000)
    expect(again.told).toEqual(['answered'])
    await expectNothingHeld(bed)
  })

  it('are told by 503 without Retry-After that another way may be better, and by 503 with one that the engine is full', async () => {
    const bed = await bedWith([trunk('one', CARRIER, { channels: 1 }), device('1001', { callsAtOnce: 50 })], 4)
    const [one, phone] = [await bed.party(CARRIER), await bed.party('192.0.2.11', '1001')]
    one.call('+16045550100')
    one.call('+16045550100')
    await bed.clock.advance(2_000)
    expect(retryAfter(bed)).toEqual([undefined])
    for (let count = 0; count < 4; count++) {
      phone.call('+16045550100')
      await bed.clock.advance(2_000)
    }
    expect(retryAfter(bed)).toEqual([undefined, '10'])
    await bed.clock.advance(2_000)
  })
})

/** Of every 503 that the engine sent. */
const retryAfter = ({ network }: CallBed) =>
  network.packets.flatMap(({ message }) =>
    message.kind === 'response' && message.status === 503 ? [message.headers.get('Retry-After')] : [],
  )

describe('the calls of a phone', () => {
  it('are refused as busy beyond its limit, calling and called', async () => {
    const bed = await bedWith([device('1001', { callsAtOnce: 1 }), device('1002')])
    const [first, second] = [await bed.party('192.0.2.11', '1001'), await bed.party('192.0.2.12', '1002')]
    first.call('+16045550100')
    await bed.clock.advance(2_000)
    const [more, called] = [first.call('+16045550100'), second.call('1001')]
    await bed.clock.advance(2_000)
    expect(more.told).toEqual([486])
    expect(called.told).toEqual([486])
    expect(first.called).toHaveLength(0)
    expect(bed.shares.refused.device).toBe(2)
    await expectNothingHeld(bed)
  })

  it('leave colleagues some when callers from outside ring it', async () => {
    const did = { ...desk('1001'), id: 'did', numbers: ['+16045550101'] }
    const bed = await bedWith([trunk('one', CARRIER), device('1001', { callsAtOnce: 4 }), device('1002'), did])
    const [carrier, first, second] = await everybody(bed)
    first.answers = undefined
    const calls = [1, 2, 3, 4].map(() => carrier.call('+16045550101'))
    await bed.clock.advance(2_000)
    expect(calls.map(({ told }) => told)).toEqual([[], [], [], [486]])
    const colleague = second.call('1001')
    await bed.clock.advance(2_000)
    expect([first.called.length, colleague.told]).toEqual([4, []])
    await expectNothingHeld(bed)
  })

  it('are one for a phone that rings at several places', async () => {
    const bed = await bedWith([device('1001', { callsAtOnce: 1 }), device('1002')])
    const second = await bed.party('192.0.2.12', '1002')
    const places = [await bed.party('192.0.2.11', '1001'), await bed.party('192.0.2.13', '1001')]
    for (const place of places) place.answers = undefined
    const call = second.call('1001')
    await bed.clock.advance(2_000)
    expect(places.map(({ called }) => called.length)).toEqual([1, 1])
    places[0]?.called[0]?.answer({ sdp: sampleSdp(5_000) })
    await bed.clock.advance(2_000)
    expect(call.told).toEqual(['answered'])
    const more = second.call('1001')
    await bed.clock.advance(2_000)
    expect(more.told).toEqual([486])
    call.session.end()
    await bed.clock.advance(2_000)
    const again = second.call('1001')
    await bed.clock.advance(2_000)
    expect(places[0]?.called).toHaveLength(2)
    again.session.end()
    await expectNothingHeld(bed)
  })
})

describe('calls that we end', () => {
  it('are told so, and recorded as that', async () => {
    const bed = await bedWith([device('1001'), device('1002')])
    const [first, second] = [await bed.party('192.0.2.11', '1001'), await bed.party('192.0.2.12', '1002')]
    const ended = first.call('+16045550100')
    second.answers = undefined
    const rings = first.call('1002')
    await bed.clock.advance(2_000)
    const [, ringing] = bed.switchboard.list()
    for (const { callId } of bed.switchboard.list().slice(0, 1)) bed.switchboard.hangUp(callId)
    await bed.clock.advance(1_000)
    expect([ended.told, ringing?.state]).toEqual([['answered', 'ended'], 'ringing'])
    bed.switchboard.close()
    await bed.clock.advance(1_000)
    expect(rings.told).toEqual([503])
    expect(bed.cdrs.map(({ endReason }) => endReason)).toEqual(['ended-by-operator', 'engine-stopped'])
    await expectNothingHeld(bed)
  })
})

describe('the channels of a trunk', () => {
  const out = '6045550199'

  it('are full for calls out as a carrier without circuits is: 503', async () => {
    const bed = await bedWith([trunk('one', CARRIER, { channels: 2 }), device('1001'), device('1002')])
    const [carrier, first, second] = await everybody(bed)
    first.call(out)
    carrier.call('+16045550100')
    await bed.clock.advance(2_000)
    const [refusedOut, refusedIn] = [second.call(out), carrier.call('+16045550100')]
    await bed.clock.advance(2_000)
    expect([refusedOut.told, refusedIn.told]).toEqual([[503], [503]])
    expect(carrier.called).toHaveLength(1)
    expect(bed.shares.refused.trunk).toBe(2)
    await expectNothingHeld(bed)
  })

  it('and the limits of phone and engine let a call for help out all the same', async () => {
    const phone = device('1001', { callsAtOnce: 1 })
    const bed = await bedWith([trunk('one', CARRIER, { channels: 1 }), phone, device('1002')], 1)
    const [carrier, first] = await everybody(bed)
    first.call(out)
    await bed.clock.advance(2_000)
    const [ordinary, help] = [first.call(out), first.call('911')]
    await bed.clock.advance(2_000)
    expect([ordinary.told, help.told]).toEqual([[486], ['answered']])
    const bedOfTwo = await bedWith([trunk('one', CARRIER, { channels: 1 }), device('1001'), device('1002')])
    const [, caller] = await everybody(bedOfTwo)
    caller.call(out)
    await bedOfTwo.clock.advance(2_000)
    const helpLine = caller.call('988') // goes out as an ordinary call does
    await bedOfTwo.clock.advance(2_000)
    expect(helpLine.told).toEqual([503])
    expect(carrier.called).toHaveLength(2)
  })

  it('are left to the next trunk by a call for help that a carrier refuses', async () => {
    const documents = [
      trunk('one', CARRIER, { channels: 1 }),
      trunk('two', '198.51.100.2'),
      device('1001'),
      device('1002'),
    ]
    const bed = await bedWith(documents)
    const [carrier, first] = await everybody(bed)
    const other = await bed.party('198.51.100.2')
    carrier.answers = 503
    const help = first.call('911')
    await bed.clock.advance(2_000)
    expect(help.told).toEqual(['answered'])
    expect([carrier.called.length, other.called.length]).toEqual([1, 1])
    await expectNothingHeld(bed)
  })

  it('count for calls that a phone sends on', async () => {
    const bed = await bedWith([trunk('one', CARRIER, { channels: 1 }), device('1001'), device('1002')])
    const [carrier, first, second] = await everybody(bed)
    second.answers = 302
    second.sendsOnTo = `<sip:${out}@elsewhere.test>`
    const sentOn = first.call('1002')
    await bed.clock.advance(2_000)
    expect([sentOn.told, carrier.called.length]).toEqual([['answered'], 1])
    const refused = first.call('1002')
    await bed.clock.advance(2_000)
    expect([refused.told, carrier.called.length]).toEqual([[480], 1])
    sentOn.session.end()
    await bed.clock.advance(2_000)
    const again = first.call('1002')
    await bed.clock.advance(2_000)
    expect([again.told, carrier.called.length]).toEqual([['answered'], 2])
    await expectNothingHeld(bed)
  })
})

/** The carrier and the two phones. */
async function everybody(bed: CallBed): Promise<[SimParty, SimParty, SimParty]> {
  return [await bed.party(CARRIER), await bed.party('192.0.2.11', '1001'), await bed.party('192.0.2.12', '1002')]
}

describe('whatever a call ends by, what it held is given back', () => {
  type Play = (bed: CallBed, about: { carrier: SimParty; first: SimParty; second: SimParty }) => Promise<unknown>
  it.each<readonly [string, Play]>([
    [
      'the caller hangs up while it rings',
      async (bed, { first, second }) => {
        second.answers = undefined
        const { session, told } = first.call('1002')
        await bed.clock.advance(2_000)
        session.end()
        await bed.clock.advance(2_000)
        expect(told).toEqual([487])
      },
    ],
    [
      'nobody answers',
      async (bed, { first, second }) => {
        second.answers = undefined
        const { told } = first.call('1002')
        await bed.clock.advance(30_000)
        expect(told).toEqual([480])
      },
    ],
    [
      'the phone is not registered',
      async (bed, { first, second }) => {
        await second.register(0)
        const { told } = first.call('1002')
        await bed.clock.advance(2_000)
        expect(told).toEqual([480])
      },
    ],
    [
      'the phone is busy',
      async (bed, { first, second }) => {
        second.answers = 486
        const { told } = first.call('1002')
        await bed.clock.advance(2_000)
        expect(told).toEqual([486])
      },
    ],
    [
      'the phone hangs up',
      async (bed, { first, second }) => {
        const { told } = first.call('1002')
        await bed.clock.advance(2_000)
        second.called[0]?.end()
        await bed.clock.advance(2_000)
        expect(told).toEqual(['answered', 'ended'])
      },
    ],
    [
      'the carrier sends the call on',
      async (bed, { carrier, first }) => {
        carrier.answers = 302
        const { told } = first.call('6045550199')
        await bed.clock.advance(2_000)
        expect(told).toEqual([480])
      },
    ],
    [
      'nobody of that number',
      async (bed, { carrier }) => {
        const { told } = carrier.call('+16045559999')
        await bed.clock.advance(2_000)
        expect(told).toEqual([404])
      },
    ],
    [
      'no codec in common: 488',
      async (bed, { carrier }) => {
        const sdp = sampleSdp(4_000).replace('RTP/AVP 0', 'RTP/AVP 18')
        const { told } = carrier.call('+16045550100', { sdp })
        await bed.clock.advance(2_000)
        expect(told).toEqual([488])
      },
    ],
    [
      'no media port',
      async (bed, { carrier }) => {
        bed.media.isFull = true
        const { told } = carrier.call('+16045550100')
        await bed.clock.advance(2_000)
        expect(told).toEqual([503])
      },
    ],
    [
      'an exception of ours before its first step',
      async (bed, { carrier }) => {
        bed.onChanged = () => {
          throw new Error('of a test')
        }
        const { told } = carrier.call('+16045550100')
        await bed.clock.advance(2_000)
        expect(told).toEqual([500])
        expect(bed.switchboard.size).toBe(0)
        bed.onChanged = () => {}
      },
    ],
    [
      'an operator ends it',
      async (bed, { carrier }) => {
        const { told } = carrier.call('+16045550100')
        await bed.clock.advance(2_000)
        for (const { callId } of bed.switchboard.list()) bed.switchboard.hangUp(callId)
        await bed.clock.advance(2_000)
        expect(told).toEqual(['answered', 'ended'])
      },
    ],
  ])('%s', async (_what, play) => {
    const bed = await bedWith([trunk('one', CARRIER), device('1001'), device('1002')])
    const [carrier, first, second] = await everybody(bed)
    await play(bed, { carrier, first, second })
    expect(bed.switchboard.size).toBe(0)
    await expectNothingHeld(bed)
  })
})
