import { describe, expect, it } from 'vitest'
import { essentialsOf } from './message/essentials.ts'
import { A, answer, B, type CallPair, pair } from './testing/call-pair.ts'
import { sampleSdp } from './testing/sdp-samples.ts'
import { request, stranger } from './testing/stranger.ts'
import type { IncomingSession, SessionListener } from './user-agent.ts'

const MIXED = 'Content-Type: multipart/mixed;boundary=part'

/** As phones add the place of an emergency call to its offer (RFC 6442 §4.1). */
function withPlace(sdp: string, place = 'Content-ID: <place@a>'): string {
  const parts = [
    `Content-Type: application/sdp\r\n\r\n${sdp}`,
    `Content-Type: application/pidf+xml\r\n${place}\r\n\r\n<presence/>`,
  ]
  return `${parts.map((part) => `--part\r\n${part}\r\n`).join('')}--part--\r\n`
}

function octets(lines: readonly string[], body: string): Buffer {
  const head = lines.filter((line) => !line.startsWith('Content-Length'))
  return Buffer.from([...head, MIXED, `Content-Length: ${Buffer.byteLength(body)}`, '', body].join('\r\n'))
}

const port = (sdp: string | undefined): string | undefined => /m=audio (\d+)/.exec(sdp ?? '')?.[1]

describe('a body in parts from our caller', () => {
  const invite = request('INVITE', '<sip:bob@b.example>', 'Contact: <sip:x@203.0.113.5:6000>')

  async function call(onInvite: (session: IncomingSession) => void, body: string): Promise<CallPair> {
    const link = await pair(onInvite)
    link.network.inject(octets(invite, body), stranger, B)
    await link.clock.advance(100)
    return link
  }

  /** The final status of a request within the dialog. */
  async function say(link: CallPair, method: string, cseq: number, body: string): Promise<number | undefined> {
    const { message } =
      link.network.packets.find(({ message: sent }) => sent.kind === 'response' && sent.status === 200) ?? {}
    const tag = message && essentialsOf(message).toTag
    const before = link.network.packets.length
    const lines = request(method, `<sip:bob@b.example>;tag=${tag}`, 'Contact: <sip:x@203.0.113.5:6000>').map((line) =>
      line.replace(/^CSeq: 1/, `CSeq: ${cseq}`).replace('z9hG4bKstranger', `z9hG4bK${method}${cseq}`),
    )
    link.network.inject(octets(lines, body), stranger, B)
    await link.clock.advance(100)
    const answers = link.network.packets.slice(before).map(({ message: sent }) => sent)
    return answers.flatMap((sent) => (sent.kind === 'response' && sent.status >= 200 ? [sent.status] : []))[0]
  }

  it('carries the offer', async () => {
    const offers: (string | undefined)[] = []
    await call(
      (session) => {
        offers.push(port(session.sdpOffer))
        answer(session)
      },
      withPlace(sampleSdp(35_900)),
    )
    expect(offers).toEqual(['35900'])
  })

  it('carries the answer in an ACK, the offer in UPDATE and re-INVITE, and keys in INFO', async () => {
    const heard: string[] = []
    const hear: SessionListener = {
      onConfirmed: ({ sdp }) => heard.push(`ack ${port(sdp)}`),
      onReinvite: (offer) => {
        heard.push(`offer ${port(offer)}`)
        return { sdp: sampleSdp(1) }
      },
      onInfo: ({ contentType, content }) => heard.push(`${contentType} ${content}`),
    }
    const link = await call(
      (session) => {
        answer(session)
        session.on(hear)
      },
      withPlace('').replace(/--part\r\nContent-Type: application\/sdp\r\n\r\n\r\n/, ''),
    )
    await say(link, 'ACK', 1, withPlace(sampleSdp(9)))
    expect(await say(link, 'UPDATE', 2, withPlace(sampleSdp(10)))).toBe(200)
    expect(await say(link, 'INVITE', 3, withPlace(sampleSdp(11)))).toBe(200)
    await say(link, 'ACK', 3, withPlace(''))
    const keyed = '--part\r\nContent-Type: application/dtmf\r\n\r\n5\r\n--part--'
    expect(await say(link, 'INFO', 4, keyed)).toBe(200)
    expect(heard).toEqual(['ack 9', 'offer 10', 'offer 11', 'application/dtmf 5'])
  })

  it('that must be understood and is not gets 415 with what we read, in a call and before one', async () => {
    const needed = withPlace(sampleSdp(9), 'Content-Disposition: render;handling=required')
    const refused = await call(answer, needed)
    const { message } = refused.network.packets.at(-1) ?? {}
    expect(message).toMatchObject({ status: 415, reason: 'cannot read a body of type application/pidf+xml' })
    expect(message?.headers.getAll('Accept')).toEqual(['application/sdp', 'multipart/mixed', 'multipart/alternative'])
    const link = await call(answer, withPlace(sampleSdp(9)))
    await say(link, 'ACK', 1, withPlace(''))
    expect(await say(link, 'INVITE', 2, needed)).toBe(415)
    expect(await say(link, 'UPDATE', 3, needed)).toBe(415)
  })

  it('that is compressed gets 415 with what we can undo', async () => {
    const link = await pair(answer)
    link.network.inject(octets([...invite, 'Content-Encoding: gzip'], withPlace(sampleSdp(9))), stranger, B)
    await link.clock.advance(100)
    const { message } = link.network.packets.at(-1) ?? {}
    expect(message).toMatchObject({ status: 415 })
    expect(message?.headers.getAll('Accept-Encoding')).toEqual(['identity'])
  })

  it.each([
    ['17 parts', 413, '--part\r\n\r\nx\r\n'.repeat(17)],
    ['no boundary', 400, 'x'],
  ])('with %s gets %i', async (_, status, body) => {
    const link = await call(answer, body)
    expect(link.network.packets.at(-1)?.message).toMatchObject({ status })
  })
})

