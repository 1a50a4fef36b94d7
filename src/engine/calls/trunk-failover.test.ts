import { describe, expect, it } from 'vitest'
import { type Document, makeDocument, type Trunk } from '../../callflow/design/document.ts'
import type { SipMessage } from '../sip/message/message.ts'
import {
  account,
  CARRIER,
  device,
  expectNothingHeld,
  flow,
  group,
  OUTSIDE,
  openOffice,
  SECOND_CARRIER,
  trunk,
} from './testing/small-office.ts'

const two = [account({ outboundTrunkId: 'trunk' }), trunk('trunk', CARRIER), trunk('second', SECOND_CARRIER)]

async function twoCarriers() {
  const office = await openOffice(two)
  return { office, ...office, second: await office.bed.party(SECOND_CARRIER) }
}

describe('a call for help', () => {
  it.each([486, 503, 404, 603])('that the first carrier refuses with %i goes by the second', async (status) => {
    const { office, bed, phones, carrier, second } = await twoCarriers()
    carrier.answers = status
    const call = phones[1001].call('911')
    await bed.clock.advance(3_000)
    expect([call.told, carrier.called.length, second.called.length]).toEqual([['answered'], 1, 1])
    await expectNothingHeld(office)
  })

  it('that the first carrier says nothing to goes by the second after four seconds', async () => {
    const { office, bed, phones, second } = await twoCarriers()
    bed.network.lose = (message) =>
      message.kind === 'request' && message.method === 'INVITE' && message.uri.includes(CARRIER)
    const call = phones[1001].call('911')
    await bed.clock.advance(3_900)
    expect(second.called).toHaveLength(0)
    await bed.clock.advance(500)
    expect([call.told, second.called.length]).toEqual([['answered'], 1])
    await expectNothingHeld(office)
  })

  it('that the first carrier rings for is left ringing there', async () => {
    const { office, bed, phones, carrier, second } = await twoCarriers()
    carrier.answers = undefined
    phones[1001].call('911')
    await bed.clock.advance(30_000)
    expect([carrier.called[0]?.state, second.called.length]).toEqual(['early', 0])
    await expectNothingHeld(office)
  })

  it('goes out while the engine is full, with the phone’s limit reached', async () => {
    const office = await openOffice([], 1)
    const { bed, phones, carrier } = office
    phones[1002].call('2000')
    await bed.clock.advance(2_000)
    const [ordinary, help] = [phones[1001].call('2000'), phones[1001].call('911')]
    await bed.clock.advance(2_000)
    expect([ordinary.told, help.told, carrier.called.length]).toEqual([[503], ['answered'], 1])
    await expectNothingHeld(office)
  })

  it('that no carrier takes is told what the last one said', async () => {
    const { office, bed, phones, carrier, second } = await twoCarriers()
    carrier.answers = 503
    second.answers = 486
    const call = phones[1001].call('911')
    await bed.clock.advance(3_000)
    expect(call.told).toEqual([486])
    await expectNothingHeld(office)
  })
})

