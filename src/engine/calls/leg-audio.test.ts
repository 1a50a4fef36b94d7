import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createMediaEngine } from '../media/create-media-engine.ts'
import type { MediaEngine } from '../media/media-engine.ts'
import { RtpPeer } from '../media/testing/rtp-peer.ts'
import { sine } from '../media/testing/tone-level.ts'
import { makeAnswer, makeOffer } from '../sdp/offer-answer.ts'
import { LegAudio } from './leg-audio.ts'

let media: MediaEngine
let peer: RtpPeer

beforeEach(async () => {
  const workerUrl = new URL('../media/media-worker.ts', import.meta.url)
  media = createMediaEngine({ portRange: { min: 0, max: 0 }, workers: 1, workerUrl })
  peer = await RtpPeer.open('PCMU')
})

afterEach(async () => {
  peer.close()
  await media.close()
})

/** A phone on 127.0.0.1 that describes an address of its own network. */
const phone = {
  address: '10.0.0.4',
  port: 4_000,
  codecs: ['PCMU'],
  direction: 'sendrecv',
  sessionId: '1',
  version: 1,
} as const

const key = Buffer.alloc(30, 1).toString('base64')
const keys = { AES_CM_128_HMAC_SHA1_80: key, AES_CM_128_HMAC_SHA1_32: key }

/** What comes back while the phone speaks for 300 ms: it is answered at its first packet, or not at all in that time. */
async function answeredPackets(audio: LegAudio): Promise<number> {
  audio.stream.play([{ kind: 'tone', frequenciesHz: [440], onMs: 5_000, offMs: 0, repeats: 1 }])
  peer.aim(audio.stream)
  await peer.say(sine(600, 2_400))
  return peer.heard.length
}

describe('audio of a phone behind NAT', () => {
  it.each([
    { from: '127.0.0.1', isHeard: true },
    { from: '127.0.0.9', isHeard: false },
    { from: undefined, isHeard: false },
  ])('that called, its signalling heard from $from', async ({ from, isHeard }) => {
    const audio = await LegAudio.open(media, { codecs: ['PCMU'] })
    expect(audio.answer(makeOffer(phone), from)).toContain('m=audio')
    expect((await answeredPackets(audio)) > 0).toBe(isHeard)
  })

  it.each([
    { from: '127.0.0.1', isHeard: true },
    { from: '127.0.0.9', isHeard: false },
  ])('that was called, its signalling heard from $from', async ({ from, isHeard }) => {
    const audio = await LegAudio.open(media, { codecs: ['PCMU'] })
    expect(audio.accept(makeAnswer(audio.offer(), phone).sdp, from)).toBe(true)
    expect((await answeredPackets(audio)) > 0).toBe(isHeard)
  })

  it('that moved: a re-INVITE came from elsewhere', async () => {
    const audio = await LegAudio.open(media, { codecs: ['PCMU'] })
    audio.answer(makeOffer(phone), '127.0.0.9')
    audio.answer(makeOffer({ ...phone, version: 2 }), '127.0.0.1')
    expect(await answeredPackets(audio)).toBeGreaterThan(0)
  })
})

