import { describe, expect, it } from 'vitest'
import type { Document } from '../../callflow/design/document.ts'
import type { SipMessage } from '../sip/message/message.ts'
import {
  account,
  CARRIER,
  expectNothingHeld,
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
