import { describe, expect, it } from 'vitest'
import { makeDocument, type User } from '../../../callflow/design/document.ts'
import { refer } from '../testing/referring.ts'
import type { SimParty } from '../testing/sim-party.ts'
import { account, device, expectNothingHeld, flow, type Office, openOffice, OUTSIDE } from '../testing/small-office.ts'

const person = (extension: string, fields: Partial<User> = {}) =>
  makeDocument('user', { id: `user-${extension}`, name: `Person ${extension}`, extension, ...fields })
const code = (digits: string, manner: string, settings: object = {}) => ({
  ...flow(digits, { eavesdrop: { manner, ...settings } }),
  numbers: [],
  patterns: [`^\\*${digits}([0-9]+)$`],
})
const codes = [code('94', 'listen'), code('95', 'whisper'), code('96', 'barge')]

/** 1001 talks to 1002; 1003 may listen in. */
async function talking(
  more: Parameters<typeof openOffice>[0] = [],
): Promise<Office & { readonly call: ReturnType<SimParty['call']> }> {
  const of = await openOffice([person('1003', { role: 'admin' }), ...codes, ...more])
  const call = of.phones[1001].call('1002')
  await of.bed.clock.advance(1_000)
  expect(call.told).toEqual(['answered'])
  return { ...of, call }
}

const supervising = async (of: Office, dialled: string, by: 1003 | 1004 = 1003) => {
  const call = of.phones[by].call(dialled)
  await of.bed.clock.advance(1_000)
  return call
}

const idOf = ({ bed }: Office, party: SimParty) => bed.streamOf(party).streamId
const roomOf = ({ bed }: Office) => bed.media.mixers.findLast(({ isClosed }) => !isClosed)
const open = { isMuted: false, isDeaf: false }
const isJoined = (of: Office) => of.bed.streamOf(of.phones[1001]).joinedTo === idOf(of, of.phones[1002])

