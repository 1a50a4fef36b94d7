import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { afterEach, describe, expect, it } from 'vitest'
import { makeDocument } from '../../src/callflow/design/document.ts'
import { serializeRtp } from '../../src/engine/media/wire/rtp-packet.ts'
import { RtpPeer } from '../../src/engine/media/testing/rtp-peer.ts'
import { company, seat } from '../harness/design.ts'
import { startTestEngine, type TestEngine } from '../harness/engine.ts'
import { flow } from '../harness/flow.ts'
import { until } from '../harness/until.ts'

/** The carrier's own address; its sound comes from 127.0.0.1. */
const carrierHost = '127.0.0.2'
const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

const documents = [
  ...company(),
  ...seat('1001'),
  makeDocument('trunk', { id: 'trunk', name: 'Carrier', host: `${carrierHost}:5060`, allowedAddresses: [carrierHost] }),
  makeDocument('phone-number', { id: 'did', name: 'Main number', number: '+16045550100', trunkId: 'trunk' }),
  flow('did-flow', {
    numbers: ['+16045550100'],
    nodes: { message: { type: 'voicemail', settings: { mailboxId: 'box-1001' } } },
  }),
]

interface Call {
  readonly carrier: Socket
  readonly media: RtpPeer
  readonly engine: TestEngine
}

async function office(): Promise<Call> {
  const engine = await startTestEngine()
  closing.push(() => engine.stop())
  await engine.activate(documents)
  const media = await RtpPeer.open('PCMA')
  closing.push(() => media.close())
  const carrier = createSocket('udp4')
  closing.push(() => carrier.close())
  carrier.bind(0, carrierHost)
  await once(carrier, 'listening')
  return { engine, media, carrier }
}

function offer(
  port: number,
  { host = '127.0.0.1', profile = 'RTP/AVP', origin = 'o=- 1 1 IN IP4 127.0.0.2' } = {},
): string[] {
  return ['v=0', origin, 's=-', `c=IN IP4 ${host}`, 't=0 0', `m=audio ${port} ${profile} 8`, 'a=rtpmap:8 PCMA/8000']
}

/** The final answer to an INVITE with these lines in it. */
async function answerTo(
  { carrier, engine }: Call,
  headers: readonly string[],
  body: readonly string[],
): Promise<string> {
  const content = `${body.join('\r\n')}\r\n`
  const lines = [
    `INVITE sip:+16045550100@127.0.0.1:${engine.sipPort} SIP/2.0`,
    `Via: SIP/2.0/UDP ${carrierHost}:${carrier.address().port};branch=z9hG4bKcase;rport`,
    'From: "Caller" <sip:+16045550111@carrier.example>;tag=case',
    `To: <sip:+16045550100@127.0.0.1:${engine.sipPort}>`,
    'Call-ID: case@trunk',
    'CSeq: 1 INVITE',
    `Contact: <sip:trunk@${carrierHost}:${carrier.address().port}>`,
    ...headers,
    `Content-Length: ${Buffer.byteLength(content)}`,
  ]
  carrier.send(`${lines.join('\r\n')}\r\n\r\n${content}`, engine.sipPort, '127.0.0.1')
  for (;;) {
    const [answer] = (await once(carrier, 'message')) as [Buffer]
    if (!answer.toString().startsWith('SIP/2.0 1')) return answer.toString()
  }
}

const SDP = 'Content-Type: application/sdp'
const isHeard = (media: RtpPeer) => until('sound at the carrier', () => media.heard.length > 5)

describe('an INVITE as carriers and their routers write it', () => {
  it('with the place of the caller beside its offer is answered to the offer, and heard (RFC 6442 §4.1)', async () => {
    const call = await office()
    const place = ['Content-Type: application/pidf+xml', 'Content-ID: <place@trunk>', '', '<presence/>']
    const body = ['--part', SDP, '', ...offer(call.media.port), '--part', ...place, '--part--']
    const headers = ['Geolocation: <cid:place@trunk>', 'Content-Type: multipart/mixed;boundary=part']
    const answer = await answerTo(call, headers, body)
    expect(answer).toMatch(/^SIP\/2.0 200 OK\r\n/)
    expect(answer).toMatch(/m=audio [0-9]+ RTP\/AVP 8\r\n/)
    await isHeard(call.media)
  })

  it.each([['X-Spoiled-By-A-Router'], ['Expires: soon'], ['Max-Forwards: seventy']])(
    'with the spoilt line "%s" goes on',
    async (line) => {
      const call = await office()
      expect(await answerTo(call, [line, SDP], offer(call.media.port))).toMatch(/^SIP\/2.0 200 OK\r\n/)
    },
  )

  it('with RTP/AVPF and half an origin is answered in kind, and heard', async () => {
    const call = await office()
    const answer = await answerTo(call, [SDP], offer(call.media.port, { profile: 'RTP/AVPF', origin: 'o=-' }))
    expect(answer).toMatch(/m=audio [0-9]+ RTP\/AVPF 8\r\n/)
    await isHeard(call.media)
  })

  it('with a host nobody can find hears us once we hear it', async () => {
    const call = await office()
    const answer = await answerTo(call, [SDP], offer(call.media.port, { host: 'gateway.local' }))
    expect(answer).toMatch(/^SIP\/2.0 200 OK\r\n/)
    const port = Number(/m=audio ([0-9]+) /.exec(answer)?.[1])
    const payload = new Uint8Array(160).fill(0xd5)
    let sequence = 0
    // From neither the address of the description, which nobody knows, nor that of the signalling: believed when it goes on (ADR 63).
    const speaking = setInterval(() => {
      const at = { sequence: ++sequence, timestamp: sequence * 160 }
      call.media.sendRaw(serializeRtp({ marker: false, payloadType: 8, ...at, ssrc: 1, payload }), port)
    }, 20)
    closing.push(async () => clearInterval(speaking))
    await isHeard(call.media)
  })
})
