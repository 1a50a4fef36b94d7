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

const [OURS_80, OURS_32, THEIRS] = ['A', 'B', 'C'].map((letter) => letter.repeat(40)) as [string, string, string]
const plain: LocalMedia = {
  address: '192.0.2.1',
  port: 20_000,
  codecs: ['PCMU', 'PCMA'],
  direction: 'sendrecv',
  sessionId: '7',
  version: 1,
}
const masters = { AES_CM_128_HMAC_SHA1_80: OURS_80, AES_CM_128_HMAC_SHA1_32: OURS_32 }
const offering: LocalMedia = { ...plain, keys: { isRequired: false, masters } }
const requiring: LocalMedia = { ...plain, keys: { isRequired: true, masters } }

function sdp(...lines: string[]): string {
  return ['v=0', 'o=phone 1 1 IN IP4 198.51.100.7', 's=-', 'c=IN IP4 198.51.100.7', 't=0 0', ...lines, ''].join('\r\n')
}
const key = (rest = '', suite = 'AES_CM_128_HMAC_SHA1_80', tag = '1') =>
  `a=crypto:${tag} ${suite} inline:${THEIRS}${rest}`
const refused = expect.objectContaining({ sipStatus: 488 }) as Error

describe('keys in an offer (RFC 4568)', () => {
  it.each(['RTP/SAVP', 'RTP/SAVPF', 'RTP/AVP'])(
    'with %s are answered in kind, by the same suite and tag',
    (profile) => {
      const { sdp: answer, stream } = makeAnswer(
        sdp(`m=audio 4000 ${profile} 0`, key('', 'AES_CM_128_HMAC_SHA1_32', '7')),
        offering,
      )
      expect(answer).toContain(`m=audio 20000 ${profile} 0\r\n`)
      expect(answer.match(/a=crypto.*/g)).toEqual([`a=crypto:7 AES_CM_128_HMAC_SHA1_32 inline:${OURS_32}`])
      expect(stream.srtp).toEqual({
        send: { suite: 'AES_CM_128_HMAC_SHA1_32', master: OURS_32 },
        receive: { suite: 'AES_CM_128_HMAC_SHA1_32', master: THEIRS },
      })
    },
  )

  it('are taken as the phone prefers them, those that we know', () => {
    const lines = [
      key('', 'AES_256_CM_HMAC_SHA1_80', '1'),
      key('', 'AES_CM_128_HMAC_SHA1_32', '2'),
      key('', undefined, '3'),
    ]
    expect(makeAnswer(sdp('m=audio 4000 RTP/SAVP 0', ...lines), offering).sdp).toContain(
      'a=crypto:2 AES_CM_128_HMAC_SHA1_32',
    )
  })

  it('are preferred to a plain section, and a plain one is taken where they are not wanted', () => {
    const offer = sdp('m=audio 4000 RTP/AVP 0', 'm=audio 4002 RTP/SAVP 0', key())
    expect(makeAnswer(offer, offering).stream).toMatchObject({ remotePort: 4002, srtp: {} })
    expect(makeAnswer(offer, plain).stream.remotePort).toBe(4000)
    expect(makeAnswer(offer, plain).stream).not.toHaveProperty('srtp')
    expect(makeAnswer(offer, plain).sdp).not.toContain('crypto')
  })

  it('are refused where encryption is off, and missed where it is required', () => {
    const secured = sdp('m=audio 4000 RTP/SAVP 0', key())
    expect(offeredCodecs(secured)).toEqual([])
    expect(() => makeAnswer(secured, plain)).toThrow(refused)
    const open = sdp('m=audio 4000 RTP/AVP 0')
    expect(offeredCodecs(open, requiring.keys)).toEqual([])
    expect(() => makeAnswer(open, requiring)).toThrow(refused)
    expect(makeAnswer(open, offering).sdp).not.toContain('crypto')
    expect(isForBrowsers(secured)).toBe(false)
  })

  it.each([
    ['a lifetime', '|2^20', true],
    ['a lifetime in full', '|1048576', true],
    ['a window', ' WSH=128', true],
    ['a name for the key', '|2^20|1:4', false],
    ['a name alone', '|1:4', false],
    ['encryption switched off', ' UNENCRYPTED_SRTP', false],
    ['what nobody knows', ' FUTURE=1', false],
    ['a second key', `;inline:${THEIRS}`, false],
    ['one character more', 'C', false],
  ])('with %s: %s', (_what, rest, isTaken) => {
    const offer = sdp('m=audio 4000 RTP/SAVP 0', key(rest))
    expect(offeredCodecs(offer, offering.keys).length > 0).toBe(isTaken)
  })

  it('are read up to sixteen', () => {
    const many = Array.from({ length: 40 }, (_, index) => key('', undefined, String(index + 1)))
    expect(parseSdp(sdp('m=audio 4000 RTP/SAVP 0', ...many)).media[0]?.crypto).toHaveLength(16)
  })
})

describe('keys in an offer of ours', () => {
  it('stand beside RTP/AVP where the phone may do without, and in RTP/SAVP where it may not', () => {
    const lines = [
      `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${OURS_80}`,
      `a=crypto:2 AES_CM_128_HMAC_SHA1_32 inline:${OURS_32}`,
    ]
    expect(makeOffer(offering)).toContain('m=audio 20000 RTP/AVP 0 8 101')
    expect(makeOffer(requiring)).toContain('m=audio 20000 RTP/SAVP 0 8 101')
    for (const local of [offering, requiring]) expect(makeOffer(local).match(/a=crypto.*/g)).toEqual(lines)
    expect(makeOffer(plain)).not.toContain('crypto')
  })

  it('are agreed on by the answer’s', () => {
    const answer = sdp('m=audio 4000 RTP/SAVP 0', key('', 'AES_CM_128_HMAC_SHA1_32', '2'))
    expect(readAnswer(makeOffer(requiring), answer).srtp).toEqual({
      send: { suite: 'AES_CM_128_HMAC_SHA1_32', master: OURS_32 },
      receive: { suite: 'AES_CM_128_HMAC_SHA1_32', master: THEIRS },
    })
  })

  it('are done without by a phone that has none, unless they are required', () => {
    const answer = sdp('m=audio 4000 RTP/AVP 0')
    expect(readAnswer(makeOffer(offering), answer)).not.toHaveProperty('srtp')
    expect(() => readAnswer(makeOffer(requiring), answer)).toThrow('the answer has no key for encrypted audio')
    const wrong = sdp('m=audio 4000 RTP/SAVP 0', key('', 'AES_CM_128_HMAC_SHA1_32', '1'))
    expect(() => readAnswer(makeOffer(requiring), wrong), 'another suite under that tag').toThrow(SdpError)
  })

  it('stay when it is offered again', () => {
    const answer = makeAnswer(sdp('m=audio 4000 RTP/SAVP 0', key()), requiring).sdp
    const again = makeReoffer({ ...requiring, version: 2 }, answer)
    expect(again).toContain('m=audio 20000 RTP/SAVP ')
    expect(again).toContain(`inline:${OURS_80}`)
    expect(makeReoffer({ ...plain, version: 2 }, makeOffer(plain))).not.toContain('crypto')
  })
})
