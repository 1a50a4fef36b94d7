import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  isForBrowsers,
  type LocalMedia,
  makeAnswer,
  makeOffer,
  makeReoffer,
  offeredCodecs,
  readAnswer,
} from './offer-answer.ts'
import { parseSdp } from './parse-sdp.ts'
import { SdpError } from './session-description.ts'

const FINGERPRINT = Array.from({ length: 32 }, () => 'AB').join(':')
const OTHER_FINGERPRINT = Array.from({ length: 32 }, () => '0F').join(':')

const ours: LocalMedia = {
  address: '192.0.2.1',
  port: 20_000,
  codecs: ['PCMU', 'PCMA'],
  direction: 'sendrecv',
  sessionId: '7',
  version: 1,
  browser: { ufrag: 'Ufr+', pwd: 'a/password+of22charact', fingerprint: FINGERPRINT },
}
const { browser: _, ...plain } = ours

/** As Chromium 156 writes it for one microphone, with what it says of codecs cut to what matters. */
const CHROMIUM = [
  'v=0',
  'o=- 4611731400430051336 2 IN IP4 127.0.0.1',
  's=-',
  't=0 0',
  'a=group:BUNDLE 0',
  'a=extmap-allow-mixed',
  'a=msid-semantic: WMS 5b2b9fae',
  'm=audio 9 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126',
  'c=IN IP4 0.0.0.0',
  'a=rtcp:9 IN IP4 0.0.0.0',
  'a=candidate:2896278100 1 udp 2113937151 5a31e1e2-6b9b-4bc5-8a6d-8e5a9eb6d0c5.local 51234 typ host generation 0 network-cost 999',
  'a=candidate:1 1 udp 2122260223 198.51.100.7 51234 typ host generation 0 network-id 1',
  'a=candidate:1 2 udp 2122260222 198.51.100.7 51235 typ host generation 0 network-id 1',
  'a=candidate:2 1 tcp 1518280447 198.51.100.7 9 typ host tcptype active generation 0',
  'a=candidate:3 1 udp 1685987071 203.0.113.9 40000 typ srflx raddr 198.51.100.7 rport 51234 generation 0',
  'a=candidate:4 1 udp 2122262783 2001:db8::7 51236 typ host generation 0',
  'a=ice-ufrag:xR+1',
  'a=ice-pwd:0123456789abcdefghijkl+/',
  'a=ice-options:trickle',
  `a=fingerprint:sha-256 ${OTHER_FINGERPRINT.toLowerCase()}`,
  'a=setup:actpass',
  'a=mid:0',
  'a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level',
  'a=sendrecv',
  'a=msid:5b2b9fae 4f6c',
  'a=rtcp-mux',
  'a=rtcp-rsize',
  'a=rtpmap:111 opus/48000/2',
  'a=rtcp-fb:111 transport-cc',
  'a=fmtp:111 minptime=10;useinbandfec=1',
  'a=rtpmap:63 red/48000/2',
  'a=rtpmap:9 G722/8000',
  'a=rtpmap:0 PCMU/8000',
  'a=rtpmap:8 PCMA/8000',
  'a=rtpmap:13 CN/8000',
  'a=rtpmap:110 telephone-event/48000',
  'a=rtpmap:126 telephone-event/8000',
  'a=ssrc:2231627014 cname:x3Vv',
  '',
].join('\r\n')

