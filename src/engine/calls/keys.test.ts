import { describe, expect, it } from 'vitest'
import { type Device, makeDocument } from '../../callflow/design/document.ts'
import { sampleSdp } from '../sip/testing/sdp-samples.ts'
import { device, expectNothingHeld, flow, type Office, openOffice } from './testing/small-office.ts'

const menu = makeDocument('menu', { id: 'menu', name: 'menu', greetingId: 'sound', maxDigits: 3, retries: 1 })
const toMenu = flow(
  '3000',
  {
    menu: { menuId: 'menu' },
    'device:two': { deviceId: '1002', timeoutSec: 20 },
    'device:three': { deviceId: '1003', timeoutSec: 20 },
    'device:four': { deviceId: '1004', timeoutSec: 20 },
  },
  ['menu 5 device:two', 'menu 55 device:three', 'menu 56 device:four'],
)

async function inMenu() {
  const office = await openOffice([menu, toMenu])
  const call = office.phones[1001].call('3000')
  await office.bed.clock.advance(500)
  expect(call.told).toEqual(['answered'])
  return { office, ...call, stream: office.bed.streamOf(office.phones[1001]) }
}

/** Who was rung. */
const rung = ({ phones }: Office) => [phones[1002], phones[1003], phones[1004]].map(({ called }) => called.length)

describe('a key', () => {
  it('that a phone sends by RFC 4733 and by INFO counts once', async () => {
    const { office, session, stream } = await inMenu()
    stream.press('5')
    office.phones[1001].pressByInfo(session, '5')
    await office.bed.clock.advance(4_000)
    expect(rung(office)).toEqual([1, 0, 0])
    await expectNothingHeld(office)
  })

  it('by INFO first and by RFC 4733 just after it counts once as well', async () => {
    const { office, session, stream } = await inMenu()
    office.phones[1001].pressByInfo(session, '5')
    await office.bed.clock.advance(100)
    stream.press('5')
    await office.bed.clock.advance(4_000)
    expect(rung(office)).toEqual([1, 0, 0])
    await expectNothingHeld(office)
  })

  it('that is pressed twice counts twice, either way', async () => {
    const one = await inMenu()
    one.stream.press('5')
    one.stream.press('5')
    await one.office.bed.clock.advance(4_000)
    expect(rung(one.office)).toEqual([0, 1, 0])
    await expectNothingHeld(one.office)
    const two = await inMenu()
    two.stream.press('5')
    await two.office.bed.clock.advance(500)
    two.office.phones[1001].pressByInfo(two.session, '5')
    await two.office.bed.clock.advance(4_000)
    expect(rung(two.office)).toEqual([0, 1, 0])
  })

  it('and another one, each in its way, are two', async () => {
    const { office, session, stream } = await inMenu()
    stream.press('5')
    office.phones[1001].pressByInfo(session, '6')
    await office.bed.clock.advance(4_000)
    expect(rung(office)).toEqual([0, 0, 1])
    await expectNothingHeld(office)
  })

  it('ends the greeting', async () => {
    const { office, stream } = await inMenu()
    expect(stream.playing).toBeDefined()
    stream.press('5')
    await office.bed.clock.advance(10)
    expect(stream.playing).toBeUndefined()
    await expectNothingHeld(office)
  })

  it('keyed before anybody asks waits until somebody does', async () => {
    const asking = flow(
      '3001',
      { sleep: { durationSec: 3 }, menu: { menuId: 'menu' }, device: { deviceId: '1002', timeoutSec: 20 } },
      ['sleep _ menu', 'menu 5 device'],
    )
    const answered = flow('3002', { 'play-media': { mediaId: 'sound' }, callflow: { callflowId: 'flow-3001' } }, [
      'play-media _ callflow',
    ])
    const office = await openOffice([menu, asking, answered])
    const { bed, phones } = office
    phones[1001].call('3002')
    await bed.clock.advance(2_000)
    bed.streamOf(phones[1001]).press('5')
    await bed.clock.advance(6_000)
    expect(phones[1002].called).toHaveLength(1)
    await expectNothingHeld(office)
  })

  it('by INFO reaches the other side of a conversation, one by RFC 4733 travels in the audio', async () => {
    const office = await openOffice()
    const { bed, phones } = office
    const call = phones[1001].call('1002')
    await bed.clock.advance(2_000)
    phones[1001].pressByInfo(call.session, '7')
    await bed.clock.advance(1_000)
    bed.streamOf(phones[1001]).press('8')
    await bed.clock.advance(1_000)
    expect([bed.streamOf(phones[1002]).digitsSent, bed.streamOf(phones[1001]).digitsSent]).toEqual(['7', ''])
    const [called] = phones[1002].called
    if (called) phones[1002].pressByInfo(called, '9')
    await bed.clock.advance(1_000)
    expect(bed.streamOf(phones[1001]).digitsSent).toBe('9')
    await expectNothingHeld(office)
  })
})