describe('a call outside that two carriers share', () => {
  const shared = [
    trunk('trunk', CARRIER, { shared: true, priority: 1 }),
    trunk('second', SECOND_CARRIER, { shared: true }),
  ]
  const open = async (changes: readonly Document[] = shared) => {
    const office = await openOffice(changes)
    return { office, ...office, second: await office.bed.party(SECOND_CARRIER) }
  }

  it.each([500, 503, 504, 488])('goes by the second when the first says %i', async (status) => {
    const { office, bed, phones, carrier, second } = await open()
    carrier.answers = status
    const call = phones[1001].call(OUTSIDE)
    await bed.clock.advance(3_000)
    expect([call.told, carrier.called.length, second.called.length]).toEqual([['answered'], 1, 1])
    await expectNothingHeld(office)
  })

  it.each([486, 404, 480, 603, 600, 408])('is over when the first says %i of the number called', async (status) => {
    const { office, bed, phones, carrier, second } = await open()
    carrier.answers = status
    const call = phones[1001].call(OUTSIDE)
    await bed.clock.advance(3_000)
    expect([call.told.includes('answered'), carrier.called.length, second.called.length]).toEqual([false, 1, 0])
    await expectNothingHeld(office)
  })

  it('goes by the second when the first says nothing for four seconds', async () => {
    const { office, bed, phones, second } = await open()
    bed.network.lose = (message) => message.kind === 'request' && message.uri.includes(CARRIER)
    const call = phones[1001].call(OUTSIDE)
    await bed.clock.advance(4_500)
    expect([call.told, second.called.length]).toEqual([['answered'], 1])
    await expectNothingHeld(office)
  })

  it('goes by the second when the first has as many calls as it may, or has used up its minutes', async () => {
    const full = trunk('trunk', CARRIER, { shared: true, priority: 1, channels: 1 })
    const { office, bed, phones, carrier, second } = await open([full, ...shared.slice(1)])
    const [one, two] = [phones[1001].call(OUTSIDE), phones[1002].call(OUTSIDE)]
    await bed.clock.advance(3_000)
    expect([one.told, two.told, carrier.called.length, second.called.length]).toEqual([
      ['answered'],
      ['answered'],
      1,
      1,
    ])
    await expectNothingHeld(office)
  })

  it('passes over a carrier that answers no question, until it does again', async () => {
    const asked = trunk('trunk', CARRIER, { shared: true, priority: 1, probe: true })
    const { office, bed, phones, carrier, second } = await open([asked, ...shared.slice(1)])
    const isForFirst = (message: SipMessage) => message.kind === 'request' && message.uri.includes(CARRIER)
    bed.network.lose = isForFirst
    await bed.clock.advance(70_000)
    expect(bed.sent('OPTIONS', CARRIER).length).toBeGreaterThan(1)
    bed.network.lose = (message) => isForFirst(message) && message.kind === 'request' && message.method === 'OPTIONS'
    phones[1001].call(OUTSIDE)
    await bed.clock.advance(500)
    expect([carrier.called.length, second.called.length]).toEqual([0, 1])
    bed.network.lose = () => false
    await bed.clock.advance(70_000)
    phones[1002].call(OUTSIDE)
    await bed.clock.advance(500)
    expect([carrier.called.length, second.called.length]).toEqual([1, 1])
    await expectNothingHeld(office)
  })

  it('tries a carrier that answers no question where it is the last', async () => {
    const asked = trunk('trunk', CARRIER, { probe: true })
    const { office, bed, phones, carrier } = await open([asked])
    bed.network.lose = (message) => message.kind === 'request' && message.method === 'OPTIONS'
    await bed.clock.advance(70_000)
    const call = phones[1001].call(OUTSIDE)
    await bed.clock.advance(500)
    expect([call.told, carrier.called.length]).toEqual([['answered'], 1])
    await expectNothingHeld(office)
  })
})

describe('any other call outside', () => {
  it('goes by one carrier: what it says is what the caller is told', async () => {
    const { office, bed, phones, carrier, second } = await twoCarriers()
    carrier.answers = 503
    const call = phones[1001].call(OUTSIDE)
    await bed.clock.advance(3_000)
    expect([call.told, carrier.called.length, second.called.length]).toEqual([[503], 1, 0])
    await expectNothingHeld(office)
  })
})