describe('an offer of a browser (RFC 8829)', () => {
  it('is answered in its own profile, by one way for all', () => {
    const { sdp } = makeAnswer(CHROMIUM, ours)
    expect(sdp.split('\r\n')).toEqual([
      'v=0',
      'o=- 7 1 IN IP4 192.0.2.1',
      's=-',
      'c=IN IP4 192.0.2.1',
      't=0 0',
      'a=group:BUNDLE 0',
      'm=audio 20000 UDP/TLS/RTP/SAVPF 0 126',
      'a=mid:0',
      'a=rtpmap:0 PCMU/8000',
      'a=rtpmap:126 telephone-event/8000',
      'a=fmtp:126 0-15',
      'a=ptime:20',
      'a=sendrecv',
      'a=rtcp-mux',
      'a=msid:callwright audio',
      'a=ice-ufrag:Ufr+',
      'a=ice-pwd:a/password+of22charact',
      `a=fingerprint:sha-256 ${FINGERPRINT}`,
      'a=setup:active',
      'a=candidate:1 1 udp 2130706431 192.0.2.1 20000 typ host',
      'a=end-of-candidates',
      '',
    ])
  })

  it('says where and who it is: names are left out, and so are TCP and a second component', () => {
    const { stream } = makeAnswer(CHROMIUM, ours)
    expect(stream.direction, 'no address is no hold').toBe('sendrecv')
    expect(stream.browser).toEqual({
      local: ours.browser,
      role: 'active',
      isOfferer: false,
      remote: {
        ufrag: 'xR+1',
        pwd: '0123456789abcdefghijkl+/',
        fingerprint: OTHER_FINGERPRINT,
        candidates: [
          '1 1 udp 2122260223 198.51.100.7 51234 typ host',
          '3 1 udp 1685987071 203.0.113.9 40000 typ srflx raddr 0.0.0.0 rport 9',
          '4 1 udp 2122262783 2001:db8::7 51236 typ host',
        ],
      },
    })
  })

  it.each([
    { setup: 'actpass', settled: undefined, role: 'active' },
    { setup: 'actpass', settled: 'passive', role: 'passive' },
    { setup: 'active', settled: undefined, role: 'passive' },
    { setup: 'passive', settled: 'passive', role: 'active' },
  ] as const)(
    'that says setup:$setup, settled $settled, makes us $role (RFC 8842 §5.3)',
    ({ setup, settled, role }) => {
      const local = { ...ours, browser: { ...ours.browser!, ...(settled && { role: settled }) } }
      const { sdp, stream } = makeAnswer(CHROMIUM.replace('setup:actpass', `setup:${setup}`), local)
      expect(sdp).toContain(`a=setup:${role}\r\n`)
      expect(stream.browser?.role).toBe(role)
    },
  )

  it('with video too is answered with audio alone, every section by its name', () => {
    const video = ['m=video 9 UDP/TLS/RTP/SAVPF 96', 'a=rtpmap:96 VP8/90000', 'a=mid:1', 'a=rtcp-mux', ''].join('\r\n')
    const offer = CHROMIUM.replace('BUNDLE 0', 'BUNDLE 0 1') + video
    const { sdp } = makeAnswer(offer, ours)
    expect(sdp).toContain('a=group:BUNDLE 0\r\n')
    expect(sdp).toMatch(/m=video 0 UDP\/TLS\/RTP\/SAVPF 96\r\na=mid:1\r\n$/)
    const again = makeReoffer({ ...ours, version: 2 }, sdp, offer)
    expect(again).toContain('a=group:BUNDLE 0\r\nm=audio 20000 UDP/TLS/RTP/SAVPF 0 8 126\r\na=mid:0\r\n')
    expect(again).toContain('a=setup:actpass')
  })

  it('without a group is answered without one', () => {
    expect(makeAnswer(CHROMIUM.replace('a=group:BUNDLE 0\r\n', ''), ours).sdp).not.toContain('BUNDLE')
  })

  it('may say it all for the whole session (RFC 8839 §4.4, RFC 8122 §5)', () => {
    const moved = ['ice-ufrag', 'ice-pwd', 'fingerprint', 'setup'].map((name) => {
      const line = CHROMIUM.split('\r\n').find((each) => each.startsWith(`a=${name}:`))
      return line ?? ''
    })
    const rest = moved.reduce((text, line) => text.replace(`${line}\r\n`, ''), CHROMIUM)
    const offer = rest.replace('t=0 0\r\n', `t=0 0\r\n${moved.join('\r\n')}\r\n`)
    expect(makeAnswer(offer, ours).stream.browser).toEqual(makeAnswer(CHROMIUM, ours).stream.browser)
  })

  it.each([
    ['no ufrag', /a=ice-ufrag.*\r\n/, ''],
    ['a ufrag of three', 'xR+1', 'xR+'],
    ['a password of 21', '0123456789abcdefghijkl+/', '0123456789abcdefghijk'],
    ['a password with a space', 'abcdefgh', 'abcd efgh'],
    ['no fingerprint', /a=fingerprint.*\r\n/, ''],
    ['a fingerprint by SHA-1', 'sha-256', 'sha-1'],
    ['half a fingerprint', `${OTHER_FINGERPRINT.toLowerCase().slice(0, 47)}:`, ''],
    ['no setup', /a=setup.*\r\n/, ''],
    ['setup:holdconn', 'setup:actpass', 'setup:holdconn'],
    ['RTCP on a port of its own', 'a=rtcp-mux\r\n', ''],
  ])('is refused with 488 for %s', (_what, from, to) => {
    const offer = CHROMIUM.replace(from, to)
    expect(offer).not.toBe(CHROMIUM)
    expect(isForBrowsers(offer)).toBe(false)
    expect(offeredCodecs(offer)).toEqual([])
    expect(() => makeAnswer(offer, ours)).toThrow(expect.objectContaining({ sipStatus: 488 }) as Error)
  })

  it('is told from one of a phone, and neither gets the other’s answer', () => {
    expect(isForBrowsers(CHROMIUM)).toBe(true)
    expect(isForBrowsers(makeOffer(plain))).toBe(false)
    expect(offeredCodecs(CHROMIUM)).toEqual(['OPUS', 'G722', 'PCMU', 'PCMA'])
    expect(() => makeAnswer(CHROMIUM, plain)).toThrow(SdpError)
    expect(() => makeAnswer(makeOffer(plain), ours)).toThrow(SdpError)
  })

  it('takes 16 candidates of however many', () => {
    const candidate = 'a=candidate:1 1 udp 2122260223 198.51.100.7 51234 typ host generation 0 network-id 1\r\n'
    const many = Array.from({ length: 200 }, (_each, index) => candidate.replace('51234', String(1_000 + index)))
    const { stream } = makeAnswer(CHROMIUM.replace(candidate, many.join('')), ours)
    expect(stream.browser?.remote.candidates).toHaveLength(16)
  })

  it.each([
    ['a port of 0', '198.51.100.7 51234', '198.51.100.7 0'],
    ['a port over 65535', '198.51.100.7 51234', '198.51.100.7 65536'],
    ['a priority over 32 bits', '2122260223', '4294967296'],
    ['an address that is none', '198.51.100.7 51234', '198.51.100.777 51234'],
  ])('loses a candidate with %s', (_what, from, to) => {
    const { stream } = makeAnswer(CHROMIUM.replace(from, to), ours)
    expect(stream.browser?.remote.candidates).toHaveLength(2)
  })
})

