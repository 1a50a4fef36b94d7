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
