import { describe, expect, it } from 'vitest'
import { drawFlow } from '../../callflow/rehearse/small-design.ts'
import { expectNothingHeld, OUTSIDE, openOffice } from './testing/small-office.ts'

const isOn = (office: Awaited<ReturnType<typeof openOffice>>) =>
  ['1001', '1002', '1003'].map((id) => office.bed.switchboard.isUserOnCall(`user-${id}`))

describe('whose call it is', () => {
  it('caller and called are on a call while they talk, whoever only rings is not, and nobody is afterwards', async () => {
    const office = await openOffice()
    const { bed, phones } = office
    phones[1002].answers = undefined
    const call = phones[1001].call('1002')
    await bed.clock.advance(2_000)
    expect(isOn(office)).toEqual([true, false, false])
    phones[1002].answer()
    await bed.clock.advance(1_000)
    expect(isOn(office)).toEqual([true, true, false])
    call.session.end()
    await bed.clock.advance(1_000)
    expect(isOn(office)).toEqual([false, false, false])
    await expectNothingHeld(office)
  })

  it('the record of an inside call says who answered and what it cost: nothing', async () => {
    const office = await openOffice()
    const { bed, phones } = office
    phones[1001].call('1002')
    await bed.clock.advance(3_000)
    phones[1002].called[0]?.end()
    await bed.clock.advance(1_000)
    expect(bed.cdrs).toMatchObject([
      {
        direction: 'internal',
        callerNumber: '1001',
        dialled: '1002',
        answeredBy: '1002',
        forwardedBy: '',
        chargedTo: '',
        numberClass: '',
        endReason: 'talked',
        sipStatus: null,
      },
    ])
    const [cdr] = bed.cdrs
    expect(cdr?.answeredMs).toBeGreaterThan(cdr?.startedMs ?? 0)
    expect(cdr?.endedMs).toBeGreaterThan((cdr?.answeredMs ?? 0) + 2_000)
    await expectNothingHeld(office)
  })

  it('the record of a call that goes out is its caller’s to pay', async () => {
    const office = await openOffice()
    const { bed, phones } = office
    const call = phones[1003].call(OUTSIDE)
    await bed.clock.advance(2_000)
    call.session.end()
    await bed.clock.advance(1_000)
    expect(bed.cdrs).toMatchObject([{ direction: 'outbound', answeredBy: '+16045550199', chargedTo: 'user-1003' }])
    expect(bed.cdrs[0]?.numberClass).not.toBe('')
    await expectNothingHeld(office)
  })

  it('a call from outside is inbound and costs nobody, and a call that nobody took names nobody', async () => {
    const office = await openOffice([
      drawFlow({ id: 'did', numbers: ['+16045550101'], nodes: { device: { deviceId: '1001', timeoutSec: 5 } } }),
    ])
    const { bed, phones, carrier } = office
    phones[1001].answers = undefined
    const call = carrier.call('+16045550101')
    await bed.clock.advance(10_000)
    expect(call.told).toEqual([480])
    expect(bed.cdrs).toMatchObject([
      { direction: 'inbound', answeredMs: null, answeredBy: '', chargedTo: '', sipStatus: 480 },
    ])
    await expectNothingHeld(office)
  })
})
