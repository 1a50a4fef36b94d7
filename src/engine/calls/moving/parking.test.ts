import { describe, expect, it } from 'vitest'
import { drawFlow } from '../../../callflow/rehearse/small-design.ts'
import { refer } from '../testing/referring.ts'
import type { SimParty } from '../testing/sim-party.ts'
import { expectNothingHeld, flow, type Office, openOffice } from '../testing/small-office.ts'

const to = (number: string) => `sip:${number}@bed.test`

const office = () =>
  openOffice([
    flow('7101', { park: { slot: '101', retrieveIfOccupied: false, ringBackSec: 30, callBackSec: 10 } }),
    flow('7301', { park: { slot: '101' } }),
    flow('7000', { valet: { ringBackSec: 30, callBackSec: 10 } }),
    flow('7501', { retrieve: { slot: '101' } }),
    flow('7502', { retrieve: { slot: '102' } }),
    flow('7200', { park: { slot: '200', ringBackSec: 30, callBackSec: 10 }, device: { deviceId: '1004' } }, [
      'park 200 device',
    ]),
  ])

/** The first calls the second, who answers. */
async function talking({ bed, phones }: Office, from: '1001' | '1002' | '1003', number: '1001' | '1002' | '1003') {
  const call = phones[from].call(number)
  await bed.clock.advance(2_000)
  const theirs = phones[number].called.at(-1)
  if (!theirs) throw new Error(`${number} was not called`)
  return { call, theirs }
}

/** Whoever was called sends the caller to a slot. */
async function parkedBy(of: Office, number: string) {
  const { call, theirs } = await talking(of, '1001', '1002')
  const asked = refer(theirs, to(number))
  await of.bed.clock.advance(1_000)
  expect(await asked).toBe(202)
  await of.bed.clock.advance(1_000)
  return { call, theirs }
}

const slots = ({ bed }: Office) => bed.engine.parking.list().map(({ slot }) => slot)
const stateOf = ({ bed }: Office) => bed.switchboard.list().map(({ state }) => state)
const hearsMusic = ({ bed }: Office, party: SimParty) => bed.media.looping.has(bed.streamOf(party).streamId)