describe('a supervisor', () => {
  it('who listens hears both and is heard by nobody; the two talk on as before once they have left', async () => {
    const of = await talking()
    const { phones, bed } = of
    expect(isJoined(of)).toBe(true)
    const listening = await supervising(of, '*941002')
    expect(listening.told).toEqual(['answered'])
    expect([...(roomOf(of)?.mixed ?? [])]).toEqual([
      [idOf(of, phones[1001]), open],
      [idOf(of, phones[1002]), open],
      [idOf(of, phones[1003]), { ...open, isMuted: true }],
    ])
    expect(isJoined(of)).toBe(false)
    listening.session.end()
    await bed.clock.advance(1_000)
    expect([roomOf(of), isJoined(of), of.call.told]).toEqual([undefined, true, ['answered']])
    expect(bed.cdrs).toMatchObject([
      {
        callerNumber: '1003',
        answeredBy: '1002',
        endReason: 'caller-gone',
        continuedIn: bed.switchboard.list()[0]?.callId,
      },
    ])
    await expectNothingHeld(of)
  })

  it('whispers to the phone that was dialled, breaks in to both, and changes that by key', async () => {
    const of = await talking()
    const { phones, bed } = of
    await supervising(of, '*951002')
    const own = () => roomOf(of)?.mixed.get(idOf(of, phones[1003]))
    expect(own()).toEqual({ ...open, heardBy: [idOf(of, phones[1002])] })
    for (const [key, flags] of [
      ['6', open],
      ['4', { ...open, isMuted: true }],
      ['7', { ...open, isMuted: true }],
      ['5', { ...open, heardBy: [idOf(of, phones[1002])] }],
    ] as const) {
      bed.streamOf(phones[1003]).press(key)
      expect(own()).toEqual(flags)
    }
    expect(bed.media.mixers).toHaveLength(1)
    await expectNothingHeld(of)
  })

  it('whispers to whoever called, when their phone is the one', async () => {
    const of = await talking()
    await supervising(of, '*951001')
    expect(roomOf(of)?.mixed.get(idOf(of, of.phones[1003]))).toEqual({ ...open, heardBy: [idOf(of, of.phones[1001])] })
    await expectNothingHeld(of)
  })

  it('is hung up on when the conversation is over, and that is what the record says', async () => {
    const of = await talking()
    const listening = await supervising(of, '*941002')
    of.call.session.end()
    await of.bed.clock.advance(1_000)
    expect(listening.told).toEqual(['answered', 'ended'])
    expect(roomOf(of)).toBeUndefined()
    expect(of.bed.cdrs).toContainEqual(expect.objectContaining({ callerNumber: '1003', endReason: 'supervised' }))
    await expectNothingHeld(of)
  })

  it('stays with the phone when the other side of the conversation is another’s from then on', async () => {
    const of = await talking([flow('6683', { 'pull-call': {} }), device('1004', { ownerId: 'user-1001' })])
    const listening = await supervising(of, '*941002')
    const pulling = of.phones[1004].call('6683')
    await of.bed.clock.advance(1_000)
    expect([pulling.told, of.call.told]).toEqual([['answered'], ['answered', 'ended']])
    expect(listening.told).toEqual(['answered'])
    expect([...(roomOf(of)?.mixed.keys() ?? [])]).toEqual([
      idOf(of, of.phones[1004]),
      idOf(of, of.phones[1002]),
      idOf(of, of.phones[1003]),
    ])
    await expectNothingHeld(of)
  })

  it('hears whoever is on hold, who hears music, and both again after that', async () => {
    const of = await talking()
    await supervising(of, '*941002')
    await of.phones[1001].hold(of.call.session)
    expect(of.bed.streamOf(of.phones[1002]).playing?.isLoop).toBe(true)
    expect(roomOf(of)?.mixed.size).toBe(3)
    await of.phones[1001].resume(of.call.session)
    expect(of.bed.streamOf(of.phones[1002]).playing).toBeUndefined()
    expect(roomOf(of)?.mixed.size).toBe(3)
    await expectNothingHeld(of)
  })

  it('is one of several, and leaves the others where they are', async () => {
    const of = await talking([person('1004', { role: 'admin' })])
    const first = await supervising(of, '*941002')
    await supervising(of, '*961002', 1004)
    first.session.end()
    await of.bed.clock.advance(1_000)
    expect([...(roomOf(of)?.mixed.keys() ?? [])]).toEqual([
      idOf(of, of.phones[1001]),
      idOf(of, of.phones[1002]),
      idOf(of, of.phones[1004]),
    ])
    expect(of.bed.media.mixers).toHaveLength(1)
    await expectNothingHeld(of)
  })

  it('hears of two conversations the one that is not on hold', async () => {
    const of = await talking()
    const second = of.phones[1002].call('1004')
    await of.bed.clock.advance(1_000)
    await of.phones[1002].hold(second.session)
    await supervising(of, '*941002')
    expect(roomOf(of)?.mixed.has(idOf(of, of.phones[1001]))).toBe(true)
    await expectNothingHeld(of)
  })

  it('who comes as the conversation ends is not left in silence', async () => {
    const of = await talking()
    of.bed.media.opensAfterMs.push(2_000)
    const late = of.phones[1003].call('*941002')
    await of.bed.clock.advance(1_000)
    of.call.session.end()
    await of.bed.clock.advance(6_000)
    expect([late.told.at(-1), of.bed.switchboard.size]).not.toContain('answered')
    expect(of.bed.switchboard.size).toBe(0)
    await expectNothingHeld(of)
  })

  it('does not keep keys from the other side', async () => {
    const of = await talking()
    await supervising(of, '*941002')
    of.bed.streamOf(of.phones[1001]).press('7')
    of.bed.streamOf(of.phones[1002]).press('8')
    expect([of.bed.streamOf(of.phones[1002]).digitsSent, of.bed.streamOf(of.phones[1001]).digitsSent]).toEqual([
      '7',
      '8',
    ])
    of.phones[1003].called.at(-1)?.end()
    await expectNothingHeld(of)
  })

  it('sends keys once to a phone that takes them by INFO alone', async () => {
    const of = await talking([device('1002', { dtmf: 'info' })])
    await supervising(of, '*941002')
    of.bed.streamOf(of.phones[1001]).press('7')
    await of.bed.clock.advance(500)
    expect([of.phones[1002].infoKeys, of.bed.streamOf(of.phones[1002]).digitsSent]).toEqual([['7'], ''])
    await expectNothingHeld(of)
  })

  it('is announced to both by a tone where the account says so', async () => {
    const of = await talking([account({ superviseTone: true }), person('1004', { role: 'admin' })])
    await supervising(of, '*941002')
    await supervising(of, '*941002', 1004)
    expect(roomOf(of)?.mixed.size).toBe(4)
    expect(roomOf(of)?.played).toMatchObject([[{ kind: 'tone' }]])
    await expectNothingHeld(of)
    const quiet = await talking()
    await supervising(quiet, '*941002')
    expect(roomOf(quiet)?.played).toEqual([])
    await expectNothingHeld(quiet)
  })

  it('is seen by whoever looks at either call, and in the trace of the call', async () => {
    const of = await talking()
    const listening = await supervising(of, '*941002')
    of.bed.streamOf(of.phones[1003]).press('6')
    const [heard, hears] = of.bed.switchboard.list()
    expect(heard?.supervisors).toEqual([{ callId: hears?.callId, name: 'Person 1003', manner: 'barge' }])
    expect([heard?.supervises, hears?.supervises]).toEqual([null, { callId: heard?.callId, manner: 'barge' }])
    listening.session.end()
    await of.bed.clock.advance(1_000)
    expect(
      of.bed.switchboard
        .trace(heard?.callId ?? '')
        .flatMap((event) => (event.kind === 'supervised' ? [event.manner] : [])),
    ).toEqual(['listen', 'barge', 'ended'])
    expect(of.bed.switchboard.list()[0]?.supervisors).toEqual([])
    await expectNothingHeld(of)
  })
})

