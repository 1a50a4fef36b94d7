import { describe, expect, it } from 'vitest'
import { type Document, makeDocument, type User } from '../../callflow/design/document.ts'
import { accountOutsideLimits } from '../../callflow/design/kinds/outside-limits.ts'
import { drawFlow } from '../../callflow/rehearse/small-design.ts'
import { refer } from './testing/referring.ts'
import {
  account,
  CARRIER,
  device,
  expectNothingHeld,
  flow,
  group,
  type Office,
  OUTSIDE,
  openOffice,
  trunk,
} from './testing/small-office.ts'

const blair = (fields: Partial<User> = {}) =>
  makeDocument('user', {
    id: 'user-1002',
    name: 'Blair',
    extension: '1002',
    outsideMinutesADay: 1,
    outsideLimits: 'own',
    ...fields,
  })
const forwarding = { ...blair().callForward, enabled: true, number: OUTSIDE }
const cell = device('cell', { ownerId: 'user-1002', type: 'cell-phone', outsideNumber: OUTSIDE })
const portal = flow('3000', { 'office-anywhere-portal': { portalId: 'portal' } })
const queue = makeDocument('queue', { id: 'queue', name: 'Sales', agentIds: ['user-1002'], agentRingSec: 10 })

/** Each way by which a call of Blair's leaves, with whatever it takes. */
const ways: readonly (readonly [way: string, documents: readonly Document[], leave: (of: Office) => unknown])[] = [
  ['dialled', [], ({ phones }) => phones[1002].call(OUTSIDE)],
  [
    'clicked',
    [],
    ({ bed }) =>
      bed.switchboard.click({ fromId: '1002', number: OUTSIDE, autoAnswer: false, callerName: '', callerNumber: '' }),
  ],
  [
    'forwarded by their person',
    [blair({ callForward: forwarding }), flow('4000', { user: { userId: 'user-1002' } })],
    ({ phones }) => phones[1001].call('4000'),
  ],
  [
    'forwarded by their phone',
    [device('1002', { callForward: forwarding })],
    ({ phones }) => phones[1001].call('1002'),
  ],
  [
    'to their cell phone',
    [cell, flow('4000', { device: { deviceId: 'cell' } })],
    ({ phones }) => phones[1001].call('4000'),
  ],
  [
    'to their cell phone in a ring group',
    [cell, device('1002', { followMe: false }), group('4000', ['user-1002'])],
    ({ phones }) => phones[1001].call('4000'),
  ],
  [
    'to their cell phone as an agent of a queue',
    [cell, device('1002', { followMe: false }), queue, flow('4000', { queue: { queueId: 'queue' } })],
    ({ phones }) => phones[1001].call('4000'),
  ],
  [
    'sent on by their phone (302)',
    [],
    ({ phones }) => {
      phones[1002].answers = 302
      phones[1002].sendsOnTo = `<sip:${OUTSIDE}@anywhere.test>`
      phones[1001].call('1002')
    },
  ],
  [
    'transferred by them (REFER)',
    [],
    async ({ bed, phones }) => {
      phones[1001].call('1002')
      await bed.clock.advance(2_000)
      const [theirs] = phones[1002].called
      if (theirs) void refer(theirs, `sip:${OUTSIDE}@bed.test`)
    },
  ],
  [
    'through Office Anywhere',
    [
      makeDocument('portal', { id: 'portal', name: 'Portal' }),
      portal,
      blair({ officeAnywhere: { ...blair().officeAnywhere, enabled: true, pin: '8642' } }),
    ],
    async ({ bed, phones }) => {
      phones[1001].call('3000')
      await bed.clock.advance(3_000)
      for (const keys of ['8642#', `${OUTSIDE}#`]) {
        for (const key of keys) {
          bed.streamOf(phones[1001]).press(key)
          await bed.clock.advance(300)
        }
        await bed.clock.advance(6_000)
      }
    },
  ],
]

