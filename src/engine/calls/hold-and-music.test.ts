import { describe, expect, it } from 'vitest'
import { sampleSdp } from '../sip/testing/sdp-samples.ts'
import type { Hold } from './testing/sim-party.ts'
import { expectNothingHeld, type Office, openOffice } from './testing/small-office.ts'

/** 1001 and 1002 talk. */
async function talking(office: Office) {
  const { bed, phones } = office
  const { session, told } = phones[1001].call('1002')
  await bed.clock.advance(2_000)
  expect(told).toEqual(['answered'])
  const [called] = phones[1002].called
  if (!called) throw new Error('1002 was not called')
  const [caller, callee] = [bed.streamOf(phones[1001]), bed.streamOf(phones[1002])]
  const isJoined = () => caller.joinedTo === callee.streamId
  const music = () => [caller.playing?.isLoop ?? false, callee.playing?.isLoop ?? false]
  expect(isJoined()).toBe(true)
  return { session, called, caller, callee, isJoined, music, told }
}

const ways: readonly (readonly [how: Hold, said: string])[] = [
  ['sendonly', 'recvonly'],
  ['inactive', 'inactive'],
  ['0.0.0.0', 'recvonly'],
]

describe('a call on hold', () => {
  it.each(ways)(
    'by %s of the caller: the other one hears music, the one who holds hears nothing',
    async (how, said) => {
      const office = await openOffice()
      const { session, isJoined, music } = await talking(office)
      expect(await office.phones[1001].hold(session, how)).toBe(said)
      expect([isJoined(), ...music()]).toEqual([false, false, true])
      expect(await office.phones[1001].resume(session)).toBe('sendrecv')
      expect([isJoined(), ...music()]).toEqual([true, false, false])
      await expectNothingHeld(office)
    },
  )

  it.each(ways)('by %s of whoever was called: the caller hears music', async (how) => {
    const office = await openOffice()
    const { called, isJoined, music } = await talking(office)
    await office.phones[1002].hold(called, how)
    expect([isJoined(), ...music()]).toEqual([false, true, false])
    await office.phones[1002].resume(called)
    expect([isJoined(), ...music()]).toEqual([true, false, false])
    await expectNothingHeld(office)
  })

  it('by both: nobody hears music, and they talk again once both have resumed', async () => {
    const office = await openOffice()
    const { phones } = office
    const { session, called, isJoined, music } = await talking(office)
    await phones[1001].hold(session)
    await phones[1002].hold(called)
    expect([isJoined(), ...music()]).toEqual([false, false, false])
    await phones[1001].resume(session)
    expect([isJoined(), ...music()]).toEqual([false, true, false])
    await phones[1002].resume(called)
    expect([isJoined(), ...music()]).toEqual([true, false, false])
    await expectNothingHeld(office)
  })

  it('that is said twice goes on with the music that plays', async () => {
    const office = await openOffice()
    const { session, music } = await talking(office)
    await office.phones[1001].hold(session)
    const played = office.bed.media.plays.length
    await office.phones[1001].hold(session)
    expect([office.bed.media.plays.length, ...music()]).toEqual([played, false, true])
    await expectNothingHeld(office)
  })

  it('ends as any other, and the music with it', async () => {
    const office = await openOffice()
    const { called, session, told } = await talking(office)
    await office.phones[1001].hold(session)
    called.end()
    await office.bed.clock.advance(1_000)
    expect(told).toEqual(['answered', 'ended'])
    expect(office.bed.media.plays.filter(({ isPlaying }) => isPlaying)).toEqual([])
    await expectNothingHeld(office)
  })

  it.each(['caller', 'callee'] as const)(
    'by the %s, in the ACK to an offer of ours that they asked for (RFC 3261 §14.1), is one as well, and its end',
    async (who) => {
      const office = await openOffice()
      const { phones } = office
      const { session, called, isJoined, music } = await talking(office)
      const [phone, own] = who === 'caller' ? [phones[1001], session] : [phones[1002], called]
      const offer = await phone.reinviteForOffer(own, sampleSdp(phone.audioPort, 'sendonly'))
      expect(offer).toContain('a=sendrecv')
      expect([isJoined(), ...music()]).toEqual([false, who === 'callee', who === 'caller'])
      await phone.reinviteForOffer(own, sampleSdp(phone.audioPort))
      expect([isJoined(), ...music()]).toEqual([true, false, false])
      await expectNothingHeld(office)
    },
  )

  it.each(['caller', 'callee'] as const)(
    'is over when what the %s says in such an ACK cannot be used: there is no other answer to come',
    async (who) => {
      const office = await openOffice()
      const { phones } = office
      const { session, called } = await talking(office)
      const [phone, own] = who === 'caller' ? [phones[1001], session] : [phones[1002], called]
      await phone.reinviteForOffer(own, sampleSdp(phone.audioPort).replace('RTP/AVP 0', 'RTP/AVP 18'))
      expect([session.state, called.state]).toEqual(['ended', 'ended'])
      await expectNothingHeld(office)
    },
  )

  it('an offer that cannot be used changes nothing: 488', async () => {
    const office = await openOffice()
    const { session, isJoined } = await talking(office)
    const offered = session.reinvite(
      'v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 18\r\n',
    )
    await office.bed.clock.advance(1_000)
    expect(await offered).toMatchObject({ ok: false, status: 488 })
    expect(isJoined()).toBe(true)
    await expectNothingHeld(office)
  })
})
