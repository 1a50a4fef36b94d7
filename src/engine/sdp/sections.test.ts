import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type LocalMedia, makeAnswer, makeOffer, makeReoffer, readAnswer } from './offer-answer.ts'
import { parseSdp } from './parse-sdp.ts'
import type { MediaLine } from './session-description.ts'

const ours: LocalMedia = {
  address: '192.0.2.1',
  port: 20_000,
  codecs: ['PCMU', 'PCMA'],
  direction: 'sendrecv',
  sessionId: '7',
  version: 1,
}

function sdp(...lines: string[]): string {
  return ['v=0', 'o=phone 1 1 IN IP4 198.51.100.7', 's=-', 'c=IN IP4 198.51.100.7', 't=0 0', ...lines, ''].join('\r\n')
}

const direction = fc.constantFrom('sendrecv', 'sendonly', 'recvonly', 'inactive')

/** Sections that no phone of ours takes, and audio that it takes or not. */
const others = fc.constantFrom(
  ['m=video 5000 RTP/AVP 99 100', 'a=rtpmap:99 H264/90000', 'a=rtpmap:100 VP8/90000'],
  ['m=image 4002 udptl t38', 'a=T38FaxVersion:0'],
  ['m=application 9 UDP/DTLS/SCTP webrtc-datachannel'],
  ['m=message 2855 TCP/MSRP *'],
  ['m=audio 4100 RTP/SAVP 0'],
  ['m=audio 0 RTP/AVP 8'],
  ['m=audio 4100 RTP/AVP 18'],
  ['m=video 0 RTP/AVP 31'],
)
const audio = fc
  .record({
    port: fc.integer({ min: 1_024, max: 65_534 }),
    protocol: fc.constantFrom('RTP/AVP', 'RTP/AVPF'),
    codecs: fc.constantFrom<(readonly number[])[]>([0], [8], [8, 0], [18, 0], [96]),
    event: fc.constantFrom(undefined, 97, 101, 110),
    opus: fc.constantFrom(undefined, 101, 111),
    direction,
  })
  .filter(({ event, opus }) => event === undefined || event !== opus)
  .map(({ port, protocol, codecs, event, opus, direction }) => {
    const dynamic = [
      [96, 'PCMA/8000', codecs.includes(96)],
      [event, 'telephone-event/8000', event !== undefined],
      [opus, 'opus/48000/2', opus !== undefined],
    ] as const
    const maps = dynamic.filter(([, , isThere]) => isThere)
    const types = [...new Set([...codecs, ...maps.map(([type]) => type ?? 0)])]
    return [
      `m=audio ${port} ${protocol} ${types.join(' ')}`,
      ...maps.map(([type, name]) => `a=rtpmap:${type} ${name}`),
      `a=${direction}`,
    ]
  })

/** Offers with one audio section that can be taken, anywhere among others. */
const offer = fc
  .record({ before: fc.array(others, { maxLength: 6 }), audio, after: fc.array(others, { maxLength: 6 }) })
  .map(({ before, audio, after }) => sdp(...[...before, audio, ...after].flat()))

const shape = (text: string) => parseSdp(text).media.map(({ kind, protocol }) => `${kind} ${protocol}`)
const openLines = (text: string) => parseSdp(text).media.filter(({ port }) => port > 0)
const mapOf = (line: MediaLine | undefined) =>
  new Map(line?.codecs.map(({ payloadType, name, clockRate }) => [payloadType, `${name}/${clockRate}`]))

function check(property: fc.IProperty<[string]>): void {
  expect(() => {
    fc.assert(property, { seed: 20261127, numRuns: 2_000 })
  }).not.toThrow()
}

describe('an offer of any sections (RFC 3264)', () => {
  it('is answered with all of them in order, one of audio taken and the others at port 0', () => {
    check(
      fc.property(offer, (text) => {
        const answer = makeAnswer(text, ours).sdp
        expect(shape(answer)).toEqual(shape(text))
        expect(openLines(answer)).toMatchObject([{ kind: 'audio', port: ours.port }])
        for (const line of parseSdp(answer).media) expect(line.formats.length).toBeGreaterThan(0)
        const taken = parseSdp(answer).media.findIndex(({ port }) => port > 0)
        expect(parseSdp(text).media[taken]?.port, 'nothing refused is taken up').toBeGreaterThan(0)
      }),
    )
  })

  it('keeps them all when we offer again, and what payload types stand for', () => {
    check(
      fc.property(offer, (text) => {
        const answer = makeAnswer(text, ours).sdp
        const again = makeReoffer({ ...ours, version: 2 }, answer, text)
        expect(shape(again)).toEqual(shape(text))
        const at = parseSdp(answer).media.findIndex(({ port }) => port > 0)
        expect(parseSdp(again).media.findIndex(({ port }) => port > 0)).toBe(at)
        const offered = mapOf(parseSdp(again).media[at])
        for (const [type, codec] of mapOf(parseSdp(text).media[at])) {
          expect(offered.get(type) ?? codec, `payload type ${type}`).toBe(codec)
        }
        for (const [type, codec] of mapOf(parseSdp(answer).media[at])) expect(offered.get(type)).toBe(codec)
        expect([...offered.values()].sort()).toEqual(['PCMA/8000', 'PCMU/8000', 'TELEPHONE-EVENT/8000'])
        expect(offered.size, 'each has its own').toBe(3)
        // Whoever answers with the same rules understands it.
        const theirs = makeAnswer(again, { ...ours, port: 30_000, sessionId: '8' }).sdp
        expect(readAnswer(again, theirs)).toMatchObject({ remotePort: 30_000, direction: 'sendrecv' })
        expect(makeReoffer({ ...ours, version: 2 }, again, theirs), 'and says the same').toBe(again)
      }),
    )
  })

  it('that is ours is offered again under its own numbers, whatever the answer calls them', () => {
    const first = makeOffer(ours)
    const answer = sdp('m=audio 4000 RTP/AVP 8 110', 'a=rtpmap:110 telephone-event/8000')
    expect(makeReoffer(ours, first, answer)).toBe(first)
  })
})