describe('the key that takes a call on a cell phone', () => {
  const cell = device('1002', { type: 'cell-phone', outsideNumber: '+16045550188', requireKeypress: true })

  it('is 1: until then the caller is not answered', async () => {
    const office = await openOffice([cell])
    const { bed, phones, carrier } = office
    const call = phones[1001].call('1002')
    await bed.clock.advance(2_000)
    expect([call.told, bed.streamOf(carrier).playing?.isLoop]).toEqual([[], true])
    bed.streamOf(carrier).press('1')
    await bed.clock.advance(1_000)
    expect([call.told, bed.streamOf(carrier).playing]).toEqual([['answered'], undefined])
    await expectNothingHeld(office)
  })

  it.each(['2', undefined])('is not %s: the call is let go', async (key) => {
    const office = await openOffice([cell])
    const { bed, phones, carrier } = office
    const call = phones[1001].call('1002')
    await bed.clock.advance(2_000)
    if (key !== undefined) bed.streamOf(carrier).press(key)
    await bed.clock.advance(key === undefined ? 4_000 : 1_000)
    expect(call.told).toEqual(key === undefined ? [] : [480])
    await bed.clock.advance(4_000)
    expect([call.told, carrier.called[0]?.state]).toEqual([[480], 'ended'])
    await expectNothingHeld(office)
  })

  it('cannot be pressed by somebody who has hung up', async () => {
    const office = await openOffice([cell])
    const { bed, phones, carrier } = office
    const call = phones[1001].call('1002')
    await bed.clock.advance(2_000)
    carrier.called[0]?.end()
    await bed.clock.advance(1_000)
    expect(call.told).toEqual([480])
    await expectNothingHeld(office)
  })
})

describe('a phone that is set to one way of keys', () => {
  const withEvents = (port: number) =>
    sampleSdp(port).replace('RTP/AVP 0', 'RTP/AVP 0 101') + 'a=rtpmap:101 telephone-event/8000\r\n'

  /** It calls the menu with an offer that has telephone-event, then presses a key by INFO and another one in the audio. */
  async function menuHears(dtmf: Device['dtmf']) {
    const office = await openOffice([menu, toMenu, device('1001', { dtmf })])
    const phone = office.phones[1001]
    const call = phone.call('3000', { sdp: withEvents(phone.audioPort) })
    await office.bed.clock.advance(500)
    const { parameters } = office.bed.streamOf(phone)
    phone.pressByInfo(call.session, '5')
    await office.bed.clock.advance(4_000)
    const answer = call.answers[0] ?? ''
    call.session.end()
    await office.bed.clock.advance(1_000)
    return {
      hasEvents: answer.includes('telephone-event') && parameters?.telephoneEventPayloadType === 101,
      areKeysTones: parameters?.areKeysTones ?? true,
      isInfoTaken: rung(office)[0] === 1,
    }
  }

  it.each<[Device['dtmf'], Awaited<ReturnType<typeof menuHears>>]>([
    ['auto', { hasEvents: true, areKeysTones: true, isInfoTaken: true }],
    ['rfc4733', { hasEvents: true, areKeysTones: false, isInfoTaken: false }],
    ['info', { hasEvents: false, areKeysTones: false, isInfoTaken: true }],
    ['inband', { hasEvents: false, areKeysTones: true, isInfoTaken: false }],
  ])('%s is answered so, and listened to so', async (dtmf, heard) => {
    expect(await menuHears(dtmf)).toEqual(heard)
  })

  /** 1001 talks to 1002, which takes keys by INFO alone. */
  async function talkingToInfo() {
    const office = await openOffice([device('1002', { dtmf: 'info' })])
    const phone = office.phones[1001]
    const { session } = phone.call('1002', { sdp: withEvents(phone.audioPort) })
    await office.bed.clock.advance(1_000)
    return { office, session, caller: office.bed.streamOf(phone), callee: office.bed.streamOf(office.phones[1002]) }
  }

  it('by INFO is called without telephone-event, and sent the keys of others by INFO, in their order', async () => {
    const { office, session, caller, callee } = await talkingToInfo()
    expect(office.phones[1002].called[0]?.sdpOffer).not.toContain('telephone-event')
    for (const key of ['4', '#', '2']) caller.press(key)
    await office.bed.clock.advance(1_000)
    office.phones[1001].pressByInfo(session, '9')
    await office.bed.clock.advance(1_000)
    expect([office.phones[1002].infoKeys, callee.digitsSent]).toEqual([['4', '#', '2', '9'], ''])
    session.end()
    await office.bed.clock.advance(1_000)
    await expectNothingHeld(office)
  })
})
