import { describe, expect, it } from 'vitest'
import { makeDocument } from '../../callflow/design/document.ts'
import { sampleSdp } from '../sip/testing/sdp-samples.ts'
import { ScriptedPeer } from '../sip/testing/scripted-peer.ts'
import { ENGINE } from './testing/sim-party.ts'
import { CARRIER, expectNothingHeld, flow, OUTSIDE, openOffice } from './testing/small-office.ts'

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

  it.each([
    { requireKeypress: false, progress: ['183 with SDP'], joins: 1 },
    { requireKeypress: true, progress: ['180'], joins: 0 },
  ])(
    'of where a call is forwarded to, key asked for: $requireKeypress',
    async ({ requireKeypress, progress, joins }) => {
      const callForward = {
        enabled: true,
        number: '+16045550188',
        substitute: true,
        requireKeypress,
        keepCallerId: true,
        directCallsOnly: false,
        ignoreEarlyMedia: false,
        whenUnregistered: false,
      }
      const office = await openOffice([
        makeDocument('user', { id: 'user-1002', name: 'Person 1002', extension: '1002', callForward }),
      ])
      const { bed, phones, carrier } = office
      carrier.answers = undefined
      carrier.hasEarlyMedia = true
      const call = phones[1001].call('1002')
      await bed.clock.advance(2_000)
      expect(carrier.called).toHaveLength(1)
      expect([call.progress.slice(-1), bed.media.orders.length]).toEqual([progress, joins])
      await expectNothingHeld(office)
    },
  )

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

  it('a sound that is ready only when all have refused is not begun any more', async () => {
    const office = await openOffice([
      flow(
        '3000',
        {
          'ring-group': {
            members: [{ id: '1002', delaySec: 0, timeoutSec: 20, weight: 20 }],
            ringbackId: 'sound',
          },
          sleep: { durationSec: 60 },
        },
        ['ring-group _ sleep'],
      ),
    ])
    const { bed, phones } = office
    phones[1002].answers = 486
    bed.media.opensAfterMs.push(1_000)
    const call = phones[1001].call('3000')
    await bed.clock.advance(5_000)
    expect([call.told, bed.switchboard.list()[0]?.nodeId]).toEqual([[], 'sleep'])
    expect(bed.media.plays.filter(({ isPlaying }) => isPlaying)).toEqual([])
    await expectNothingHeld(office)
  })

  it('ringing is no longer heard where nobody answers and the call goes on', async () => {
    const office = await openOffice([
      flow(
        '3000',
        { 'play-media': { mediaId: 'sound' }, device: { deviceId: '1002', timeoutSec: 5 }, sleep: { durationSec: 60 } },
        ['play-media _ device', 'device _ sleep'],
      ),
    ])
    const { bed, phones } = office
    phones[1002].answers = undefined
    const call = phones[1001].call('3000')
    await bed.clock.advance(3_000)
    expect(bed.streamOf(phones[1001]).playing?.isLoop).toBe(true)
    await bed.clock.advance(5_000)
    expect([call.told, bed.streamOf(phones[1001]).playing]).toEqual([['answered'], undefined])
    await expectNothingHeld(office)
  })
})

describe('a carrier that requires provisional responses it can acknowledge (RFC 3262)', () => {
  const required = ['Require: 100rel', 'Supported: 100rel']

  async function called(body: string) {
    const office = await openOffice([flow('16045550100', { device: { deviceId: '1002', timeoutSec: 20 } })])
    const { bed, phones } = office
    const carrier = await ScriptedPeer.join(bed, CARRIER, ENGINE)
    phones[1002].answers = undefined
    carrier.ask('INVITE', { headers: required, body, user: '16045550100' })
    await bed.clock.advance(200)
    const ringing = carrier.responses('INVITE').find(({ status }) => status === 180)
    if (!ringing) throw new Error('it does not ring')
    return { office, bed, phones, carrier, ringing, rack: `RAck: ${ringing.headers.get('RSeq')} 1 INVITE` }
  }

  it('and makes no offer gets ours with the ringing; its answer comes before anybody picks up', async () => {
    const { office, bed, phones, carrier, ringing, rack } = await called('')
    expect(ringing.body).toContain('m=audio')
    carrier.ask('PRACK', { headers: [rack], body: sampleSdp(9_100) }, ringing)
    await bed.clock.advance(200)
    expect(bed.media.streamTo(9_100)).toBeDefined()
    phones[1002].answer()
    await bed.clock.advance(200)
    const ok = carrier.responses('INVITE').at(-1)
    expect([ok?.status, ok?.body]).toEqual([200, ''])
    carrier.ask('ACK', {}, ok)
    await bed.clock.advance(200)
    expect(bed.media.streamTo(9_100).joinedTo).toBe(bed.streamOf(phones[1002]).streamId)
    carrier.onRequest = (request) => carrier.reply(request, 200)
    await expectNothingHeld(office)
  })

  it('and makes an offer is rung without an answer, and gets that with the 200', async () => {
    const { office, bed, phones, carrier, ringing, rack } = await called(sampleSdp(9_100))
    expect(ringing.body).toBe('')
    carrier.ask('PRACK', { headers: [rack] }, ringing)
    phones[1002].answer()
    await bed.clock.advance(200)
    const ok = carrier.responses('INVITE').at(-1)
    expect([ok?.status, ok?.body]).toEqual([200, expect.stringContaining('m=audio')])
    carrier.ask('ACK', {}, ok)
    carrier.onRequest = (request) => carrier.reply(request, 200)
    await expectNothingHeld(office)
  })
})