describe('a leg outside beside others', () => {
  const sharing = (fields: Partial<Trunk> = {}) => [
    account({ outboundTrunkId: 'trunk' }),
    trunk('trunk', CARRIER, { ...fields }),
    trunk('second', SECOND_CARRIER, { shared: true }),
    device('cell', { ownerId: 'user-1003', type: 'cell-phone', outsideNumber: OUTSIDE }),
    device('1003', { followMe: false }),
  ]
  const both = group('4000', ['user-1002', 'user-1003'])
  const alone = flow('4001', { device: { deviceId: 'cell', timeoutSec: 20 } })

  async function ringing(number: string, changes: readonly Document[] = sharing()) {
    const office = await openOffice([...changes, both, alone])
    const second = await office.bed.party(SECOND_CARRIER)
    office.phones[1002].answers = undefined
    return { office, ...office, second, call: () => office.phones[1001].call(number) }
  }

  it.each([503, 488, 500])(
    'that the first carrier refuses with %i goes by the second, and phones ring on',
    async (status) => {
      const { office, bed, phones, carrier, second, call } = await ringing('4000')
      carrier.answers = status
      second.answersAfterMs = 3_000
      const { told } = call()
      await bed.clock.advance(2_000)
      expect([carrier.called.length, second.called.length, phones[1002].called[0]?.state]).toEqual([1, 1, 'early'])
      await bed.clock.advance(3_000)
      expect([told, phones[1002].called[0]?.state]).toEqual([['answered'], 'ended'])
      await expectNothingHeld(office)
    },
  )

  it.each([486, 404, 603])('that the number refuses with %i is not tried elsewhere', async (status) => {
    const { office, bed, carrier, second, call } = await ringing('4001')
    carrier.answers = status
    const { told } = call()
    await bed.clock.advance(5_000)
    expect([carrier.called.length, second.called.length, told[0] === 'answered']).toEqual([1, 0, false])
    await expectNothingHeld(office)
  })

  it('that the first carrier says nothing to goes by the second after four seconds, whatever one person may have at once', async () => {
    const one = makeDocument('user', {
      id: 'user-1003',
      name: 'C',
      extension: '1003',
      outsideLimits: 'own',
      outsideCallsAtOnce: 1,
    })
    const { office, bed, second, call } = await ringing('4000', [...sharing(), one])
    bed.network.lose = (message) =>
      message.kind === 'request' && message.method === 'INVITE' && message.uri.includes(CARRIER)
    const { told } = call()
    await bed.clock.advance(3_900)
    expect(second.called).toHaveLength(0)
    await bed.clock.advance(1_000)
    expect([told, second.called.length]).toEqual([['answered'], 1])
    await expectNothingHeld(office)
  })

  it('whose trunk is full or has used up its minutes goes by the second; what is the person’s keeps it in', async () => {
    const { office, bed, carrier, second, call } = await ringing('4001', sharing({ outsideMinutesADay: 1 }))
    bed.engine.runtimeState.write({ scope: 'trunk', id: 'trunk', name: 'outside-use' }, '0 60000')
    const first = call()
    await bed.clock.advance(2_000)
    expect([first.told, carrier.called.length, second.called.length]).toEqual([['answered'], 0, 1])
    await expectNothingHeld(office)
    const mine = makeDocument('user', {
      id: 'user-1003',
      name: 'C',
      extension: '1003',
      outsideLimits: 'own',
      outsideMinutesADay: 1,
    })
    const kept = await ringing('4001', [...sharing(), mine])
    kept.bed.engine.runtimeState.write({ scope: 'user', id: 'user-1003', name: 'outside-use' }, '0 60000')
    kept.call()
    await kept.bed.clock.advance(2_000)
    expect([kept.carrier.called.length, kept.second.called.length]).toEqual([0, 0])
    await expectNothingHeld(kept.office)
  })

  it('that a phone sends it on to (302), or that is forwarded, goes by the second too', async () => {
    const { callForward } = device('1002')
    const forwards = device('1004', {
      callForward: { ...callForward, enabled: true, number: OUTSIDE, requireKeypress: false },
    })
    for (const number of ['1002', '1004']) {
      const { office, bed, phones, carrier, second } = await ringing('4001', [...sharing(), forwards])
      phones[1002].answers = 302
      phones[1002].sendsOnTo = `<sip:${OUTSIDE}@anywhere.test>`
      carrier.answers = 503
      const { told } = phones[1001].call(number)
      await bed.clock.advance(3_000)
      expect([told, carrier.called.length, second.called.length]).toEqual([['answered'], 1, 1])
      await expectNothingHeld(office)
    }
  })

  it('that no carrier takes has failed', async () => {
    const { office, bed, carrier, second, call } = await ringing('4001')
    carrier.answers = 503
    second.answers = 503
    const { told } = call()
    await bed.clock.advance(3_000)
    expect([told[0] === 'answered', carrier.called.length, second.called.length]).toEqual([false, 1, 1])
    await expectNothingHeld(office)
  })

  it('of a call for help goes by the second whatever the first says', async () => {
    const help = device('cell', { ownerId: 'user-1003', type: 'cell-phone', outsideNumber: '911' })
    const { office, bed, carrier, second, call } = await ringing('4001', [...sharing(), help])
    carrier.answers = 486
    const { told } = call()
    await bed.clock.advance(3_000)
    expect([told, carrier.called.length, second.called.length]).toEqual([['answered'], 1, 1])
    await expectNothingHeld(office)
  })
})