describe('listening in is refused', () => {
  it.each([
    ['to whoever is no administrator', [], '*941002', 1004],
    ['where nobody talks', [], '*941004', 1003],
    ['where nobody is', [], '*941999', 1003],
    [
      'in their own conversation',
      [device('1003', { ownerId: 'user-1002' }), person('1002', { role: 'admin' })],
      '*941001',
      1003,
    ],
    ['where only others are named', [code('94', 'listen', { approvedIds: ['user-1004'] })], '*941002', 1003],
    [
      'on a call that came by no queue of theirs',
      [makeDocument('queue', { id: 'queue', name: 'Queue', managerIds: ['user-1004'] })],
      '*941002',
      1004,
    ],
  ] as const)('%s', async (_, more, dialled, by) => {
    const of = await talking(more)
    const call = await supervising(of, dialled, by)
    await of.bed.clock.advance(3_000)
    expect(of.bed.media.mixers.every(({ isClosed }) => isClosed)).toBe(true)
    expect(call.told.at(-1)).not.toBe('answered')
    expect(isJoined(of)).toBe(true)
    await expectNothingHeld(of)
  })

  it('on somebody who listens in themselves', async () => {
    const of = await talking([person('1004', { role: 'admin' })])
    const first = await supervising(of, '*941002')
    const second = await supervising(of, '*941003', 1004)
    await of.bed.clock.advance(3_000)
    expect(second.told.at(-1)).not.toBe('answered')
    expect(first.told).toEqual(['answered'])
    expect(roomOf(of)?.mixed.size).toBe(3)
    await expectNothingHeld(of)
  })
})

describe('the manager of a queue', () => {
  const queue = makeDocument('queue', {
    id: 'queue',
    name: 'Queue',
    agentIds: ['user-1002'],
    managerIds: ['user-1004'],
  })

  it('does not once the agent has sent the call on', async () => {
    const of = await openOffice([queue, flow('3000', { queue: { queueId: 'queue' } }), ...codes])
    of.phones[1001].call('3000')
    await of.bed.clock.advance(3_000)
    const agents = of.phones[1002].called.at(-1)
    if (agents) void refer(agents, 'sip:1003@bed.test')
    await of.bed.clock.advance(3_000)
    expect(of.bed.streamOf(of.phones[1001]).joinedTo).toBe(idOf(of, of.phones[1003]))
    await supervising(of, '*941003', 1004)
    expect(roomOf(of)).toBeUndefined()
    await expectNothingHeld(of)
  })

  it('listens in on its calls', async () => {
    const of = await openOffice([queue, flow('3000', { queue: { queueId: 'queue' } }), ...codes])
    of.phones[1001].call('3000')
    await of.bed.clock.advance(3_000)
    expect(isJoined(of)).toBe(true)
    const listening = await supervising(of, '*941002', 1004)
    expect([listening.told, roomOf(of)?.mixed.size]).toEqual([['answered'], 3])
    await expectNothingHeld(of)
  })
})

