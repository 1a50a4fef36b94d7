import { describe, expect, it } from 'vitest'
import { expectNothingHeld, flow, group, type Office, openOffice } from '../testing/small-office.ts'

const office = () =>
  openOffice([flow('8702', { 'group-pickup': { targetId: 'user-1002' } }), group('3000', ['1002', '1003'])])

/** 1001 calls, and phones ring. */
async function ringing(of: Office, number: string) {
  of.phones[1002].answers = undefined
  of.phones[1003].answers = undefined
  const call = of.phones[1001].call(number)
  await of.bed.clock.advance(2_000)
  return call
}

describe('a call that rings', () => {
  it('is picked up: the two talk, and the phones that rang hear that somebody has it', async () => {
    const of = await office()
    const call = await ringing(of, '3000')
    const picker = of.phones[1004].call('8702')
    await of.bed.clock.advance(1_000)
    expect([call.told, picker.told]).toEqual([['answered'], ['answered']])
    expect(of.bed.streamOf(of.phones[1004]).joinedTo).toBe(of.bed.streamOf(of.phones[1001]).streamId)
    const elsewhere = [['ended by remote: SIP;cause=200;text="Call completed elsewhere"']]
    for (const { became } of [of.phones[1002], of.phones[1003]]) expect(became).toEqual(elsewhere)
    expect(of.bed.cdrs).toMatchObject([{ endReason: 'picked-up', continuedIn: of.bed.switchboard.list()[0]?.callId }])
    call.session.end()
    await of.bed.clock.advance(1_000)
    expect(picker.told).toEqual(['answered', 'ended'])
    await expectNothingHeld(of)
  })

  it('is picked up once: the second of two finds nothing', async () => {
    const of = await office()
    await ringing(of, '1002')
    const first = of.phones[1003].call('8702')
    const second = of.phones[1004].call('8702')
    await of.bed.clock.advance(3_000)
    expect([first.told[0], second.told[0]].filter((told) => told === 'answered')).toHaveLength(1)
    expect(of.bed.switchboard.list()).toHaveLength(1)
    await expectNothingHeld(of)
  })

  it('elsewhere, or answered a moment ago, is left alone', async () => {
    const of = await office()
    const elsewhere = of.phones[1001].call('1003')
    of.phones[1003].answers = undefined
    await of.bed.clock.advance(1_000)
    const nothing = of.phones[1004].call('8702')
    await of.bed.clock.advance(3_000)
    expect(nothing.told.at(-1)).not.toBe('answered')
    expect(elsewhere.told).toEqual([])
    of.phones[1002].answers = 200
    const answered = of.phones[1003].call('1002')
    await of.bed.clock.advance(1_000)
    const late = of.phones[1004].call('8702')
    await of.bed.clock.advance(3_000)
    expect(late.told.at(-1)).not.toBe('answered')
    expect(answered.told).toEqual(['answered'])
    await expectNothingHeld(of)
  })

  it('of two the one that has rung longer is picked up', async () => {
    const of = await office()
    await ringing(of, '1002')
    of.carrier.call('nobody')
    of.phones[1003].call('1002')
    await of.bed.clock.advance(2_000)
    of.phones[1004].call('8702')
    await of.bed.clock.advance(1_000)
    expect(of.bed.streamOf(of.phones[1004]).joinedTo).toBe(of.bed.streamOf(of.phones[1001]).streamId)
    await expectNothingHeld(of)
  })

  it('whose caller hangs up at that moment is over for both', async () => {
    const of = await office()
    const call = await ringing(of, '1002')
    const picker = of.phones[1004].call('8702')
    call.session.end()
    await of.bed.clock.advance(3_000)
    expect(picker.told.at(-1)).not.toBe('answered')
    expect(of.bed.switchboard.size).toBe(0)
    await expectNothingHeld(of)
  })
})