describe.each(ways)('an outside call of somebody, %s', (_way, documents, leave) => {
  const open = (used: string) =>
    openOffice([
      account({ outboundTrunkId: 'trunk' }),
      ...(documents.some(({ id }) => id === 'user-1002') ? [] : [blair()]),
      ...documents,
    ]).then((office) => {
      office.bed.engine.runtimeState.write({ scope: 'user', id: 'user-1002', name: 'outside-use' }, used)
      return office
    })

  it('goes out while they have minutes, and counts as theirs', async () => {
    const office = await open('0 59999')
    await leave(office)
    await office.bed.clock.advance(5_000)
    expect(office.carrier.called).toHaveLength(1)
    await office.bed.clock.advance(10_000)
    await expectNothingHeld(office)
    const used = office.bed.engine.runtimeState.read({ scope: 'user', id: 'user-1002', name: 'outside-use' })
    expect(Number(String(used).split(' ')[1])).toBeGreaterThan(60_000)
  })

  it('does not go out when they have none', async () => {
    const office = await open('0 60000')
    await leave(office)
    await office.bed.clock.advance(5_000)
    expect(office.carrier.called).toHaveLength(0)
    await expectNothingHeld(office)
  })
})

it('a call that is kept in holds no channel of its trunk', async () => {
  const office = await openOffice([blair(), trunk('trunk', CARRIER, { channels: 1 })])
  const { bed, phones, carrier } = office
  bed.engine.runtimeState.write({ scope: 'user', id: 'user-1002', name: 'outside-use' }, '0 60000')
  phones[1002].call(OUTSIDE)
  await bed.clock.advance(2_000)
  const other = phones[1001].call(OUTSIDE)
  await bed.clock.advance(2_000)
  expect([other.told, carrier.called.length]).toEqual([['answered'], 1])
  await expectNothingHeld(office)
})

describe('calls that look wrong', () => {
  const watching = account({
    country: 'US',
    outboundTrunkId: 'trunk',
    outsideWatch: accountOutsideLimits.outsideWatch.parse({ stops: true, numbers: 3 }),
  })
  const abroad = (end: number) => `+44207946000${end}`

  it('stop those of whoever makes them, but for help and inside; a restart keeps it, and an administrator ends it', async () => {
    const office = await openOffice([watching])
    const { bed, phones, carrier } = office
    const dial = async (number: string, from = phones[1001]) => {
      const call = from.call(number)
      await bed.clock.advance(8_000)
      const [told] = call.told
      call.session.end()
      await bed.clock.advance(1_000)
      return told
    }
    expect([await dial(abroad(1)), await dial(abroad(2)), carrier.called.length]).toEqual(['answered', 'answered', 2])
    expect(await dial(abroad(3))).not.toBe('answered')
    expect(carrier.called).toHaveLength(2)
    expect(bed.outsideStopped).toEqual([
      'The outside calls of Person 1001 are stopped: 3 different costly numbers within an hour. Calls for help still go out. An administrator can let them again.',
    ])
    expect(await dial(OUTSIDE)).not.toBe('answered')
    expect([await dial('911'), await dial('988'), await dial('1002')]).toEqual(['answered', 'answered', 'answered'])
    expect(await dial(OUTSIDE, phones[1002])).toBe('answered')
    expect(bed.outsideStopped).toHaveLength(1)
    const said = bed.traced.flatMap((event) =>
      event.kind === 'operation' && event.operation.kind === 'note' ? [event.operation.message] : [],
    )
    expect(said).toContain(
      'The call does not go out: The outside calls of Person 1001 are stopped: 3 different costly numbers within an hour',
    )
    const [stop] = bed.engine.outsideStops.list()
    expect(bed.engine.outsideStops.lift(stop?.stopId ?? '')).toBe(true)
    expect(await dial(OUTSIDE)).toBe('answered')
    await expectNothingHeld(office)
  })

  it('of callers from outside who are sent on stop theirs alone', async () => {
    const sentOn = drawFlow({
      id: 'did',
      numbers: ['+16045550101'],
      nodes: { 'account-carrier': { number: abroad(9) } },
    })
    const often = account({
      ...watching,
      outsideWatch: accountOutsideLimits.outsideWatch.parse({ stops: true, shortCalls: 2 }),
    })
    const office = await openOffice([often, sentOn])
    const { bed, carrier, phones } = office
    for (let at = 0; at < 3; at++) {
      const call = carrier.call('+16045550101')
      await bed.clock.advance(5_000)
      call.session.end()
      await bed.clock.advance(1_000)
    }
    expect(carrier.called).toHaveLength(2)
    expect(bed.engine.outsideStops.list()).toMatchObject([{ scope: 'account', whose: 'callers from outside' }])
    phones[1001].call(OUTSIDE)
    await bed.clock.advance(2_000)
    expect(carrier.called).toHaveLength(3)
    await expectNothingHeld(office)
  })
})