describe('a call that is sent to a slot', () => {
  it('waits there with music, and whoever sent it is told and let go', async () => {
    const of = await office()
    const { call, theirs } = await parkedBy(of, '7101')
    expect(slots(of)).toEqual(['101'])
    expect(of.bed.switchboard.list()).toMatchObject([{ slot: '101' }])
    expect(of.phones[1002].notified.at(-1)).toBe('200 OK')
    expect(hearsMusic(of, of.phones[1001])).toBe(true)
    await of.bed.clock.advance(5_000)
    expect(theirs.state).toBe('ended')
    expect(call.told).toEqual(['answered'])
    await expectNothingHeld(of)
    expect(slots(of)).toEqual([])
  })

  it('is taken by who dials the slot, and the two talk; the slot is free again', async () => {
    const of = await office()
    const { call } = await parkedBy(of, '7101')
    const taker = of.phones[1003].call('7501')
    await of.bed.clock.advance(1_000)
    expect(taker.told).toEqual(['answered'])
    expect(stateOf(of)).toEqual(['talking'])
    expect(of.bed.streamOf(of.phones[1003]).joinedTo).toBe(of.bed.streamOf(of.phones[1001]).streamId)
    expect(hearsMusic(of, of.phones[1001])).toBe(false)
    expect(slots(of)).toEqual([])
    const [parked] = of.bed.cdrs
    expect(parked).toMatchObject({ endReason: 'picked-up', transferredBy: '1002' })
    expect(parked?.continuedIn).toBe(of.bed.switchboard.list()[0]?.callId)
    // Nobody is rung back for it any more.
    await of.bed.clock.advance(60_000)
    expect(of.phones[1002].called).toHaveLength(1)
    taker.session.end()
    await of.bed.clock.advance(1_000)
    expect(call.told).toEqual(['answered', 'ended'])
    await expectNothingHeld(of)
  })

  it('is taken once: the second of two who dial its slot finds nothing', async () => {
    const of = await office()
    await parkedBy(of, '7101')
    const takers = [of.phones[1003].call('7501'), of.phones[1004].call('7501')]
    await of.bed.clock.advance(5_000)
    expect(takers.filter(({ told }) => told.length === 1 && told[0] === 'answered')).toHaveLength(1)
    expect(of.bed.switchboard.list()).toMatchObject([{ state: 'talking' }])
    await expectNothingHeld(of)
  })

  it('that nobody takes rings who sent it, and is with them when they answer', async () => {
    const of = await office()
    await parkedBy(of, '7101')
    await of.bed.clock.advance(28_000)
    expect(of.phones[1002].called).toHaveLength(1)
    await of.bed.clock.advance(3_000)
    expect(of.phones[1002].called).toHaveLength(2)
    await of.bed.clock.advance(1_000)
    expect(stateOf(of)).toEqual(['talking'])
    expect(slots(of)).toEqual([])
    of.phones[1002].called[1]?.end()
    await of.bed.clock.advance(1_000)
    expect(of.bed.cdrs).toMatchObject([{ endReason: 'talked' }])
    await expectNothingHeld(of)
  })

  it('rings them again when they take no notice, and can be taken meanwhile', async () => {
    const of = await office()
    await parkedBy(of, '7101')
    of.phones[1002].answers = undefined
    await of.bed.clock.advance(75_000)
    expect(of.phones[1002].became.slice(1)).toEqual([['ended by remote'], []])
    expect(slots(of)).toEqual(['101'])
    expect(hearsMusic(of, of.phones[1001])).toBe(true)
    const taker = of.phones[1003].call('7501')
    await of.bed.clock.advance(1_000)
    expect(taker.told).toEqual(['answered'])
    expect(of.phones[1002].called[2]?.state).toBe('ended')
    await expectNothingHeld(of)
  })

  it('goes on by the way of its slot when nobody wants it and the step has one', async () => {
    const of = await office()
    await parkedBy(of, '7200')
    of.phones[1002].answers = 486
    await of.bed.clock.advance(32_000)
    expect(of.phones[1004].called).toHaveLength(1)
    expect(stateOf(of)).toEqual(['talking'])
    await expectNothingHeld(of)
  })

  it('that is occupied rings back who sent it, and the call in it stays', async () => {
    const of = await office()
    await parkedBy(of, '7101')
    const [first] = of.bed.engine.parking.list()
    const { theirs } = await talking(of, '1003', '1002')
    const asked = refer(theirs, to('7101'))
    await of.bed.clock.advance(5_000)
    expect(await asked).toBe(202)
    expect(of.bed.engine.parking.list()).toEqual([first])
    expect(of.phones[1002].called).toHaveLength(3)
    expect(of.bed.streamOf(of.phones[1003]).joinedTo).toBe(of.bed.streamOf(of.phones[1002]).streamId)
    await expectNothingHeld(of)
  })

  it('that may be taken when it is occupied brings whoever is sent there to the call in it', async () => {
    const of = await office()
    await parkedBy(of, '7301')
    const taker = of.phones[1003].call('7301')
    await of.bed.clock.advance(1_000)
    expect(taker.told).toEqual(['answered'])
    expect(stateOf(of)).toEqual(['talking'])
    await expectNothingHeld(of)
  })

  it('gives its slot back when the caller hangs up', async () => {
    const of = await office()
    const { call } = await parkedBy(of, '7101')
    call.session.end()
    await of.bed.clock.advance(1_000)
    expect(slots(of)).toEqual([])
    const taker = of.phones[1003].call('7501')
    await of.bed.clock.advance(5_000)
    expect(taker.told).not.toContain('talking')
    expect(of.bed.switchboard.list().map(({ state }) => state)).not.toContain('talking')
    await expectNothingHeld(of)
  })
})

