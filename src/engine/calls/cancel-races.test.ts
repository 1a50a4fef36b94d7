import { describe, expect, it } from 'vitest'
import { expectNothingHeld, group, openOffice } from './testing/small-office.ts'

describe('a CANCEL', () => {
  it('that a 200 crosses: the phone that answered too late is acknowledged and hung up on (RFC 3261 §9.1)', async () => {
    const office = await openOffice()
    const { bed, phones } = office
    phones[1002].answers = undefined
    const call = phones[1001].call('1002')
    await bed.clock.advance(2_000)
    call.session.end()
    await bed.clock.advance(15) // our CANCEL is on its way
    expect(bed.sent('CANCEL')).toHaveLength(1)
    phones[1002].answer()
    await bed.clock.advance(2_000)
    expect(phones[1002].became[0]?.[0]).toBe('answered')
    expect(phones[1002].called[0]?.state).toBe('ended')
    expect([bed.sent('ACK', '192.0.2.12').length, bed.sent('BYE', '192.0.2.12').length]).toEqual([1, 1])
    expect(call.told).toEqual([487])
    expect(bed.switchboard.size).toBe(0)
    await expectNothingHeld(office)
  })

  it('for a phone that had not yet said anything waits until it has (RFC 3261 §9.1)', async () => {
    const office = await openOffice()
    const { bed, phones } = office
    phones[1002].isSilent = true
    const call = phones[1001].call('1002')
    await bed.clock.advance(40)
    call.session.end()
    await bed.clock.advance(3_000)
    expect(phones[1002].called[0]?.state).toBe('ended')
    expect([call.told, bed.switchboard.size]).toEqual([[487], 0])
    await expectNothingHeld(office)
  })

  it('says nothing of an answer where there was none', async () => {
    const office = await openOffice([group('3000', ['user-1002', 'user-1003'])])
    const { bed, phones } = office
    phones[1002].answers = undefined
    phones[1003].answers = undefined
    const call = phones[1001].call('3000')
    await bed.clock.advance(2_000)
    call.session.end()
    await bed.clock.advance(1_000)
    expect(bed.sent('CANCEL').map(({ headers }) => headers.get('Reason'))).toEqual([undefined, undefined])
    expect([phones[1002].became, phones[1003].became]).toEqual([[['ended by remote']], [['ended by remote']]])
    expect(bed.cdrs).toMatchObject([{ answeredBy: '', sipStatus: 487, endReason: 'caller-gone' }])
    await expectNothingHeld(office)
  })

  it('by the caller that our 200 crosses: the call is answered, and over as soon as the caller says so', async () => {
    const office = await openOffice()
    const { bed, phones } = office
    phones[1002].answers = undefined
    const call = phones[1001].call('1002')
    await bed.clock.advance(2_000)
    phones[1002].answer()
    await bed.clock.advance(15) // our 200 is on its way
    call.session.end()
    await bed.clock.advance(2_000)
    expect(phones[1002].called[0]?.state).toBe('ended')
    expect(bed.switchboard.size).toBe(0)
    await expectNothingHeld(office)
  })

  it('and a phone that never acknowledges anything leaves nothing behind', async () => {
    const office = await openOffice()
    const { bed, phones } = office
    phones[1002].answers = undefined
    const call = phones[1001].call('1002')
    await bed.clock.advance(2_000)
    bed.network.lose = (message) =>
      message.kind === 'response' && message.headers.get('CSeq')?.endsWith('CANCEL') === true
    call.session.end()
    await bed.clock.advance(40_000)
    expect([bed.switchboard.size, bed.media.openStreams]).toEqual([0, 0])
    await expectNothingHeld(office)
  })
})

describe('whoever vanishes', () => {
  it('a phone that answers nothing is given up after the time it may ring', async () => {
    const office = await openOffice()
    const { bed, phones } = office
    phones[1002].isSilent = true
    bed.network.lose = (message) => message.kind === 'response' && message.status === 100
    const call = phones[1001].call('1002')
    await bed.clock.advance(25_000)
    expect([call.told, bed.switchboard.size]).toEqual([[480], 0])
    await expectNothingHeld(office)
  })

  it('a caller that never acknowledges the 200 is hung up on, and so is whoever was called', async () => {
    const office = await openOffice()
    const { bed, phones } = office
    bed.network.lose = (message) =>
      message.kind === 'request' && message.method === 'ACK' && String(message.headers.get('From')).includes('1001')
    const call = phones[1001].call('1002')
    await bed.clock.advance(40_000)
    expect(call.told.at(-1)).toBe('ended')
    expect(phones[1002].called[0]?.state).toBe('ended')
    expect(bed.switchboard.size).toBe(0)
    await expectNothingHeld(office)
  })
})
