import { describe, expect, it } from 'vitest'
import { type Document, makeDocument } from '../../../callflow/design/document.ts'
import { drawFlow } from '../../../callflow/rehearse/small-design.ts'
import { namedInHeader } from '../telephone-uri.ts'
import { refer, replacesHeader } from '../testing/referring.ts'
import type { SimParty } from '../testing/sim-party.ts'
import { device, expectNothingHeld, type Extension, type Office, OUTSIDE, openOffice } from '../testing/small-office.ts'

/** Whoever calls that number from outside reaches 1001. */
const directNumber = drawFlow({
  id: 'did',
  numbers: ['+16045550101'],
  nodes: { device: { deviceId: '1001', timeoutSec: 20 } },
})

const scene = (changes: readonly Document[] = []): Promise<Office> => openOffice([directNumber, ...changes])

/** A call that is answered. */
async function talking({ bed }: Office, from: SimParty, number: string) {
  const call = from.call(number)
  await bed.clock.advance(2_000)
  expect(call.told).toEqual(['answered'])
  return call
}

async function referring({ bed }: Office, ...about: Parameters<typeof refer>): Promise<number> {
  const status = refer(...about)
  await bed.clock.advance(1_000)
  return status
}

const to = (number: string) => `sip:${number}@bed.test`
const callerOf = (party: SimParty, at = 0) => namedInHeader(party.called[at]?.request.headers.get('From'))?.user

