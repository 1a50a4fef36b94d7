import { describe, expect, it } from 'vitest'
import { device, expectNothingHeld, flow, OUTSIDE, openOffice } from './testing/small-office.ts'

describe('early media', () => {
  it('of a carrier is heard by the caller as it comes: 183 with SDP, and joined', async () => {
    const office = await openOffice()
    const { bed, phones, carrier } = office
    carrier.answers = undefined
    carrier.hasEarlyMedia = true
    const call = phones[1001].call(OUTSIDE)
    await bed.clock.advance(2_000)
    expect([call.progress.at(-1), call.told]).toEqual(['183 with SDP', []])
    expect(bed.streamOf(phones[1001]).joinedTo).toBe(bed.streamOf(carrier).streamId)
    carrier.answer()
    await bed.clock.advance(1_000)
    expect(call.told).toEqual(['answered'])
    expect(bed.streamOf(phones[1001]).joinedTo).toBe(bed.streamOf(carrier).streamId)
    await expectNothingHeld(office)
  })

  it('is over when the carrier refuses after all, and the caller hears why by the status', async () => {
    const office = await openOffice()
    const { bed, phones, carrier } = office
    carrier.answers = undefined
    carrier.hasEarlyMedia = true
    const call = phones[1001].call(OUTSIDE)
    await bed.clock.advance(2_000)
    carrier.called[0]?.reject({ status: 486 })
    await bed.clock.advance(1_000)
    expect(call.told).toEqual([486])
    await expectNothingHeld(office)
  })

  it('of a phone of ours is not: a caller without audio hears its own phone ring', async () => {
    const office = await openOffice()
    const { bed, phones } = office
    phones[1002].answers = undefined
    phones[1002].hasEarlyMedia = true
    const call = phones[1001].call('1002')
    await bed.clock.advance(2_000)
    expect(call.progress).toEqual(['180'])
    expect(bed.media.orders).toEqual([])
    await expectNothingHeld(office)
  })

  it('of a cell phone that is to press a key is not: nobody hears its mailbox', async () => {
    const cell = device('1002', { type: 'cell-phone', outsideNumber: '+16045550188', requireKeypress: true })
    const office = await openOffice([cell])
    const { bed, phones, carrier } = office
    carrier.answers = undefined
    carrier.hasEarlyMedia = true
    const call = phones[1001].call('1002')
    await bed.clock.advance(2_000)
    expect([carrier.called.length, call.progress, bed.media.orders]).toEqual([1, ['180'], []])
    await expectNothingHeld(office)
  })

  it('a caller who was answered hears our ringing tone until somebody answers', async () => {
    const office = await openOffice([
      flow('3000', { 'play-media': { mediaId: 'sound' }, device: { deviceId: '1002', timeoutSec: 20 } }, [
        'play-media _ device',
      ]),
    ])
    const { bed, phones } = office
    phones[1002].answers = undefined
    const call = phones[1001].call('3000')
    await bed.clock.advance(3_000)
    expect(call.told).toEqual(['answered'])
    expect(bed.streamOf(phones[1001]).playing).toMatchObject({ isLoop: true, sources: [{ kind: 'tone' }] })
    phones[1002].answer()
    await bed.clock.advance(1_000)
    expect(bed.streamOf(phones[1001]).playing).toBeUndefined()
    expect(bed.streamOf(phones[1001]).joinedTo).toBe(bed.streamOf(phones[1002]).streamId)
    await expectNothingHeld(office)
  })

  it('a sound chosen for the caller is played from the start, and ringing does not replace it', async () => {
    const office = await openOffice([
      flow('3000', {
        'ring-group': {
          members: [{ id: '1002', delaySec: 0, timeoutSec: 20, weight: 20 }],
          ringbackId: 'sound',
        },
      }),
    ])
    const { bed, phones } = office
    phones[1002].answers = undefined
    const call = phones[1001].call('3000')
    await bed.clock.advance(2_000)
    expect(call.progress.at(-1)).toBe('183 with SDP')
    expect(bed.streamOf(phones[1001]).playing).toMatchObject({ isLoop: true, sources: [{ kind: 'file' }] })
    expect(bed.media.plays).toHaveLength(1)
    await expectNothingHeld(office)
  })
})