describe('an offer of ours to a browser', () => {
  it('and its answer connect both ends', () => {
    const offer = makeOffer(ours)
    expect(offer).toContain('a=group:BUNDLE 0\r\nm=audio 20000 UDP/TLS/RTP/SAVPF 0 8 101\r\na=mid:0\r\n')
    expect(offer).toContain('a=setup:actpass\r\n')
    const theirs = { ...ours, port: 30_000, browser: { ...ours.browser!, fingerprint: OTHER_FINGERPRINT } }
    const answer = makeAnswer(offer, theirs).sdp
    expect(readAnswer(offer, answer).browser).toMatchObject({
      local: ours.browser,
      role: 'passive',
      isOfferer: true,
      remote: { fingerprint: OTHER_FINGERPRINT },
    })
  })

  it.each([
    [
      'plain RTP',
      (answer: string) => answer.replace('UDP/TLS/RTP/SAVPF', 'RTP/AVP').replace(/a=(ice|setup|fing).*\r\n/g, ''),
    ],
    ['no fingerprint', (answer: string) => answer.replace(/a=fingerprint.*\r\n/, '')],
    ['no rtcp-mux', (answer: string) => answer.replace('a=rtcp-mux\r\n', '')],
    ['a refusal', (answer: string) => answer.replace('m=audio 20000', 'm=audio 0')],
  ])('is not met by an answer with %s', (_what, change) => {
    const offer = makeOffer(ours)
    const answer = change(makeAnswer(offer, ours).sdp)
    expect(() => readAnswer(offer, answer)).toThrow(expect.objectContaining({ sipStatus: 488 }) as Error)
  })
})

describe('lines about ICE and DTLS from the network', () => {
  it('throw nothing but SdpError, and never give a name or a control character to look up', () => {
    const name = fc.constantFrom('candidate', 'ice-ufrag', 'ice-pwd', 'fingerprint', 'setup', 'mid', 'group')
    const line = fc
      .tuple(
        name,
        fc.uint8Array({ maxLength: 80 }).map((bytes) => String.fromCharCode(...bytes)),
      )
      .map(([n, v]) => `a=${n}:${v}\r\n`)
    const offer = fc
      .tuple(fc.array(line, { maxLength: 8 }), fc.boolean())
      .map(([lines, isFirst]) =>
        isFirst ? CHROMIUM.replace('c=IN', `${lines.join('')}c=IN`) : CHROMIUM + lines.join(''),
      )
    const property = fc.property(offer, (text) => {
      try {
        const { sdp, stream } = makeAnswer(text, ours)
        expect(parseSdp(sdp).media[0]?.browser).toBeDefined()
        const { remote } = stream.browser ?? { remote: undefined }
        for (const value of [remote?.ufrag, remote?.pwd, ...(remote?.candidates ?? [])])
          expect(value).toMatch(/^[A-Za-z0-9+/ .:]+$/)
      } catch (error) {
        if (!(error instanceof SdpError)) throw error
      }
    })
    expect(() => fc.assert(property, { seed: 20261128, numRuns: 300 })).not.toThrow()
  })
})
