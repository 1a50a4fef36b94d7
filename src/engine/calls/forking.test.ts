import { describe, expect, it } from 'vitest'
import { expectNothingHeld, group, openOffice } from './testing/small-office.ts'

const all = ['user-1002', 'user-1003', 'user-1004']

describe('phones that ring together', () => {
  it('the first to answer has the call, and the others are told that it was answered elsewhere (RFC 3326)', async () => {
    const office = await openOffice([group('3000', all)])
    const { bed, phones } = office
    for (const id of ['1002', '1003', '1004'] as const) phones[id].answers = undefined
    const call = phones[1001].call('3000')
    await bed.clock.advance(2_000)
    expect([call.progress, call.told]).toEqual([['180'], []])
    phones[1003].answer()
    await bed.clock.advance(1_000)
    expect(call.told).toEqual(['answered'])
    expect(phones[1003].became).toEqual([['answered']])
    const elsewhere = 'ended by remote: SIP;cause=200;text="Call completed elsewhere"'
    expect([phones[1002].became, phones[1004].became]).toEqual([[[elsewhere]], [[elsewhere]]])
    expect(bed.streamOf(phones[1003]).joinedTo).toBe(bed.streamOf(phones[1001]).streamId)
    expect(bed.cdrs).toEqual([])
    call.session.end()
    await bed.clock.advance(1_000)
    expect(bed.cdrs).toMatchObject([{ answeredBy: '1003', endReason: 'caller-gone' }])
    await expectNothingHeld(office)
  })

  it('of two that answer at the same moment one has it, and the other is hung up on', async () => {
    const office = await openOffice([group('3000', all)])
    const { bed, phones } = office
    for (const id of ['1002', '1003', '1004'] as const) phones[id].answers = undefined
    const call = phones[1001].call('3000')
    await bed.clock.advance(2_000)
    phones[1002].answer()
    phones[1004].answer()
    await bed.clock.advance(2_000)
    expect(call.told).toEqual(['answered'])
    expect(phones[1002].became).toEqual([['answered']])
    expect(phones[1004].called[0]?.state).toBe('ended')
    expect(bed.sent('BYE')).toHaveLength(1)
    await expectNothingHeld(office)
  })

  it('one that is busy leaves the others ringing; where all fail the call has failed, by the failure closest to a person', async () => {
    const office = await openOffice([group('3000', all)])
    const { bed, phones } = office
    phones[1002].answers = 486
    phones[1003].answers = undefined
    phones[1004].answers = 503
    const call = phones[1001].call('3000')
    await bed.clock.advance(2_000)
    expect(call.told).toEqual([])
    await bed.clock.advance(20_000)
    expect(call.told).toEqual([480])
    expect(phones[1003].became).toEqual([['ended by remote']])
    await expectNothingHeld(office)
  })

  it('where one refusal ends the attempt it does', async () => {
    const office = await openOffice([group('3000', all, { failOnSingleReject: true })])
    const { bed, phones } = office
    phones[1002].answers = undefined
    phones[1003].answers = 603
    phones[1003].answersAfterMs = 3_000
    phones[1004].answers = undefined
    const call = phones[1001].call('3000')
    await bed.clock.advance(2_000)
    expect(call.told).toEqual([])
    await bed.clock.advance(2_000)
    expect(call.told).toEqual([603])
    expect(phones[1002].became).toEqual([['ended by remote']])
    await expectNothingHeld(office)
  })

  it('one that is to ring later rings later, and not at all once somebody has answered', async () => {
    const members = [
      { id: 'user-1002', delaySec: 0, timeoutSec: 20, weight: 20 },
      { id: 'user-1003', delaySec: 5, timeoutSec: 20, weight: 20 },
      { id: 'user-1004', delaySec: 10, timeoutSec: 20, weight: 20 },
    ]
    const office = await openOffice([group('3000', [], { members })])
    const { bed, phones } = office
    phones[1002].answers = undefined
    phones[1003].answers = undefined
    phones[1001].call('3000')
    await bed.clock.advance(4_000)
    expect(phones[1003].called).toHaveLength(0)
    await bed.clock.advance(2_000)
    expect(phones[1003].called).toHaveLength(1)
    phones[1002].answer()
    await bed.clock.advance(10_000)
    expect(phones[1004].called).toHaveLength(0)
    await expectNothingHeld(office)
  })

  it('a member rings for its own time, and the call goes on', async () => {
    const members = [
      { id: 'user-1002', delaySec: 0, timeoutSec: 3, weight: 20 },
      { id: 'user-1003', delaySec: 0, timeoutSec: 20, weight: 20 },
    ]
    const office = await openOffice([group('3000', [], { members })])
    const { bed, phones } = office
    phones[1002].answers = undefined
    phones[1003].answers = undefined
    const call = phones[1001].call('3000')
    await bed.clock.advance(5_000)
    expect([phones[1002].became, phones[1003].became, call.told]).toEqual([[['ended by remote']], [[]], []])
    await expectNothingHeld(office)
  })

  it('a phone that is a member twice, by its person and by itself, rings once', async () => {
    const office = await openOffice([group('3000', ['user-1002', '1002', 'user-1003'])])
    const { bed, phones } = office
    phones[1002].answers = undefined
    phones[1003].answers = undefined
    phones[1001].call('3000')
    await bed.clock.advance(2_000)
    expect([phones[1002].called.length, phones[1003].called.length]).toEqual([1, 1])
    await expectNothingHeld(office)
  })

  it('somebody who calls a group they are in does not ring', async () => {
    const office = await openOffice([group('3000', ['user-1001', 'user-1002'])])
    const { bed, phones } = office
    phones[1002].answers = undefined
    phones[1001].call('3000')
    await bed.clock.advance(2_000)
    expect([phones[1001].called.length, phones[1002].called.length]).toEqual([0, 1])
    await expectNothingHeld(office)
  })

  it('an answer that nobody here can speak is no answer: the others go on ringing', async () => {
    const office = await openOffice([group('3000', all)])
    const { bed, phones } = office
    for (const id of ['1002', '1003', '1004'] as const) phones[id].answers = undefined
    const call = phones[1001].call('3000')
    await bed.clock.advance(2_000)
    phones[1002].called[0]?.answer({
      sdp: 'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 5000 RTP/AVP 18\r\n',
    })
    await bed.clock.advance(1_000)
    expect([phones[1002].called[0]?.state, phones[1003].became, call.told]).toEqual(['ended', [[]], []])
    phones[1003].answer()
    await bed.clock.advance(1_000)
    expect(call.told).toEqual(['answered'])
    await expectNothingHeld(office)
  })

  it('a phone that rings at two places has not failed while one of them rings', async () => {
    const office = await openOffice()
    const { bed, phones } = office
    const second = await bed.party('192.0.2.22', '1002')
    second.answers = 486
    phones[1002].answers = undefined
    const call = phones[1001].call('1002')
    await bed.clock.advance(2_000)
    expect([second.called.length, phones[1002].called.length, call.told]).toEqual([1, 1, []])
    phones[1002].called[0]?.reject({ status: 486 })
    await bed.clock.advance(1_000)
    expect(call.told).toEqual([486])
    await expectNothingHeld(office)
  })

  it('the whole attempt has a time of its own', async () => {
    const office = await openOffice([group('3000', all, { timeoutSec: 5 })])
    const { bed, phones } = office
    for (const id of ['1002', '1003', '1004'] as const) phones[id].answers = undefined
    const call = phones[1001].call('3000')
    await bed.clock.advance(6_000)
    expect([call.told, phones[1002].became]).toEqual([[480], [['ended by remote']]])
    await expectNothingHeld(office)
  })
})