describe('a body in parts from whom we call', () => {
  interface Dialled {
    readonly seen: string[]
    readonly say: (status: number, cseq: number, port: number) => Promise<void>
  }

  async function dial(): Promise<Dialled> {
    const link = await pair(answer)
    const seen: string[] = []
    const session = link.a.invite({
      target: `sip:x@${stranger.address}:${stranger.port}`,
      from: { uri: 'sip:alice@a.example' },
      to: { uri: 'sip:x@far.example' },
      sdpOffer: sampleSdp(1),
    })
    session.on({
      onProgress: ({ status, sdp }) => seen.push(`${status} ${port(sdp)}`),
      onConfirmed: ({ sdp }) => {
        seen.push(`200 ${port(sdp)}`)
        void session
          .reinvite(sampleSdp(2))
          .then((result) => seen.push(`re-INVITE ${result.ok && port(result.sdpAnswer)}`))
      },
    })
    await link.clock.advance(50)
    const say = async (status: number, cseq: number, at: number): Promise<void> => {
      const { message } =
        link.network.packets.findLast(({ message: sent }) => sent.kind === 'request' && sent.method === 'INVITE') ?? {}
      const get = (name: string): string => message?.headers.get(name) ?? ''
      expect(get('CSeq')).toBe(`${cseq} INVITE`)
      const to = get('To').includes('tag=') ? get('To') : `${get('To')};tag=t`
      const lines = [
        `SIP/2.0 ${status} X`,
        `Via: ${get('Via')}`,
        `From: ${get('From')}`,
        `To: ${to}`,
        `Call-ID: ${get('Call-ID')}`,
        `CSeq: ${get('CSeq')}`,
        `Contact: <sip:x@${stranger.address}:6000>`,
      ]
      link.network.inject(octets(lines, withPlace(sampleSdp(at))), stranger, A)
      await link.clock.advance(50)
    }
    return { seen, say }
  }

  it('carries early media, the answer, and the answer to a re-INVITE', async () => {
    const { seen, say } = await dial()
    await say(183, 1, 40)
    await say(200, 1, 41)
    await say(200, 2, 42)
    expect(seen).toEqual(['183 40', '200 41', 're-INVITE 42'])
  })
})
