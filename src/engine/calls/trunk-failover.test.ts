import { describe, expect, it } from 'vitest'
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
