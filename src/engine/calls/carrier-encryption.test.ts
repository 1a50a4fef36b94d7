import { describe, expect, it } from 'vitest'
import { sampleSdp } from '../sip/testing/sdp-samples.ts'
import type { TransportKind } from '../sip/transport/transports.ts'
import { CARRIER, expectNothingHeld, type Office, openOffice, OUTSIDE, trunk } from './testing/small-office.ts'

type Manner = 'off' | 'offered' | 'required'

const officeWith = (mediaEncryption: Manner, transport: TransportKind = 'tls') =>
  openOffice(
    [trunk('trunk', CARRIER, { mediaEncryption, transport: transport === 'tls' ? 'tls' : 'udp' })],
    undefined,
    { transport },
  )

/** What the carrier is offered: the profile, and whether keys come with it. */
async function offered({ bed, phones, carrier }: Office, number: string) {
  phones[1001].call(number)
  await bed.clock.advance(2_000)
  const offer = carrier.called[0]?.sdpOffer ?? ''
  return [/^m=audio \d+ (\S+)/m.exec(offer)?.[1], offer.includes('a=crypto:')]
}

describe('encrypted audio of a carrier (RFC 4568)', () => {
  it.each([
    { manner: 'off', transport: 'tls', offer: ['RTP/AVP', false] },
    { manner: 'offered', transport: 'tls', offer: ['RTP/AVP', true] },
    { manner: 'required', transport: 'tls', offer: ['RTP/SAVP', true] },
    { manner: 'required', transport: 'udp', offer: ['RTP/AVP', false] },
  ] as const)('is $manner over $transport', async ({ manner, transport, offer }) => {
    const office = await officeWith(manner, transport)
    expect(await offered(office, OUTSIDE)).toEqual(offer)
    await expectNothingHeld(office)
  })

  it('keeps no call for help in', async () => {
    const office = await officeWith('required')
    expect(await offered(office, '911')).toEqual(['RTP/AVP', true])
    await expectNothingHeld(office)
  })

  it('where it is required, turns away a call from the carrier that has none', async () => {
    const office = await officeWith('required')
    const { bed, carrier } = office
    const call = carrier.call('2000', { sdp: sampleSdp(carrier.audioPort) })
    await bed.clock.advance(2_000)
    expect(call.told).toEqual([488])
    await expectNothingHeld(office)
  })
})
