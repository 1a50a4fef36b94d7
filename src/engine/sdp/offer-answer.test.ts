import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type LocalMedia, makeAnswer, makeOffer, makeReoffer, offeredCodecs, readAnswer } from './offer-answer.ts'
import { parseSdp } from './parse-sdp.ts'
import { SdpError } from './session-description.ts'

const ours: LocalMedia = {
  address: '192.0.2.1',
  port: 20_000,
  codecs: ['PCMU', 'PCMA'],
  direction: 'sendrecv',
  sessionId: '7',
  version: 1,
}
const theirs: LocalMedia = { ...ours, address: '192.0.2.9', port: 30_000, sessionId: '8' }

function sdp(...lines: string[]): string {
  return ['v=0', 'o=phone 1 1 IN IP4 198.51.100.7', 's=-', 'c=IN IP4 198.51.100.7', 't=0 0', ...lines, ''].join('\r\n')
}

describe('an offer and its answer (RFC 3264)', () => {
  it('give both sides the same codec and each other’s address', () => {
    const offer = makeOffer(ours)
    const answered = makeAnswer(offer, { ...theirs, codecs: ['PCMA', 'PCMU'] })
    expect(answered.stream).toEqual({
      remoteAddress: '192.0.2.1',
      remotePort: 20_000,
      codec: 'PCMA',
      payloadType: 8,
      telephoneEventPayloadType: 101,
      direction: 'sendrecv',
      ptimeMs: 20,
    })
    expect(readAnswer(offer, answered.sdp)).toEqual({
      ...answered.stream,
      remoteAddress: '192.0.2.9',
      remotePort: 30_000,
    })
  })

  it('use the payload types of the other side, in both directions', () => {
    const offer = sdp('m=audio 4000 RTP/AVP 96 97', 'a=rtpmap:96 pcmu/8000', 'a=rtpmap:97 telephone-event/8000')
    const { sdp: answer, stream } = makeAnswer(offer, ours)
    expect(stream).toMatchObject({ codec: 'PCMU', payloadType: 96, telephoneEventPayloadType: 97 })
    expect(answer).toContain('m=audio 20000 RTP/AVP 96 97\r\n')
    const answer2 = sdp('m=audio 4000 RTP/AVP 8 110', 'a=rtpmap:110 telephone-event/8000')
    expect(readAnswer(makeOffer(ours), answer2)).toMatchObject({ payloadType: 8, telephoneEventPayloadType: 110 })
  })

  it.each([
    { line: 'a=rtcp:53020', rtcp: { address: '198.51.100.7', port: 53_020 } },
    { line: 'a=rtcp:53020 IN IP4 126.16.64.4', rtcp: { address: '126.16.64.4', port: 53_020 } },
    { line: 'a=rtcp:53020 IN IP6 2001:db8::7', rtcp: { address: '2001:db8::7', port: 53_020 } },
    { line: 'a=rtcp:0', rtcp: undefined },
    { line: 'a=rtcp:70000', rtcp: undefined },
    { line: 'a=rtcp:53020 IN IP4 1.2.3.4.5', rtcp: undefined },
    { line: 'a=rtcp:53020 IN IP4 phone.example', rtcp: undefined },
    { line: 'a=rtcp-fb:* nack', rtcp: undefined },
  ])('say where RTCP is by $line (RFC 3605)', ({ line, rtcp }) => {
    const described = sdp('m=audio 4000 RTP/AVP 0', line)
    expect(makeAnswer(described, ours).stream.remoteRtcp).toEqual(rtcp)
    expect(readAnswer(makeOffer(ours), described).remoteRtcp).toEqual(rtcp)
  })

  it('leave telephone-event out unless both have it', () => {
    const offer = sdp('m=audio 4000 RTP/AVP 0')
    expect(makeAnswer(offer, ours).stream).not.toHaveProperty('telephoneEventPayloadType')
    expect(readAnswer(makeOffer(ours), sdp('m=audio 4000 RTP/AVP 0'))).not.toHaveProperty('telephoneEventPayloadType')
  })

  it('leave it out where keys are to go another way, in later offers too', () => {
    const mine = { ...ours, hasEvents: false }
    const offer = makeOffer(mine)
    expect([offer, makeReoffer(mine, offer)].join('')).not.toMatch(/telephone-event|101/i)
    const { sdp: answer, stream } = makeAnswer(makeOffer(theirs), mine)
    expect(answer).not.toMatch(/telephone-event/i)
    expect(stream).not.toHaveProperty('telephoneEventPayloadType')
    expect(readAnswer(offer, makeAnswer(makeOffer(theirs), theirs).sdp)).not.toHaveProperty('telephoneEventPayloadType')
  })

  it('leave comfort noise out, which is no codec by itself (RFC 3389 §5)', () => {
    expect(makeOffer(ours)).not.toMatch(/RTP\/AVP[^\r]* 13\b|CN\//)
    const { sdp: answer, stream } = makeAnswer(sdp('m=audio 4000 RTP/AVP 13 0', 'a=rtpmap:13 CN/8000'), ours)
    expect(answer).toMatch(/^m=audio 20000 RTP\/AVP 0\r$/m)
    expect(stream.codec).toBe('PCMU')
    expect(() => makeAnswer(sdp('m=audio 4000 RTP/AVP 13'), ours)).toThrow(SdpError)
  })

  it('reject video in its place', () => {
    const offer = sdp(
      'm=video 5000 RTP/AVP 99',
      'a=rtpmap:99 H264/90000',
      'm=audio 4000 RTP/AVP 0',
      'm=image 6 udptl t38',
    )
    const lines = makeAnswer(offer, ours)
      .sdp.split('\r\n')
      .filter((line) => line.startsWith('m='))
    expect(lines).toEqual(['m=video 0 RTP/AVP 99', 'm=audio 20000 RTP/AVP 0', 'm=image 0 udptl t38'])
  })

  it('keep those lines in a re-offer', () => {
    const offer = sdp('m=video 5000 RTP/AVP 99', 'm=audio 4000 RTP/AVP 0')
    const again = makeReoffer({ ...ours, version: 2, direction: 'sendonly' }, makeAnswer(offer, ours).sdp)
    expect(again).toContain('o=- 7 2 IN IP4 192.0.2.1')
    expect(parseSdp(again).media.map(({ kind, port, direction }) => [kind, port, direction])).toEqual([
      ['video', 0, 'sendrecv'],
      ['audio', 20_000, 'sendonly'],
    ])
  })

  it.each([
    ['sendrecv', 'sendrecv', 'sendrecv'],
    ['sendonly', 'sendrecv', 'recvonly'],
    ['recvonly', 'sendrecv', 'sendonly'],
    ['inactive', 'sendrecv', 'inactive'],
    ['sendrecv', 'sendonly', 'sendonly'],
    ['sendonly', 'sendonly', 'inactive'],
  ] as const)('offered %s and wanting %s make us %s', (offered, wanted, made) => {
    const offer = sdp('m=audio 4000 RTP/AVP 0', `a=${offered}`)
    const answer = makeAnswer(offer, { ...ours, direction: wanted })
    expect(answer.stream.direction).toBe(made)
    expect(answer.sdp).toContain(`a=${made}\r\n`)
  })

  it('read an address of zeros as hold', () => {
    const offer = sdp('m=audio 4000 RTP/AVP 0', 'c=IN IP4 0.0.0.0')
    expect(makeAnswer(offer, ours).stream.direction).toBe('recvonly')
  })

  it('take direction and address from the session when the media line has none', () => {
    const offer = sdp('a=sendonly', 'm=audio 4000 RTP/AVP 8', 'a=ptime:30')
    expect(makeAnswer(offer, ours).stream).toMatchObject({
      direction: 'recvonly',
      remoteAddress: '198.51.100.7',
      ptimeMs: 30,
      codec: 'PCMA',
    })
    expect(offeredCodecs(offer)).toEqual(['PCMA'])
  })

  it('carry IPv6', () => {
    const offer = makeOffer({ ...ours, address: '2001:db8::1' })
    expect(offer).toContain('c=IN IP6 2001:db8::1\r\n')
    expect(makeAnswer(offer, theirs).stream.remoteAddress).toBe('2001:db8::1')
  })

  it('fail with 488 without a common codec, naming both sides', () => {
    const offer = sdp('m=audio 4000 RTP/AVP 18 9')
    expect(() => makeAnswer(offer, ours)).toThrow('no common audio codec: offered G729, G722, ours PCMU, PCMA')
    expect(() => makeAnswer(sdp('m=audio 4000 RTP/SAVP 0'), ours)).toThrow(SdpError)
    expect(() => readAnswer(makeOffer(ours), sdp('m=audio 0 RTP/AVP 0'))).toThrow('the answer refuses the audio')
  })

  it('are made with a host that is only named', () => {
    const offer = sdp('m=audio 4000 RTP/AVP 0', 'c=IN IP4 Media-1.phones_2.example')
    expect(makeAnswer(offer, ours).stream.remoteAddress).toBe('Media-1.phones_2.example')
    expect(readAnswer(makeOffer(ours), offer).remoteAddress).toBe('Media-1.phones_2.example')
    expect(offeredCodecs(offer)).toEqual(['PCMU'])
  })

  it.each([
    ['no origin', /o=.*\r\n/, ''],
    ['an origin of one word', /o=.*/, 'o=phone'],
    ['an origin without address', /o=.*/, 'o=- 1 1'],
    ['an empty origin', /o=.*/, 'o='],
    ['no session name', /s=.*\r\n/, ''],
    ['no time', /t=.*\r\n/, ''],
  ])('are made with %s', (_, from, to) => {
    const offer = sdp('m=audio 4000 RTP/AVP 0').replace(from, to)
    expect(makeAnswer(offer, ours).stream).toMatchObject({ remoteAddress: '198.51.100.7', remotePort: 4000 })
  })

  it('answer RTP/AVPF in kind, without its feedback (RFC 4585 §4)', () => {
    const feedback = ['a=rtcp-fb:* nack', 'a=rtcp-fb:0 ccm tmmbr', 'a=rtcp-mux']
    const offer = sdp('m=audio 4000 RTP/AVPF 0 8', ...feedback, 'm=video 6000 RTP/AVPF 99')
    const answered = makeAnswer(offer, ours)
    expect(answered.sdp).toContain('m=audio 20000 RTP/AVPF 0\r\n')
    expect(answered.sdp).not.toContain('rtcp-')
    expect(answered.stream).toMatchObject({ codec: 'PCMU', remotePort: 4000, direction: 'sendrecv' })
    expect(makeReoffer({ ...ours, version: 2 }, answered.sdp)).toContain('m=audio 20000 RTP/AVPF ')
    expect(offeredCodecs(offer)).toEqual(['PCMU', 'PCMA'])
    expect(readAnswer(makeOffer(ours), sdp('m=audio 4000 RTP/AVPF 0'))).toMatchObject({ remotePort: 4000 })
  })

  it.each(['RTP/SAVP', 'RTP/SAVPF', 'UDP/TLS/RTP/SAVPF', 'TCP/RTP/AVP', 'RTP/AVPFX'])(
    'refuse %s with 488',
    (profile) => {
      expect(() => makeAnswer(sdp(`m=audio 4000 ${profile} 0`), ours)).toThrow(
        expect.objectContaining({ sipStatus: 488 }) as Error,
      )
    },
  )

  it('take the plain line of an offer that has a secure one too', () => {
    const offer = sdp('m=audio 4000 RTP/SAVP 0', 'm=audio 4002 RTP/AVPF 0')
    const answered = makeAnswer(offer, ours)
    expect(answered.stream.remotePort).toBe(4002)
    expect(answered.sdp).toContain('m=audio 0 RTP/SAVP 0\r\nm=audio 20000 RTP/AVPF 0\r\n')
  })

  it.each([
    ['port 0', sdp('m=audio 0 RTP/AVP 0')],
    ['no name and no address', sdp('m=audio 4000 RTP/AVP 0', 'c=IN IP4 300.1.1.1')],
    ['octets with leading zeros', sdp('m=audio 4000 RTP/AVP 0', 'c=IN IP4 010.1.1.1')],
    ['colons for an address', sdp('m=audio 4000 RTP/AVP 0', 'c=IN IP6 :::')],
    ['a name of dots', sdp('m=audio 4000 RTP/AVP 0', 'c=IN IP4 a..b')],
    ['no address at all', sdp('m=audio 4000 RTP/AVP 0').replace(/c=.*\r\n/, '')],
  ])('refuse audio that has %s, with 488', (_, text) => {
    expect(offeredCodecs(text)).toEqual([])
    expect(() => makeAnswer(text, ours)).toThrow(/no audio can be sent to/)
    expect(() => readAnswer(makeOffer(ours), text)).toThrow(/no audio can be sent to|refuses the audio/)
  })
})

describe('SDP from the network', () => {
  it.each([
    ['v=1\r\n', 'SDP does not start with v=0'],
    ['hello', 'SDP line "hello" has no type'],
    [sdp('m=audio 99999 RTP/AVP 0'), 'SDP media line "audio 99999 RTP/AVP 0" cannot be read'],
    [sdp('m=audio 1 RTP/AVP 0', 'c=IN IP4 ;rm'), 'SDP connection "IN IP4 ;rm" cannot be read'],
    [sdp(...Array.from({ length: 17 }, () => 'm=audio 1 RTP/AVP 0')), 'SDP with more than 16 media lines'],
    [sdp(...Array.from({ length: 600 }, () => 'a=x')), 'SDP with more than 512 lines'],
  ])('is refused with a reason: %#', (text, message) => {
    expect(() => parseSdp(text)).toThrow(message)
  })

  it('throws nothing but SdpError, whatever it is', () => {
    const line = fc.tuple(fc.constantFrom('v', 'o', 'm', 'c', 'a', 't'), fc.string({ maxLength: 40 }))
    const almost = fc
      .array(
        fc.oneof(
          line.map(([type, value]) => `${type}=${value}`),
          fc.string(),
        ),
        { maxLength: 12 },
      )
      .map((lines) => sdp(...lines))
    const property = fc.property(fc.oneof(fc.string(), almost), (text) => {
      try {
        makeAnswer(text, ours)
      } catch (error) {
        if (!(error instanceof SdpError)) throw error
      }
    })
    expect(() => {
      fc.assert(property, { seed: 20261121, numRuns: 2_000 })
    }).not.toThrow()
  })
})

describe('codecs beside G.711', () => {
  const all: LocalMedia = { ...ours, codecs: ['G722', 'PCMU', 'OPUS'] }
  const browser = sdp(
    'm=audio 4000 RTP/AVP 111 63 9 0 8 13 110 126',
    'a=rtpmap:111 opus/48000/2',
    'a=fmtp:111 minptime=10;useinbandfec=1',
    'a=rtpmap:63 red/48000/2',
    'a=rtpmap:9 G722/8000',
    'a=rtpmap:13 CN/8000',
    'a=rtpmap:110 telephone-event/48000',
    'a=rtpmap:126 telephone-event/8000',
  )

  it('are offered as their RFCs write them, with telephone-event for each clock', () => {
    const lines = makeOffer(all).split('\r\n')
    expect(lines).toContain('m=audio 20000 RTP/AVP 9 0 96 101 97')
    expect(lines).toContain('a=rtpmap:9 G722/8000')
    expect(lines).toContain('a=rtpmap:96 opus/48000/2')
    expect(lines).toContain('a=fmtp:96 useinbandfec=1')
    expect(lines).toContain('a=rtpmap:101 telephone-event/8000')
    expect(lines).toContain('a=rtpmap:97 telephone-event/48000')
  })

  it.each([
    { codecs: ['OPUS', 'PCMU'], codec: 'OPUS', payloadType: 111, event: 110, clock: 48_000 },
    { codecs: ['G722', 'OPUS'], codec: 'G722', payloadType: 9, event: 126, clock: undefined },
    { codecs: ['PCMA'], codec: 'PCMA', payloadType: 8, event: 126, clock: undefined },
  ] as const)('$codec is answered when it comes first for us', ({ codecs, codec, payloadType, event, clock }) => {
    const { sdp: answer, stream } = makeAnswer(browser, { ...ours, codecs })
    expect(stream).toMatchObject({ codec, payloadType, telephoneEventPayloadType: event })
    expect(stream.telephoneEventClockRate).toBe(clock)
    expect(answer).toContain(`m=audio 20000 RTP/AVP ${payloadType} ${event}\r\n`)
    expect(answer).not.toContain('minptime') // theirs
  })

  it('Opus with telephone-event at 8 kHz alone is answered with that', () => {
    const offer = sdp('m=audio 4000 RTP/AVP 96 101', 'a=rtpmap:96 opus/48000/2', 'a=rtpmap:101 telephone-event/8000')
    const { stream } = makeAnswer(offer, all)
    expect(stream).toMatchObject({ codec: 'OPUS', telephoneEventPayloadType: 101 })
    expect(stream).not.toHaveProperty('telephoneEventClockRate')
  })

  it.each(['a=rtpmap:9 G722/16000', 'a=rtpmap:9 opus/48000', 'a=rtpmap:9 opus/16000/2', 'a=rtpmap:9 toString/8000'])(
    '%s is none of ours',
    (line) => {
      expect(offeredCodecs(sdp('m=audio 4000 RTP/AVP 9', line))).toEqual([])
    },
  )

  it('the first of the answer that we offered is spoken', () => {
    const answer = sdp('m=audio 4000 RTP/AVP 8 9 0')
    expect(readAnswer(makeOffer(all), answer)).toMatchObject({ codec: 'G722', payloadType: 9 })
  })

  it('keep their numbers when they are offered again, and new ones take none that meant something', () => {
    const { sdp: answer } = makeAnswer(browser, { ...ours, codecs: ['OPUS'] })
    const again = makeReoffer({ ...all, version: 2 }, answer, browser)
    expect(again).toContain('m=audio 20000 RTP/AVP 9 0 111 101 110\r\n')
    expect(parseSdp(again).media[0]?.codecs.map(({ name }) => name)).toEqual([
      'G722',
      'PCMU',
      'OPUS',
      'TELEPHONE-EVENT',
      'TELEPHONE-EVENT',
    ])
  })

  it('both sides understand what either makes of the other', () => {
    for (const codecs of [['OPUS'], ['G722', 'OPUS'], ['PCMA', 'OPUS', 'G722']] as const) {
      const offer = makeOffer({ ...ours, codecs })
      const { sdp: answer, stream } = makeAnswer(offer, { ...theirs, codecs: ['OPUS', 'G722', 'PCMA'] })
      const { codec, payloadType, telephoneEventPayloadType } = readAnswer(offer, answer)
      expect({ codec, payloadType, telephoneEventPayloadType }).toEqual({
        codec: stream.codec,
        payloadType: stream.payloadType,
        telephoneEventPayloadType: stream.telephoneEventPayloadType,
      })
    }
  })
})
