import { describe, expect, it } from 'vitest'
import { makeDocument } from '../../callflow/design/document.ts'
import { device, expectNothingHeld, group, OUTSIDE, openOffice } from './testing/small-office.ts'

describe('a phone that sends a call on (302)', () => {
  it('to a colleague rings there, and the history says who forwarded it', async () => {
    const office = await openOffice()
    const { bed, phones } = office
    phones[1002].answers = 302
    phones[1002].sendsOnTo = '<sip:1003@anywhere.test>'
    const call = phones[1001].call('1002')
    await bed.clock.advance(2_000)
    expect([call.told, phones[1003].called.length]).toEqual([['answered'], 1])
    call.session.end()
    await bed.clock.advance(1_000)
    expect(bed.cdrs).toMatchObject([{ answeredBy: '1003', forwardedBy: 'user-1002', chargedTo: '' }])
    await expectNothingHeld(office)
  })

  it('to a number outside costs whoever sent it on', async () => {
    const office = await openOffice()
    const { bed, phones, carrier } = office
    phones[1002].answers = 302
    phones[1002].sendsOnTo = `<sip:${OUTSIDE}@anywhere.test>`
    const call = phones[1001].call('1002')
    await bed.clock.advance(2_000)
    expect([call.told, carrier.called.length]).toEqual([['answered'], 1])
    call.session.end()
    await bed.clock.advance(1_000)
    expect(bed.cdrs).toMatchObject([{ forwardedBy: 'user-1002', chargedTo: 'user-1002' }])
    await expectNothingHeld(office)
  })

  it('to several rings the one it prefers, by q', async () => {
    const office = await openOffice()
    const { bed, phones } = office
    phones[1002].answers = 300
    phones[1002].sendsOnTo = ['<sip:1003@x.test>;q=0.3', '<sip:1004@x.test>;q=0.8']
    phones[1001].call('1002')
    await bed.clock.advance(2_000)
    expect([phones[1003].called.length, phones[1004].called.length]).toEqual([0, 1])
    await expectNothingHeld(office)
  })

  it('to several rings the next where the first cannot be rung', async () => {
    const office = await openOffice()
    const { bed, phones } = office
    await phones[1004].register(0)
    phones[1002].answers = 300
    phones[1002].sendsOnTo = ['<sip:1003@x.test>;q=0.3', '<sip:1004@x.test>;q=0.8']
    const call = phones[1001].call('1002')
    await bed.clock.advance(2_000)
    expect([call.told, phones[1003].called.length]).toEqual([['answered'], 1])
    await expectNothingHeld(office)
  })

  it('to one that sends it back: each is rung once, and the call has failed', async () => {
    const office = await openOffice()
    const { bed, phones } = office
    phones[1002].answers = 302
    phones[1002].sendsOnTo = '<sip:1003@x.test>'
    phones[1003].answers = 302
    phones[1003].sendsOnTo = '<sip:1002@x.test>'
    const call = phones[1001].call('1002')
    await bed.clock.advance(60_000)
    expect([phones[1002].called.length, phones[1003].called.length]).toEqual([1, 1])
    expect(call.told).toEqual([480])
    await expectNothingHeld(office)
  })

  it('in a group to another that rings already rings nobody twice', async () => {
    const office = await openOffice([group('3000', ['user-1002', 'user-1003'], { ignoreForward: false })])
    const { bed, phones } = office
    phones[1002].answers = 302
    phones[1002].sendsOnTo = '<sip:1003@x.test>'
    phones[1003].answers = undefined
    const call = phones[1001].call('3000')
    await bed.clock.advance(2_000)
    expect([phones[1003].called.length, call.told]).toEqual([1, []])
    await expectNothingHeld(office)
  })

  it('by a carrier is not followed: only phones of ours may do that', async () => {
    const office = await openOffice()
    const { bed, phones, carrier } = office
    carrier.answers = 302
    carrier.sendsOnTo = '<sip:1003@x.test>'
    const call = phones[1001].call(OUTSIDE)
    await bed.clock.advance(2_000)
    expect([carrier.called.length, phones[1003].called.length, call.told]).toEqual([1, 0, [480]])
    await expectNothingHeld(office)
  })

  it('to somebody who sends it on, and so forth, is followed five times', async () => {
    const ids = ['1', '2', '3', '4', '5', '6', '7'].map((digit) => `500${digit}`)
    const people = ids.map((id) => makeDocument('user', { id: `user-${id}`, name: id, extension: id }))
    const office = await openOffice([
      ...people,
      ...ids.map((id) => device(id)),
      group('3000', ['user-5001'], { ignoreForward: false }),
    ])
    const { bed, phones } = office
    const chain = await Promise.all(ids.map((id, at) => bed.party(`192.0.2.${51 + at}`, id)))
    for (const [at, phone] of chain.entries()) {
      phone.answers = 302
      phone.sendsOnTo = `<sip:${ids[at + 1] ?? '1004'}@x.test>`
    }
    const call = phones[1001].call('3000')
    await bed.clock.advance(10_000)
    expect(chain.map(({ called }) => called.length)).toEqual([1, 1, 1, 1, 1, 1, 0])
    expect(call.told).toEqual([480])
    await expectNothingHeld(office)
  })

  it('is not followed where the step says so', async () => {
    const office = await openOffice([group('3000', ['user-1002'], { ignoreForward: true })])
    const { bed, phones } = office
    phones[1002].answers = 302
    phones[1002].sendsOnTo = '<sip:1003@x.test>'
    const call = phones[1001].call('3000')
    await bed.clock.advance(2_000)
    expect([phones[1003].called.length, call.told]).toEqual([0, [480]])
    await expectNothingHeld(office)
  })

  it('that nobody waits for any more is not followed', async () => {
    const office = await openOffice([device('1002')])
    const { bed, phones } = office
    phones[1002].answers = undefined
    const call = phones[1001].call('1002')
    await bed.clock.advance(2_000)
    call.session.end()
    await bed.clock.advance(15)
    phones[1002].called[0]?.reject({ status: 302, headers: [['Contact', '<sip:1003@x.test>']] })
    await bed.clock.advance(2_000)
    expect([phones[1003].called.length, bed.switchboard.size]).toEqual([0, 0])
    await expectNothingHeld(office)
  })
})