describe('a blind transfer (RFC 5589 §6)', () => {
  it('by whoever was called sends the caller on, who is shown as before; the phone is told, and hung up', async () => {
    const office = await scene()
    const { bed, phones } = office
    const call = await talking(office, phones[1001], '1002')
    const [transferor] = phones[1002].called
    if (!transferor) throw new Error('1002 was not called')
    expect(await referring(office, transferor, to('1003'))).toBe(202)
    await bed.clock.advance(1_000)
    expect(callerOf(phones[1003])).toBe('1001')
    expect(phones[1002].notified).toEqual(['100 Trying', '200 OK'])
    expect(transferor.state).toBe('confirmed')
    await bed.clock.advance(5_000)
    expect(transferor.state).toBe('ended')
    expect(call.told).toEqual(['answered'])
    expect(bed.switchboard.list()).toMatchObject([{ callerNumber: '1001', state: 'talking' }])
    phones[1003].called[0]?.end()
    await bed.clock.advance(2_000)
    expect(call.told).toEqual(['answered', 'ended'])
    expect(bed.cdrs).toMatchObject([
      { callerNumber: '1001', dialled: '1002', answeredBy: '1003', transferredBy: '1002', endReason: 'talked' },
    ])
    await expectNothingHeld(office)
  })

  it('by the caller sends whoever was called on', async () => {
    const office = await scene()
    const { bed, phones } = office
    const call = await talking(office, phones[1001], '1002')
    expect(await referring(office, call.session, to('1003'))).toBe(202)
    await bed.clock.advance(1_000)
    expect(callerOf(phones[1003])).toBe('1002')
    expect(phones[1001].notified).toEqual(['100 Trying', '200 OK'])
    call.session.end()
    await bed.clock.advance(1_000)
    expect(bed.switchboard.list()).toMatchObject([{ callerNumber: '1002', state: 'talking' }])
    expect(phones[1002].called[0]?.state).toBe('confirmed')
    phones[1002].called[0]?.end()
    await bed.clock.advance(1_000)
    expect(phones[1003].called[0]?.state).toBe('ended')
    expect(bed.cdrs).toMatchObject([{ callerNumber: '1001', answeredBy: '1003', transferredBy: '1001' }])
    await expectNothingHeld(office)
  })

  it('to an outside number goes by the trunk, at the cost of whoever transferred', async () => {
    const office = await scene()
    const { bed, phones, carrier } = office
    await talking(office, carrier, '+16045550101')
    const [transferor] = phones[1001].called
    if (!transferor) throw new Error('1001 was not called')
    expect(await referring(office, transferor, to(OUTSIDE))).toBe(202)
    await bed.clock.advance(1_000)
    expect(carrier.called).toHaveLength(1)
    carrier.called[0]?.end()
    await bed.clock.advance(2_000)
    expect(bed.cdrs).toMatchObject([{ direction: 'inbound', transferredBy: '1001', chargedTo: 'user-1001' }])
    await expectNothingHeld(office)
  })

  it('to a callflow begins there, and is answered by what answers', async () => {
    const office = await scene()
    const { bed, phones } = office
    const call = await talking(office, phones[1001], '1002')
    const [transferor] = phones[1002].called
    if (!transferor) throw new Error('1002 was not called')
    expect(await referring(office, transferor, to('2000'))).toBe(202)
    await bed.clock.advance(1_000)
    expect(phones[1002].notified).toEqual(['100 Trying', '200 OK'])
    expect(bed.switchboard.list()).toMatchObject([{ callflowId: 'flow-2000', state: 'answered' }])
    expect(call.told).toEqual(['answered'])
    await expectNothingHeld(office)
  })

  it('that fails is told, and rings whoever transferred', async () => {
    const office = await scene()
    const { bed, phones } = office
    const call = await talking(office, phones[1001], '1002')
    const [transferor] = phones[1002].called
    if (!transferor) throw new Error('1002 was not called')
    phones[1003].answers = 486
    expect(await referring(office, transferor, to('1003'))).toBe(202)
    await bed.clock.advance(6_000)
    expect(phones[1002].notified).toEqual(['100 Trying', '486 Busy Here'])
    expect(transferor.state).toBe('ended')
    expect(phones[1002].called).toHaveLength(2)
    expect(callerOf(phones[1002], 1)).toBe('1001')
    expect(bed.switchboard.list()).toMatchObject([{ state: 'talking' }])
    expect(call.told).toEqual(['answered'])
    await expectNothingHeld(office)
  })

  it('is no more than whoever transferred may call themselves', async () => {
    const restricted = makeDocument('user', {
      id: 'user-1002',
      name: 'Person 1002',
      extension: '1002',
      deniedClasses: ['domestic'],
    })
    const office = await scene([restricted])
    const { bed, phones, carrier } = office
    const call = await talking(office, phones[1001], '1002')
    const [transferor] = phones[1002].called
    if (!transferor) throw new Error('1002 was not called')
    expect(await referring(office, transferor, to(OUTSIDE))).toBe(403)
    expect(await referring(office, transferor, to('9999999'))).toBeGreaterThanOrEqual(400)
    await bed.clock.advance(1_000)
    expect(carrier.called).toHaveLength(0)
    expect(bed.switchboard.list()).toMatchObject([{ state: 'talking' }])
    expect([call.told, transferor.state]).toEqual([['answered'], 'confirmed'])
    await expectNothingHeld(office)
  })

  it('is not for carriers, and not for a caller whom nobody talks to', async () => {
    const office = await scene()
    const { bed, phones, carrier } = office
    const outside = await talking(office, carrier, '+16045550101')
    expect(await referring(office, outside.session, to('1003'))).toBe(403)
    const alone = await talking(office, phones[1002], '2000')
    expect(await referring(office, alone.session, to('1003'))).toBe(403)
    await bed.clock.advance(1_000)
    expect(phones[1003].called).toHaveLength(0)
    expect(bed.switchboard.size).toBe(2)
    await expectNothingHeld(office)
  })

  it.each(['sip:bed.test', 'sip:%20@bed.test', 'sip:nobody-here@bed.test'])(
    'to %s is refused, and costs nothing',
    async (target) => {
      const office = await scene()
      const { phones } = office
      const call = await talking(office, phones[1001], '1002')
      expect(await referring(office, call.session, target)).toBe(404)
      expect(call.told).toEqual(['answered'])
      await expectNothingHeld(office)
    },
  )

  it('ends with the transferee, who is rung for no longer', async () => {
    const office = await scene()
    const { bed, phones } = office
    const call = await talking(office, phones[1001], '1002')
    const [transferor] = phones[1002].called
    if (!transferor) throw new Error('1002 was not called')
    phones[1003].answers = undefined
    await referring(office, transferor, to('1003'))
    call.session.end()
    await bed.clock.advance(1_000)
    expect([phones[1003].called[0]?.state, transferor.state]).toEqual(['ended', 'ended'])
    expect(bed.switchboard.size).toBe(0)
    expect(bed.cdrs).toMatchObject([{ endReason: 'caller-gone' }])
    await expectNothingHeld(office)
  })

  it('ends with a transferee that has vanished without a word, and whoever was rung for them is let go', async () => {
    const office = await scene()
    const { bed, phones } = office
    const { session } = await talking(office, phones[1001], '1002')
    const [transferor] = phones[1002].called
    if (!transferor) throw new Error('1002 was not called')
    bed.network.lose = ({ headers }) => headers.get('Call-ID') === session.sipCallId
    await referring(office, transferor, to('1003'))
    await bed.clock.advance(1_000)
    expect(phones[1003].called[0]?.state).toBe('confirmed')
    await bed.clock.advance(20 * 60_000)
    expect([phones[1003].called[0]?.state, bed.switchboard.size]).toEqual(['ended', 0])
    await expectNothingHeld(office)
  })

  it('to a phone that does not answer, by somebody who does not answer either when it comes back, is over', async () => {
    const office = await scene()
    const { bed, phones } = office
    const call = await talking(office, phones[1001], '1002')
    const [transferor] = phones[1002].called
    if (!transferor) throw new Error('1002 was not called')
    phones[1003].isSilent = true
    phones[1002].answers = undefined
    await referring(office, transferor, to('1003'))
    await bed.clock.advance(25_000)
    expect(phones[1002].notified.at(-1)).toMatch(/^4/)
    expect([phones[1003].called[0]?.state, phones[1002].called.at(-1)?.state]).toEqual(['ended', 'early'])
    await bed.clock.advance(60_000)
    expect([call.told, bed.switchboard.size]).toEqual([['answered', 'ended'], 0])
    expect([phones[1002].called.length, phones[1003].called.length]).toEqual([2, 1])
    await expectNothingHeld(office)
  })

  it.each([
    {
      whose: 'whoever is transferred, who are not rung by themselves,',
      number: '1001',
      last: '480 Temporarily Unavailable',
    },
    { whose: 'whoever transfers', number: '1002', last: '200 OK' },
  ])('to the number of $whose rings the one who transfers', async ({ number, last }) => {
    const office = await scene()
    const { bed, phones } = office
    const call = await talking(office, phones[1001], '1002')
    const [transferor] = phones[1002].called
    if (!transferor) throw new Error('1002 was not called')
    expect(await referring(office, transferor, to(number))).toBe(202)
    await bed.clock.advance(60_000)
    expect(phones[1002].notified).toEqual(['100 Trying', last])
    expect([phones[1001].called.length, phones[1002].called.length, transferor.state]).toEqual([0, 2, 'ended'])
    expect([call.told, bed.switchboard.list().map(({ state }) => state)]).toEqual([['answered'], ['talking']])
    await expectNothingHeld(office)
  })

  it('that fails again and again, sent on each time it comes back, is not for ever', async () => {
    const office = await scene()
    const { bed, phones } = office
    const call = await talking(office, phones[1001], '1002')
    phones[1003].answers = 486
    let rounds = 0
    for (; rounds < 20 && bed.switchboard.size > 0; rounds++) {
      const session = phones[1002].called.at(-1)
      if (session?.state !== 'confirmed') break
      await referring(office, session, to('1003'))
      await bed.clock.advance(6_000)
    }
    expect(rounds).toBeGreaterThan(5)
    expect(rounds).toBeLessThan(15)
    expect(call.told).toEqual(['answered', 'ended'])
    await expectNothingHeld(office)
  })

  it('is over for whoever transferred: their phone cannot transfer the call once more', async () => {
    const office = await scene()
    const { bed, phones } = office
    const call = await talking(office, phones[1001], '1002')
    expect(await referring(office, call.session, to('1003'))).toBe(202)
    expect(await referring(office, call.session, to('1004'))).toBe(481)
    await bed.clock.advance(1_000)
    expect(phones[1004].called).toHaveLength(0)
    await expectNothingHeld(office)
  })

  it('by the caller is recorded on, in a file of its own, where recordings follow transfers', async () => {
    for (const followsTransfer of [true, false]) {
      const recorded = drawFlow({
        id: 'recorded',
        numbers: ['2002'],
        nodes: { 'start-recording': { followsTransfer }, device: { deviceId: '1002' } },
        wires: ['start-recording _ device'],
      })
      const office = await scene([recorded])
      const { bed, phones } = office
      const call = await talking(office, phones[1001], '2002')
      expect(bed.media.recordings).toHaveLength(1)
      await referring(office, call.session, to('1003'))
      await bed.clock.advance(1_000)
      const streams = bed.media.recordings.map(({ streamId }) => streamId)
      expect(new Set(streams).size).toBe(followsTransfer ? 2 : 1)
      await expectNothingHeld(office)
    }
  })

  it('again and again goes on, but not for ever', async () => {
    const office = await scene()
    const { bed, phones } = office
    await talking(office, phones[1001], '1002')
    let at: Extension = '1002'
    let rounds = 0
    for (; rounds < 20 && bed.switchboard.size > 0; rounds++) {
      const session = phones[at].called.at(-1)
      const next: Extension = at === '1002' ? '1003' : '1002'
      if (!session || session.state !== 'confirmed') break
      await referring(office, session, to(next))
      await bed.clock.advance(6_000)
      at = next
    }
    expect(rounds).toBeGreaterThan(5)
    expect(rounds).toBeLessThan(15)
    await expectNothingHeld(office)
  })
})