describe('named at the step', () => {
  it('a group lets its members listen in, whoever they are', async () => {
    const group = makeDocument('group', { id: 'leads', name: 'Leads', members: [{ id: 'user-1004', weight: 1 }] })
    const of = await talking([group, code('94', 'listen', { approvedIds: ['leads'] })])
    const listening = await supervising(of, '*941002', 1004)
    expect(listening.told).toEqual(['answered'])
    expect(roomOf(of)?.mixed.size).toBe(3)
    await expectNothingHeld(of)
  })
})

describe('from the app', () => {
  const click = ({ bed }: Office, fields: object = {}) =>
    bed.switchboard.supervise({
      callId: bed.switchboard.list()[0]?.callId ?? '',
      fromId: 'user-1003',
      manner: 'listen',
      autoAnswer: false,
      ...fields,
    })

  it('a supervisor’s phone rings, and hears the call once it is answered; the manner is changed from there', async () => {
    const of = await talking()
    of.phones[1003].answers = undefined
    const clicked = click(of)
    await of.bed.clock.advance(1_000)
    expect([of.phones[1003].called.length, roomOf(of)]).toEqual([1, undefined])
    of.phones[1003].answer()
    await of.bed.clock.advance(1_000)
    expect(roomOf(of)?.mixed.get(idOf(of, of.phones[1003]))).toEqual({ ...open, isMuted: true })
    const callId = clicked.ok ? clicked.callId : ''
    expect(of.bed.switchboard.changeSupervision(callId, 'whisper')).toBe(true)
    expect(roomOf(of)?.mixed.get(idOf(of, of.phones[1003]))).toEqual({ ...open, heardBy: [idOf(of, of.phones[1002])] })
    expect(of.bed.switchboard.hangUp(callId)).toBe(true)
    await of.bed.clock.advance(1_000)
    expect([of.phones[1003].called[0]?.state, isJoined(of)]).toEqual(['ended', true])
    expect(of.bed.switchboard.changeSupervision(callId, 'barge')).toBe(false)
    await expectNothingHeld(of)
  })

  it('whose phone is hung up listens no longer, and the call goes on', async () => {
    const of = await talking()
    click(of)
    await of.bed.clock.advance(1_000)
    expect(roomOf(of)?.mixed.size).toBe(3)
    of.phones[1003].called[0]?.end()
    await of.bed.clock.advance(1_000)
    expect([of.bed.switchboard.size, isJoined(of)]).toEqual([1, true])
    await expectNothingHeld(of)
  })

  it('whose call ends while their phone rings is not connected to anything', async () => {
    const of = await talking()
    of.phones[1003].answers = undefined
    click(of)
    await of.bed.clock.advance(1_000)
    of.call.session.end()
    await of.bed.clock.advance(1_000)
    of.phones[1003].answer()
    await of.bed.clock.advance(1_000)
    expect([of.bed.switchboard.size, of.phones[1003].called[0]?.state]).toEqual([0, 'ended'])
    await expectNothingHeld(of)
  })

  it('the phone that whispers are for is ours, whoever called whom', async () => {
    const of = await openOffice([person('1003', { role: 'admin' })])
    of.phones[1002].call(OUTSIDE)
    await of.bed.clock.advance(1_000)
    click(of, { manner: 'whisper' })
    await of.bed.clock.advance(1_000)
    expect(roomOf(of)?.mixed.get(idOf(of, of.phones[1003]))).toEqual({ ...open, heardBy: [idOf(of, of.phones[1002])] })
    await expectNothingHeld(of)
  })

  it.each([
    ['nobody’s phone', { fromId: 'nobody' }, 'not-found'],
    ['somebody who may not', { fromId: 'user-1004' }, 'not-allowed'],
    ['one of the two', { fromId: '1003', manner: 'barge' }, 'not-allowed'],
    ['a call that is not there', { callId: 'gone' }, 'nobody-talks'],
  ] as const)('%s is refused', async (what, fields, why) => {
    const own = [device('1003', { ownerId: 'user-1002' }), person('1002', { role: 'admin' })]
    const of = await talking(what === 'one of the two' ? own : [])
    expect(click(of, fields)).toEqual({ ok: false, why })
    await of.bed.clock.advance(1_000)
    expect(of.phones[1003].called).toHaveLength(0)
    await expectNothingHeld(of)
  })
})