describe('descriptions of one leg (RFC 3264 §8)', () => {
  const versionOf = (sdp: string | undefined) => Number(/^o=- \d+ (\d+) /m.exec(sdp ?? '')?.[1])
  const sections = (sdp: string | undefined) => sdp?.match(/^m=.*(?=\r$)/gm)

  const withVideo = makeOffer(phone).replace('m=audio', 'm=video 5000 RTP/AVP 99\r\nm=image 4002 udptl t38\r\nm=audio')

  it('keep every section of an offer, in the answer and when we offer', async () => {
    const audio = await LegAudio.open(media, { codecs: ['PCMU', 'PCMA'] })
    const { localPort } = audio.stream
    const rejected = ['m=video 0 RTP/AVP 99', 'm=image 0 udptl t38']
    expect(sections(audio.answer(withVideo, undefined))).toEqual([...rejected, `m=audio ${localPort} RTP/AVP 0 101`])
    const again = audio.offer()
    expect(sections(again)).toEqual([...rejected, `m=audio ${localPort} RTP/AVP 0 8 101`])
    expect(audio.accept(makeAnswer(again, phone).sdp, undefined)).toBe(true)
    expect(sections(audio.offer())).toEqual(sections(again))
  })

  it('have another version when something changed, and only then', async () => {
    const audio = await LegAudio.open(media, { codecs: ['PCMU'] })
    const first = audio.answer(withVideo, undefined)
    expect(versionOf(first)).toBe(1)
    expect(audio.answer(withVideo, undefined)).toBe(first)
    const held = audio.answer(withVideo.replace('a=sendrecv', 'a=sendonly'), undefined)
    expect(held).toContain('a=recvonly')
    expect(versionOf(held)).toBe(2)
    expect(audio.isHeldByFarEnd).toBe(true)
    expect(versionOf(audio.answer(withVideo, undefined))).toBe(3)
    expect(audio.answer('m=nonsense', undefined)).toBeUndefined()
    expect(audio.answer(withVideo.replace('RTP/AVP 0', 'RTP/AVP 18'), undefined)).toBeUndefined()
    expect(versionOf(audio.answer(withVideo, undefined)), 'a refused offer changes nothing').toBe(3)
    const offered = audio.offer()
    expect([versionOf(offered), audio.offer()]).toEqual([3, offered])
  })

  it('give keys a number that means nothing else in the session', async () => {
    const audio = await LegAudio.open(media, { codecs: ['PCMU'] })
    const wideband = makeOffer(phone)
      .replace(/a=fmtp:101.*\r\n/, '')
      .replace('telephone-event/8000', 'opus/48000/2')
    expect(audio.answer(wideband, undefined)).not.toContain('101')
    expect(audio.offer()).toContain('a=rtpmap:96 telephone-event/8000')
  })
})

describe('audio that goes on in another process (RFC 3264 §8)', () => {
  it('offers what it would have offered, from where it is now, and writes down no key', async () => {
    const encryption = 'offered'
    const before = await LegAudio.open(media, { codecs: ['PCMU', 'PCMA'], encryption })
    const caller = { ...phone, keys: { isRequired: false, masters: keys } } as const
    const offer = makeOffer(caller).replace('m=audio', 'm=video 5000 RTP/AVP 99\r\nm=audio')
    const answered = before.answer(offer, undefined)
    expect(answered).toContain('inline:')
    const { kept } = before
    expect(JSON.stringify(kept)).not.toMatch(/inline:|crypto/)
    const written = JSON.parse(JSON.stringify(kept)) as typeof kept
    const after = await LegAudio.open(media, { ...written, encryption, before: written })
    const again = after.offer()
    const line = (sdp: string | undefined, of: RegExp) => of.exec(sdp ?? '')?.[0]
    expect(line(again, /^o=- \d+ /m)).toBe(line(answered, /^o=- \d+ /m))
    expect(again).toContain('m=video 0 RTP/AVP 99')
    expect(again).toMatch(new RegExp(`^m=audio ${after.stream.localPort} RTP/S?AVP 0 8 101\r$`, 'm'))
    expect(again).toContain('inline:')
    expect(again).not.toContain(/inline:([^|\r]+)/.exec(answered ?? '')?.[1])
    expect(Number(/^o=- \d+ (\d+)/m.exec(again)?.[1])).toBe(2)
    expect(after.accept(makeAnswer(again, { ...caller, version: 2 }).sdp, undefined)).toBe(true)
  })
})

it('prefers what it is told to as long as nothing is agreed, and what was agreed from then on', async () => {
  const audio = await LegAudio.open(media, { codecs: ['PCMU', 'PCMA', 'G722'] })
  const formats = (sdp: string | undefined) => /RTP\/AVP ([0-9 ]+) 101/.exec(sdp ?? '')?.[1]
  audio.prefer(['G722', 'OPUS'])
  expect(formats(audio.offer())).toBe('9 0 8')
  expect(audio.answer(makeOffer({ ...phone, codecs: ['PCMU', 'PCMA'] }), undefined)).toContain('RTP/AVP 0 101')
  audio.prefer(['PCMA'])
  expect(formats(audio.offer())).toBe('0 9 8')
  audio.close()
})
