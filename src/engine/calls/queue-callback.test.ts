import { describe, expect, it } from 'vitest'
import { makeDocument, type Queue } from '../../callflow/design/document.ts'
import { expectNothingHeld, flow, type Office, openOffice, OUTSIDE } from './testing/small-office.ts'

const OUTSIDE_E164 = `+1${OUTSIDE}`

async function callCentre(fields: Partial<Queue> = {}) {
  const queue = makeDocument('queue', {
    id: 'queue',
    name: 'Sales',
    agentIds: ['user-1002'],
    agentRingSec: 10,
    callbackOffer: 'always',
    callbackTries: 2,
    callbackEverySec: 60,
    callbackRingSec: 20,
    ...fields,
  })
  const account = makeDocument('account', {
    id: 'account',
    name: 'Company',
    sipRealm: 'bed.test',
    holdMusicId: 'sound',
    outboundTrunkId: 'trunk',
  })
  return openOffice([queue, account, flow('3000', { queue: { queueId: 'queue' } })])
}

const board = ({ bed }: Office) => bed.engine.queueRoom.boards()[0]
const log = ({ bed }: Office) =>
  bed.engine.queueRoom
    .log('queue', 50)
    .map(({ kind, about }) => `${kind} ${about}`.trim())
    .toReversed()

/** 1001 waits, asks to be called back at the number outside, and hangs up. */
async function asked(of: Office, number = OUTSIDE) {
  const { bed, phones } = of
  const call = phones[1001].call('3000')
  await bed.clock.advance(3_000)
  const press = async (keys: string) => {
    for (const key of keys) {
      bed.streamOf(phones[1001]).press(key)
      await bed.clock.advance(500)
    }
    await bed.clock.advance(4_000)
  }
  await press('1')
  await press('2') // another number than their own
  await press(`${number}#`)
  return { call, press }
}