describe('a phone that dials a slot itself', () => {
  it('parks the call it holds, hears where, and is rung back for it', async () => {
    const of = await office()
    const { call, theirs } = await talking(of, '1001', '1002')
    await of.phones[1002].hold(theirs)
    const parker = of.phones[1002].call('7000')
    await of.bed.clock.advance(2_000)
    expect(slots(of)).toEqual(['101'])
    expect(parker.told[0]).toBe('answered')
    expect(hearsMusic(of, of.phones[1001])).toBe(true)
    await of.bed.clock.advance(12_000)
    expect(parker.told).toEqual(['answered', 'ended'])
    expect(theirs.state).toBe('ended')
    await of.bed.clock.advance(20_000)
    expect(of.phones[1002].called).toHaveLength(2)
    expect(call.told).toEqual(['answered'])
    await expectNothingHeld(of)
    expect(slots(of)).toEqual([])
  })

  it('parks the one of its two calls that it holds, whichever is older', async () => {
    const of = await office()
    await talking(of, '1001', '1002')
    const { theirs } = await talking(of, '1003', '1002')
    await of.phones[1002].hold(theirs)
    of.phones[1002].call('7101')
    await of.bed.clock.advance(2_000)
    expect(hearsMusic(of, of.phones[1003])).toBe(true)
    expect(of.bed.streamOf(of.phones[1001]).joinedTo).toBeDefined()
    await expectNothingHeld(of)
  })

  it('leaves the slot free when the other party hangs up on the way there', async () => {
    const of = await office()
    const { call, theirs } = await talking(of, '1001', '1002')
    await of.phones[1002].hold(theirs)
    of.bed.onTrace = ({ kind }) => {
      if (kind === 'transferred') call.session.end()
    }
    of.phones[1002].call('7101')
    await of.bed.clock.advance(2_000)
    expect(slots(of)).toEqual([])
    await expectNothingHeld(of)
  })

  it('in the middle of an attended transfer completes it, and the call stays parked', async () => {
    const of = await office()
    const { call, theirs } = await talking(of, '1001', '1002')
    await of.phones[1002].hold(theirs)
    const parker = of.phones[1002].call('7000')
    await of.bed.clock.advance(1_000)
    const asked = refer(theirs, to('7000'), parker.session)
    await of.bed.clock.advance(1_000)
    expect(await asked).toBe(202)
    expect(of.phones[1002].notified.at(-1)).toBe('200 OK')
    await of.bed.clock.advance(12_000)
    expect([theirs.state, call.told, slots(of)]).toEqual(['ended', ['answered'], ['101']])
    await expectNothingHeld(of)
  })

  it('takes the held one of two, and the next call gets the next slot', async () => {
    const of = await office()
    await parkedBy(of, '7000')
    const { theirs } = await talking(of, '1003', '1002')
    await of.phones[1002].hold(theirs)
    of.phones[1002].call('7000')
    await of.bed.clock.advance(2_000)
    expect(slots(of)).toEqual(['101', '102'])
    const taker = of.phones[1004].call('7502')
    await of.bed.clock.advance(1_000)
    expect(taker.told).toEqual(['answered'])
    expect(of.bed.streamOf(of.phones[1004]).joinedTo).toBe(of.bed.streamOf(of.phones[1003]).streamId)
    await expectNothingHeld(of)
  })

  it('parks nothing with no call of its own, nor one of somebody else', async () => {
    const of = await office()
    await talking(of, '1001', '1003')
    const parker = of.phones[1002].call('7101')
    await of.bed.clock.advance(2_000)
    expect(slots(of)).toEqual([])
    expect(parker.told.at(-1)).not.toBe('answered')
    expect(stateOf(of)).toEqual(['talking'])
    await expectNothingHeld(of)
  })

  it('hears that a slot is occupied, and keeps its call', async () => {
    const of = await office()
    await parkedBy(of, '7101')
    const { theirs } = await talking(of, '1003', '1002')
    await of.phones[1002].hold(theirs)
    of.phones[1002].call('7101')
    await of.bed.clock.advance(5_000)
    expect(slots(of)).toEqual(['101'])
    expect(theirs.state).toBe('confirmed')
    await expectNothingHeld(of)
  })
})

describe('a caller from outside', () => {
  it('who comes to a slot waits there, and nobody is rung back', async () => {
    const did = drawFlow({
      id: 'did',
      numbers: ['+16045550101'],
      nodes: { park: { slot: '101', ringBackSec: 30, callBackSec: 10 } },
    })
    const of = await openOffice([did, flow('7501', { retrieve: { slot: '101' } })])
    const call = of.carrier.call('+16045550101')
    await of.bed.clock.advance(65_000)
    expect(call.told).toEqual(['answered'])
    expect(slots(of)).toEqual(['101'])
    const taker = of.phones[1003].call('7501')
    await of.bed.clock.advance(1_000)
    expect(taker.told).toEqual(['answered'])
    await expectNothingHeld(of)
  })

  it('goes on without music where the step has a way for whom nobody took', async () => {
    const did = drawFlow({
      id: 'did',
      numbers: ['+16045550101'],
      nodes: { park: { slot: '101', ringBackSec: 30 }, sleep: { durationSec: 60 } },
      wires: ['park 101 sleep'],
    })
    const of = await openOffice([did])
    of.carrier.call('+16045550101')
    await of.bed.clock.advance(20_000)
    expect(hearsMusic(of, of.carrier)).toBe(true)
    await of.bed.clock.advance(20_000)
    expect([hearsMusic(of, of.carrier), slots(of), of.bed.switchboard.size]).toEqual([false, [], 1])
    await expectNothingHeld(of)
  })
})