describe('an attended transfer (RFC 5589 §7, RFC 3891)', () => {
  /** 1002 talks with 1001 in one call and with 1003 in another, and makes one of the two. */
  it.each([
    ['who was called in the first and called in the second', '1001', '1002'],
    ['who called in both', '1002', '1002'],
    ['who was called in both', '1001', '1003'],
    ['who called in the first and was called in the second', '1002', '1003'],
  ] as const)('by somebody %s leaves the two others talking', async (_what, firstFrom, secondFrom) => {
    const office = await scene()
    const { bed, phones } = office
    const me = phones[1002]
    const first = await talking(office, phones[firstFrom], firstFrom === '1001' ? '1002' : '1001')
    const mine = firstFrom === '1002' ? first.session : me.called.at(-1)
    const second = await talking(office, phones[secondFrom], secondFrom === '1002' ? '1003' : '1002')
    const other = secondFrom === '1002' ? second.session : me.called.at(-1)
    if (!mine || !other) throw new Error('a call is missing')
    expect(await referring(office, mine, to('1003'), other)).toBe(202)
    await bed.clock.advance(2_000)
    expect(me.notified).toContain('200 OK')
    expect([mine.state, other.state]).toEqual(['ended', 'ended'])
    expect(bed.switchboard.list()).toMatchObject([{ state: 'talking' }])
    const left = firstFrom === '1001' ? first.session : phones[1001].called[0]
    const right = secondFrom === '1003' ? second.session : phones[1003].called[0]
    expect([left?.state, right?.state]).toEqual(['confirmed', 'confirmed'])
    const [moved] = bed.cdrs
    expect(bed.cdrs).toHaveLength(1)
    expect(moved).toMatchObject({ transferredBy: '1002', endReason: 'moved' })
    expect(moved?.continuedIn).toBe(bed.switchboard.list()[0]?.callId)
    left?.end()
    await bed.clock.advance(2_000)
    expect(right?.state).toBe('ended')
    await expectNothingHeld(office)
  })

  it('puts somebody where a phone was in a callflow, whichever of the two calls it asks in', async () => {
    for (const isAskedInFlow of [false, true]) {
      const office = await scene()
      const { bed, phones } = office
      const waiting = await talking(office, phones[1002], '2000')
      const talk = await talking(office, phones[1002], '1001')
      const [mine, other] = isAskedInFlow ? [waiting.session, talk.session] : [talk.session, waiting.session]
      expect(await referring(office, mine, to('2000'), other)).toBe(202)
      await bed.clock.advance(2_000)
      expect([waiting.session.state, talk.session.state]).toEqual(['ended', 'ended'])
      expect(bed.switchboard.list()).toMatchObject([{ callflowId: 'flow-2000', callerNumber: '1001' }])
      expect(phones[1001].called[0]?.state).toBe('confirmed')
      await expectNothingHeld(office)
    }
  })

  it('while the other phone still rings lets it ring for who is transferred', async () => {
    const office = await scene()
    const { bed, phones } = office
    const first = await talking(office, phones[1001], '1002')
    const [mine] = phones[1002].called
    phones[1003].answers = undefined
    const second = phones[1002].call('1003')
    await bed.clock.advance(1_000)
    if (!mine) throw new Error('1002 was not called')
    expect(await referring(office, mine, to('1003'), second.session)).toBe(202)
    await bed.clock.advance(1_000)
    expect(second.told).toEqual([480])
    expect(phones[1003].called[0]?.state).toBe('early')
    // Ringback of ours, for their own phone has stopped making any.
    expect(bed.media.plays.at(-1)).toMatchObject({ isLoop: true, isPlaying: true })
    phones[1003].answer()
    await bed.clock.advance(1_000)
    expect(bed.switchboard.list()).toMatchObject([{ state: 'talking', callerNumber: '1001' }])
    expect(bed.switchboard.list()[0]?.answeredMs).not.toBeNull()
    expect(first.told).toEqual(['answered'])
    await expectNothingHeld(office)
  })

  it('shows whoever was put there to those who are rung later', async () => {
    const later = drawFlow({
      id: 'later',
      numbers: ['2001'],
      nodes: { 'play-media': { mediaId: 'sound' }, sleep: { durationSec: 10 }, device: { deviceId: '1004' } },
      wires: ['play-media _ sleep', 'sleep _ device'],
    })
    const office = await scene([later])
    const { bed, phones } = office
    const waiting = await talking(office, phones[1002], '2001')
    const talk = await talking(office, phones[1002], '1001')
    await referring(office, talk.session, to('2001'), waiting.session)
    await bed.clock.advance(12_000)
    expect(callerOf(phones[1004])).toBe('1001')
    await expectNothingHeld(office)
  })

  it('works at a phone that is nobody’s', async () => {
    const office = await scene([device('1002', { ownerId: null })])
    const { phones } = office
    const first = await talking(office, phones[1002], '1001')
    const second = await talking(office, phones[1002], '1003')
    expect(await referring(office, first.session, to('1003'), second.session)).toBe(202)
    await expectNothingHeld(office)
  })

  it('is refused for a call that only rings at whoever asks, and, early only, for one that is answered', async () => {
    const office = await scene()
    const { bed, phones } = office
    const mine = await talking(office, phones[1002], '1001')
    phones[1002].answers = undefined
    phones[1003].call('1002')
    await bed.clock.advance(1_000)
    const ringing = phones[1002].called.at(-1)
    expect(await referring(office, mine.session, to('1003'), ringing)).toBe(403)
    const other = await talking(office, phones[1002], '1004')
    expect(await referring(office, mine.session, to('1004'), other.session, true)).toBe(486)
    expect([mine.told, other.told]).toEqual([['answered'], ['answered']])
    await expectNothingHeld(office)
  })

  it('is refused for calls of others, for calls that are not there, for the call itself, and leaves them all alone', async () => {
    const office = await scene()
    const { bed, phones } = office
    const mine = await talking(office, phones[1001], '1002')
    const theirs = await talking(office, phones[1003], '1004')
    const gone = await talking(office, phones[1001], '2000')
    const header = replacesHeader(gone.session)
    expect(header).toContain('to-tag')
    expect(await referring(office, mine.session, to('1004'), theirs.session)).toBe(403)
    expect(await referring(office, mine.session, to('1002'), mine.session)).toBe(403)
    const replaced = gone.session
    const asked = refer(mine.session, to('2000'), replaced)
    replaced.end()
    await bed.clock.advance(2_000)
    expect(await asked).toBe(202)
    await expectNothingHeld(office)
  })

  it.each([
    { how: 'by the phone', isByUs: false },
    { how: 'by us, which the phone has not heard yet', isByUs: true },
  ])('is refused for a call that is over, ended $how, and both who talk go on', async ({ isByUs }) => {
    const office = await scene()
    const { bed, phones } = office
    const mine = await talking(office, phones[1001], '1002')
    const over = await talking(office, phones[1001], '2000')
    if (isByUs) {
      bed.network.lose = (message) => message.kind === 'request' && message.method === 'BYE'
      bed.switchboard.hangUp(bed.switchboard.list().find(({ dialled }) => dialled === '2000')?.callId ?? '')
    } else over.session.end()
    await bed.clock.advance(1_000)
    expect(over.session.state).toBe(isByUs ? 'confirmed' : 'ended')
    expect(await referring(office, mine.session, to('2000'), over.session)).toBe(403)
    expect([mine.told, bed.switchboard.list().map(({ state }) => state)]).toEqual([['answered'], ['talking']])
    bed.network.lose = () => false
    await expectNothingHeld(office)
  })
})

describe('a call of one phone that another takes over (RFC 3891)', () => {
  it('goes on there for its owner, and for nobody else', async () => {
    const second = device('1004', { ownerId: 'user-1002' })
    const office = await scene([second])
    const { bed, phones } = office
    const call = await talking(office, phones[1001], '1002')
    const [mine] = phones[1002].called
    if (!mine) throw new Error('1002 was not called')
    const headers = [['Replaces', replacesHeader(mine)]] as const
    const stranger = phones[1003].call('1002', { headers })
    await bed.clock.advance(1_000)
    expect(stranger.told).toEqual([403])
    const taken = phones[1004].call('1002', { headers })
    await bed.clock.advance(2_000)
    expect([taken.told, mine.state, call.told]).toEqual([['answered'], 'ended', ['answered']])
    expect(bed.switchboard.list()).toMatchObject([{ state: 'talking' }])
    taken.session.end()
    await bed.clock.advance(1_000)
    expect(call.told).toEqual(['answered', 'ended'])
    expect(bed.cdrs).toMatchObject([{ answeredBy: '1004', transferredBy: '1004' }])
    await expectNothingHeld(office)
  })
})
