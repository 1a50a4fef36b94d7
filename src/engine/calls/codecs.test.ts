import { describe, expect, it } from 'vitest'
import { sampleSdp } from '../sip/testing/sdp-samples.ts'
import { CARRIER, device, expectNothingHeld, openOffice, OUTSIDE, trunk } from './testing/small-office.ts'
import type { SimParty } from './testing/sim-party.ts'

const offering = (party: SimParty, formats: string) => ({
  sdp: sampleSdp(party.audioPort).replace('RTP/AVP 0', `RTP/AVP ${formats}`),
})

/** The payload types of the audio line, telephone-event and Opus left out: their numbers are chosen as it comes. */
const formatsOf = (sdp: string | undefined) =>
  /^m=audio \d+ RTP\/AVP (.*)\r$/m
    .exec(sdp ?? '')?.[1]
    ?.split(' ')
    .filter((format) => Number(format) < 96)
    .join(' ')

describe('which codec a leg speaks', () => {
  it('goes by what its device prefers', async () => {
    const office = await openOffice([device('1001', { codecs: ['PCMA', 'G722'] })])
    const { bed, phones } = office
    const call = phones[1001].call('2000', offering(phones[1001], '0 9 8'))
    await bed.clock.advance(2_000)
    expect(formatsOf(call.answers[0])).toBe('8')
    await expectNothingHeld(office)
  })

  it('goes by what the other leg may speak first, so that packets go through as they are', async () => {
    const office = await openOffice([device('1002', { codecs: ['PCMU', 'PCMA', 'G722'] })])
    const { bed, phones } = office
    phones[1001].call('1002', offering(phones[1001], '8 9'))
    await bed.clock.advance(2_000)
    // Of what 1001 offers, in the order of its device: G.722 before A-law.
    expect(formatsOf(phones[1002].called[0]?.sdpOffer)).toBe('9 8 0')
    await expectNothingHeld(office)
  })

  it('is that of the phone that answered, when nothing was agreed before', async () => {
    const office = await openOffice()
    const { bed, phones } = office
    const call = phones[1001].call('1002', offering(phones[1001], '9 8 0'))
    await bed.clock.advance(2_000)
    expect(formatsOf(phones[1002].called[0]?.sdpOffer)).toBe('9 0 8')
    expect(formatsOf(call.answers[0])).toBe('0') // 1002 answers with µ-law
    await expectNothingHeld(office)
  })

  it('stays what it was when the other leg cannot', async () => {
    const office = await openOffice([device('1002', { codecs: ['PCMU'] })])
    const { bed, phones } = office
    const call = phones[1001].call('1002', offering(phones[1001], '9'))
    await bed.clock.advance(2_000)
    expect(formatsOf(phones[1002].called[0]?.sdpOffer)).toBe('0')
    expect(formatsOf(call.answers[0])).toBe('9')
    expect(bed.streamOf(phones[1001]).joinedTo).toBe(bed.streamOf(phones[1002]).streamId)
    await expectNothingHeld(office)
  })

  it.each([
    { codecs: undefined, offered: '0 8' },
    { codecs: ['PCMA'], offered: '8' },
    { codecs: ['PCMA', 'G722'], offered: '9 8' },
  ] as const)('of a carrier goes by its trunk: $offered', async ({ codecs, offered }) => {
    const office = await openOffice([trunk('trunk', CARRIER, codecs && { codecs: [...codecs] })])
    const { bed, phones, carrier } = office
    phones[1001].call(OUTSIDE, offering(phones[1001], '9'))
    await bed.clock.advance(2_000)
    expect(formatsOf(carrier.called[0]?.sdpOffer)).toBe(offered)
    await expectNothingHeld(office)
  })

  it('is none when there is nothing in common: 488', async () => {
    const office = await openOffice([device('1001', { codecs: ['PCMA'] })])
    const { bed, phones } = office
    const call = phones[1001].call('1002', offering(phones[1001], '0 9'))
    await bed.clock.advance(2_000)
    expect(call.told).toEqual([488])
    await expectNothingHeld(office)
  })
})
