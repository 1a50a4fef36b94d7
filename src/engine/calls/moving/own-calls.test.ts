import { describe, expect, it } from 'vitest'
import { makeDocument } from '../../../callflow/design/document.ts'
import { device, expectNothingHeld, flow, type Office, openOffice } from '../testing/small-office.ts'

/** 1003 is another phone of the person at 1002; 1004 rings as their mobile would. */
const office = () =>
  openOffice([
    device('1003', { ownerId: 'user-1002' }),
    flow('6683', { 'pull-call': {} }),
    flow('6684', { 'push-call': { ringSec: 20 } }),
    flow('2002', { 'start-recording': {}, device: { deviceId: '1002' } }, ['start-recording _ device']),
  ])

async function talking({ bed, phones }: Office, number = '1002') {
  const call = phones[1001].call(number)
  await bed.clock.advance(2_000)
  const desk = phones[1002].called.at(-1)
  if (!desk) throw new Error('1002 was not called')
  return { call, desk }
}

describe('pulling one’s own call', () => {
  it('brings it to the phone that asks, with the other party and the recording; the desk is let go', async () => {
    const of = await office()
    const { call, desk } = await talking(of, '2002')
    const here = of.phones[1003].call('6683')
    await of.bed.clock.advance(2_000)
    expect([call.told, here.told, desk.state]).toEqual([['answered'], ['answered'], 'ended'])
    expect(of.bed.streamOf(of.phones[1003]).joinedTo).toBe(of.bed.streamOf(of.phones[1001]).streamId)
    expect(of.bed.media.recordings).toHaveLength(1)
    expect(of.bed.media.recordings[0]?.isRunning).toBe(true)
    expect(of.bed.cdrs).toMatchObject([{ endReason: 'moved', continuedIn: of.bed.switchboard.list()[0]?.callId }])
    here.session.end()
    await of.bed.clock.advance(1_000)
    expect(call.told).toEqual(['answered', 'ended'])
    await expectNothingHeld(of)
  })

  it('says that there is none, or several, and moves nothing', async () => {
    const of = await office()
    const none = of.phones[1003].call('6683')
    await of.bed.clock.advance(10_000)
    expect(none.told).toEqual(['answered', 'ended'])
    const first = await talking(of)
    const second = of.carrier.call('1002')
    void second
    of.phones[1004].call('1002')
    await of.bed.clock.advance(2_000)
    const several = of.phones[1003].call('6683')
    await of.bed.clock.advance(10_000)
    expect(several.told).toEqual(['answered', 'ended'])
    expect(first.desk.state).toBe('confirmed')
    await expectNothingHeld(of)
  })

  it('is nobody else’s', async () => {
    const of = await office()
    const { desk } = await talking(of)
    const stranger = of.phones[1004].call('6683')
    await of.bed.clock.advance(10_000)
    expect(stranger.told).toEqual(['answered', 'ended'])
    expect(desk.state).toBe('confirmed')
    await expectNothingHeld(of)
  })
})

describe('pushing one’s own call', () => {
  const person = (isActive: boolean) =>
    makeDocument('user', {
      id: 'user-1002',
      name: 'Person 1002',
      extension: '1002',
      officeAnywhere: {
        enabled: true,
        pin: '',
        numbers: [{ number: '+16045550199', label: 'Mobile', active: isActive }],
      },
    })
  const withMobile = (isActive = true) =>
    openOffice([
      person(isActive),
      device('1003', { ownerId: 'user-1002' }),
      flow('6684', { 'push-call': { ringSec: 20 } }),
    ])

  it('rings their mobile; whoever presses 1 there has the call, and the desk is let go', async () => {
    const of = await withMobile()
    const { call, desk } = await talking(of)
    const pusher = of.phones[1003].call('6684')
    await of.bed.clock.advance(2_000)
    const [mobile] = of.carrier.called
    if (!mobile) throw new Error('the mobile was not called')
    expect(desk.state).toBe('confirmed')
    of.carrier.pressByInfo(mobile, '1')
    await of.bed.clock.advance(2_000)
    expect([desk.state, call.told, mobile.state]).toEqual(['ended', ['answered'], 'confirmed'])
    expect(of.bed.streamOf(of.carrier).joinedTo).toBe(of.bed.streamOf(of.phones[1001]).streamId)
    await of.bed.clock.advance(10_000)
    expect(pusher.told).toEqual(['answered', 'ended'])
    expect(of.bed.switchboard.list()).toMatchObject([{ state: 'talking', callerNumber: '1001' }])
    mobile.end()
    await of.bed.clock.advance(1_000)
    expect(call.told).toEqual(['answered', 'ended'])
    await expectNothingHeld(of)
  })

  it('that ends meanwhile lets the mobile go', async () => {
    const of = await withMobile()
    const { call } = await talking(of)
    of.phones[1003].call('6684')
    await of.bed.clock.advance(2_000)
    const [mobile] = of.carrier.called
    if (!mobile) throw new Error('the mobile was not called')
    call.session.end()
    await of.bed.clock.advance(500)
    of.carrier.pressByInfo(mobile, '1')
    await of.bed.clock.advance(2_000)
    expect(mobile.state).toBe('ended')
    await expectNothingHeld(of)
  })

  it('stays at the desk when nobody answers the mobile, when none is active, and when there is no call', async () => {
    for (const [isActive, answers] of [
      [true, 486],
      [false, 200],
    ] as const) {
      const of = await withMobile(isActive)
      of.carrier.answers = answers
      const { desk } = await talking(of)
      const pusher = of.phones[1003].call('6684')
      await of.bed.clock.advance(10_000)
      expect(pusher.told).toEqual(['answered', 'ended'])
      expect(desk.state).toBe('confirmed')
      await expectNothingHeld(of)
    }
    const of = await withMobile()
    of.phones[1003].call('6684')
    await of.bed.clock.advance(2_000)
    expect(of.carrier.called).toHaveLength(0)
    await expectNothingHeld(of)
  })
})