describe('a caller who is called back', () => {
  it('keeps the place, and talks to the agent who is rung first', async () => {
    const of = await callCentre()
    const { bed, phones, carrier } = of
    await phones[1002].register(0)
    const { call, press } = await asked(of)
    await press('1')
    expect(call.session.state).toBe('ended')
    expect(board(of)).toMatchObject({
      waitingCount: 1,
      waiting: [{ number: OUTSIDE_E164, isCallback: true, callId: '' }],
      callbacks: [{ number: OUTSIDE_E164, state: 'in-line', tries: 0 }],
    })
    phones[1002].answers = undefined
    carrier.answers = undefined
    await phones[1002].register()
    await bed.clock.advance(2_000)
    expect([phones[1002].called.length, carrier.called.length]).toEqual([1, 0])
    expect(phones[1002].called[0]?.request.headers.get('From')).toContain(OUTSIDE_E164)
    expect(board(of)).toMatchObject({ callbacks: [{ state: 'calling' }], agents: [{ state: 'ringing' }] })
    phones[1002].answer()
    await bed.clock.advance(3_000)
    expect(carrier.called).toHaveLength(1)
    carrier.answer()
    await bed.clock.advance(2_000)
    expect(bed.streamOf(phones[1002]).joinedTo).toBe(bed.streamOf(carrier).streamId)
    expect(board(of)).toMatchObject({
      callbacks: [],
      waitingCount: 0,
      agents: [{ state: 'talking', with: 'Call back: Person 1001' }],
      today: { callbacks: 1, calledBack: 1, abandoned: 0 },
    })
    carrier.called[0]?.end()
    await bed.clock.advance(2_000)
    expect(phones[1002].called[0]?.state).toBe('ended')
    expect(board(of)?.agents).toMatchObject([{ state: 'ready' }])
    expect(bed.cdrs.at(-1)).toMatchObject({ direction: 'outbound', dialled: OUTSIDE_E164, endReason: 'talked' })
    expect(log(of)).toEqual(['callback', 'called-back', 'talked'])
    await expectNothingHeld(of)
  })

  it('who is not reached is called again, and dropped with a record after the last time', async () => {
    const of = await callCentre()
    const { bed, phones, carrier } = of
    await phones[1002].register(0)
    await (await asked(of)).press('1')
    carrier.answers = 486
    await phones[1002].register()
    await bed.clock.advance(5_000)
    expect(carrier.called).toHaveLength(1)
    expect(board(of)).toMatchObject({ waitingCount: 0, callbacks: [{ state: 'later', tries: 1 }] })
    await bed.clock.advance(50_000)
    expect(carrier.called).toHaveLength(1)
    await bed.clock.advance(20_000)
    expect(carrier.called).toHaveLength(2)
    expect(board(of)).toMatchObject({ callbacks: [], today: { notReached: 1, calledBack: 0 } })
    expect(log(of)).toContain('callback-dropped not reached')
    await bed.clock.advance(600_000)
    expect(carrier.called).toHaveLength(2)
    await expectNothingHeld(of)
  })

  it('is not tried while no agent answers, and keeps the place before whoever came later', async () => {
    const of = await callCentre()
    const { bed, phones, carrier } = of
    await phones[1002].register(0)
    await (await asked(of)).press('1')
    phones[1004].call('3000')
    await bed.clock.advance(2_000)
    expect(board(of)?.waiting).toMatchObject([{ isCallback: true }, { number: '1004' }])
    phones[1002].answers = undefined
    await phones[1002].register()
    await bed.clock.advance(3_000)
    expect(phones[1002].called[0]?.request.headers.get('From')).toContain(OUTSIDE_E164)
    await bed.clock.advance(60_000)
    expect([carrier.called.length, board(of)?.callbacks[0]?.tries]).toEqual([0, 0])
    await expectNothingHeld(of)
  })

  it('counts as a call of the agent, whose limits and charge it is', async () => {
    const queue = makeDocument('queue', {
      id: 'queue',
      name: 'Sales',
      agentIds: ['user-1002'],
      callbackOffer: 'always',
      callbackTries: 1,
    })
    const agent = makeDocument('user', { id: 'user-1002', name: 'Person 1002', extension: '1002' })
    const account = makeDocument('account', {
      id: 'account',
      name: 'C',
      sipRealm: 'bed.test',
      outboundTrunkId: 'trunk',
    })
    const of = await openOffice([queue, agent, account, flow('3000', { queue: { queueId: 'queue' } })])
    const { bed, phones, carrier } = of
    await phones[1002].register(0)
    await (await asked(of)).press('1')
    await phones[1002].register()
    await bed.clock.advance(5_000)
    expect([carrier.called.length, [...bed.switchboard.live()][0]?.payer.origin]).toEqual([
      1,
      { kind: 'device', deviceId: '1002', userId: 'user-1002' },
    ])
    await expectNothingHeld(of)
  })

  it('goes back in line when the agent hangs up before they are reached', async () => {
    const of = await callCentre()
    const { bed, phones, carrier } = of
    await phones[1002].register(0)
    await (await asked(of)).press('1')
    carrier.answers = undefined
    await phones[1002].register()
    await bed.clock.advance(3_000)
    phones[1002].answers = undefined
    phones[1002].called[0]?.end()
    await bed.clock.advance(5_000)
    expect(carrier.called[0]?.state).toBe('ended')
    expect(board(of)?.callbacks).toMatchObject([{ tries: 0 }])
    expect(phones[1002].called).toHaveLength(2)
    await expectNothingHeld(of)
  })

  it('waits on the line after all when they say nothing, and once per number', async () => {
    const of = await callCentre()
    await of.phones[1002].register(0)
    const { call, press } = await asked(of)
    await press('9')
    expect([call.session.state, board(of)?.callbacks.length, board(of)?.waitingCount]).toEqual(['confirmed', 0, 1])
    await press('1')
    await press('2')
    await press(`${OUTSIDE}#`)
    await press('1')
    expect(board(of)?.callbacks).toHaveLength(1)
    const again = await asked(of)
    await again.press('1')
    expect([again.call.session.state, board(of)?.callbacks.length, board(of)?.waitingCount]).toEqual(['ended', 1, 1])
    await expectNothingHeld(of)
  })

  it.each([
    ['of a thousand digits', '9'.repeat(1_000)],
    ['for emergencies', '911'],
    ['of the queue itself', '3000'],
    ['abroad', '011493012345678'],
    ['at a price', '19005551234'],
    ['that is none', '12*34'],
  ])('cannot give a number %s', async (_what, number) => {
    const of = await callCentre()
    const { bed, phones } = of
    await phones[1002].register(0)
    const call = phones[1001].call('3000')
    await bed.clock.advance(3_000)
    for (const key of `12${number}#1`) {
      if (call.session.state === 'ended') break // the last keys of very many let the caller leave
      bed.streamOf(phones[1001]).press(key)
      await bed.clock.advance(20)
    }
    await bed.clock.advance(60_000)
    expect(board(of)?.callbacks).toEqual([])
    call.session.end()
    await expectNothingHeld(of)
  })

  it('is taken off by hand, or with the queue', async () => {
    const of = await callCentre()
    const { bed, phones } = of
    await phones[1002].register(0)
    await (await asked(of)).press('1')
    const { queueRoom } = bed.engine
    const id = board(of)?.callbacks[0]?.callbackId ?? ''
    expect(queueRoom.dropCallback('other', id)).toBe(false)
    expect(queueRoom.dropCallback('queue', id)).toBe(true)
    expect(queueRoom.dropCallback('queue', id)).toBe(false)
    expect(board(of)).toMatchObject({ callbacks: [], waitingCount: 0 })
    expect(log(of)).toEqual(['callback', 'callback-dropped taken off by hand'])
    await expectNothingHeld(of)
  })
})
