import { describe, expect, it } from 'vitest'
import { expectNothingHeld, flow, openOffice, trunk, CARRIER } from './testing/small-office.ts'

describe('limits', () => {
  it('of live calls: who is one too many is told when to come again, and may when somebody has left', async () => {
    const office = await openOffice([], 2)
    const { bed, phones } = office
    const calls = [phones[1001].call('2000'), phones[1002].call('2000')]
    await bed.clock.advance(2_000)
    const refused = phones[1003].call('2000')
    await bed.clock.advance(2_000)
    expect([...calls, refused].map(({ told }) => told)).toEqual([['answered'], ['answered'], [503]])
    expect(bed.sent(503).map(({ headers }) => headers.get('Retry-After'))).toEqual(['10'])
    expect(bed.switchboard.size).toBe(2)
    calls[0]?.session.end()
    await bed.clock.advance(1_000)
    const again = phones[1003].call('2000')
    await bed.clock.advance(2_000)
    expect(again.told).toEqual(['answered'])
    await expectNothingHeld(office)
  })

  it('of the channels of a trunk hold for a group that rings a cell phone too', async () => {
    const office = await openOffice([trunk('trunk', CARRIER, { channels: 1 })])
    const { bed, phones, carrier } = office
    const first = phones[1001].call('6045550101')
    await bed.clock.advance(2_000)
    const second = phones[1002].call('6045550102')
    await bed.clock.advance(2_000)
    expect([first.told, second.told, carrier.called.length]).toEqual([['answered'], [503], 1])
    await expectNothingHeld(office)
  })

  it('of a flow that goes round: it ends with 482', async () => {
    const office = await openOffice([
      flow('3000', { callflow: { callflowId: 'flow-3001' } }),
      flow('3001', { callflow: { callflowId: 'flow-3000' } }),
    ])
    const call = office.phones[1001].call('3000')
    await office.bed.clock.advance(5_000)
    expect(call.told).toEqual([482])
    await expectNothingHeld(office)
  })
})
