import { describe, expect, it } from 'vitest'
import { createUserAgent } from './create-user-agent.ts'
import { hopOf } from './session/hop.ts'
import { parseMessage } from './message/parse-message.ts'
import { A, answer, B, is, nothing, pair } from './testing/call-pair.ts'
import { sampleSdp } from './testing/sdp-samples.ts'
import { answerTo, bytes, request, stranger } from './testing/stranger.ts'
import { replyAddress } from './transaction/transaction-layer.ts'
import type { TransportPeer } from './transport/transport.ts'
import { type TransportKind, transportKinds, transportSuffix } from './transport/transports.ts'

const call = { from: { uri: 'sip:a@a.example' }, to: { uri: 'sip:b@b.example' }, sdpOffer: sampleSdp(4000) }

describe('transports that are not there', () => {
  it.each([
    ['sips:b@127.0.0.1', 'no TLS for sips:b@127.0.0.1'],
    ['sip:b@127.0.0.1;transport=tls', 'no TLS for sip:b@127.0.0.1;transport=tls'],
    ['sip:b@127.0.0.1;transport=wss', 'nobody can be called by WSS who has not connected'],
    ['sip:b@127.0.0.1;transport=sctp', 'transport "sctp"'],
  ])('a call to %s fails by its name, and nothing is sent by another', async (target, words) => {
    const agent = createUserAgent({ listen: [{ transport: 'udp', host: '127.0.0.1', port: 0 }], userAgentName: 'a' })
    await agent.start()
    const failed = await new Promise((resolve) => {
      agent.invite({ ...call, target }).on({ onFailed: resolve })
    })
    expect(failed).toMatchObject({ status: 503, reason: expect.stringContaining(words) as string })
    expect(agent.counters.sent).toBe(0)
    await agent.close()
  })

  it.each([
    ['tls', 'no TLS to send to 127.0.0.1 by'],
    ['ws', 'the WS connection of 127.0.0.1 is gone'],
    ['wss', 'no WSS to send to 127.0.0.1 by'],
  ] as const)('a peer known by %s alone is sent nothing', async (transport, reason) => {
    const agent = createUserAgent({ listen: [{ transport: 'udp', host: '127.0.0.1', port: 0 }], userAgentName: 'a' })
    const points = await agent.start()
    const via: TransportPeer = { transport, address: '127.0.0.1', port: points[0]?.port ?? 0 }
    const failed = await new Promise((resolve) => {
      agent.invite({ ...call, target: 'sip:b@127.0.0.1', via }).on({ onFailed: resolve })
    })
    expect(failed).toEqual({ status: 503, reason })
    expect(agent.counters.received).toBe(0)
    expect(agent.isConnected(via)).toBe(false)
    await agent.close()
  })

  it('are not listened on', async () => {
    const agent = createUserAgent({ listen: [{ transport: 'tls', host: '127.0.0.1', port: 0 }], userAgentName: 'a' })
    await expect(agent.start()).rejects.toThrow('no TLS to listen by')
  })
})

describe('transports that nobody knows', () => {
  const via = (name: string) => `Via: SIP/2.0/${name} 203.0.113.5:6000;branch=z9hG4bKstranger;rport`
  const invite = (top: string, contact: string) =>
    request('INVITE', '<sip:bob@b>', `Contact: <${contact}>`).map((line) => (line.startsWith('Via') ? top : line))

  it.each([
    ['a Via', invite(via('SCTP'), 'sip:x@203.0.113.5'), 'Via: transport "SCTP" is not UDP, TCP, TLS, WS or WSS'],
    ['a Contact', invite(via('UDP'), 'sip:x@203.0.113.5;transport=sctp'), 'transport "sctp" of Contact is not'],
    ['a secure Contact', invite(via('UDP'), 'sips:x@203.0.113.5;transport=udp'), 'Contact is sips, which'],
    [
      'a Record-Route',
      [...invite(via('UDP'), 'sip:x@203.0.113.5'), 'Record-Route: <sip:p;lr;transport=sctp>'],
      'transport "sctp" of Record-Route is not',
    ],
  ])('are refused in words in %s', async (_where, lines, words) => {
    const link = await pair(answer)
    expect(await answerTo(link, lines)).toBe(400)
    const last = link.network.packets.at(-1)?.message
    expect(last?.kind === 'response' ? last.reason : '').toContain(words.slice(0, 60))
    expect(await link.leftovers()).toEqual(nothing)
  })

  it.each(['TLS', 'WS', 'WSS', 'TCP', 'udp'])('but %s is one, whatever carried it', async (name) => {
    const link = await pair(answer)
    expect(await answerTo(link, invite(via(name), 'sip:x@203.0.113.5'))).toBe(200)
  })
})

describe('what is sent by a connection', () => {
  const throwing = (error: unknown) => {
    throw error
  }
  const via = { address: B, port: 5060 } as const

  it.each(['tcp', 'tls', 'ws', 'wss'] as const)('%s is not repeated, in either direction', async (transport) => {
    const link = await pair((session) => session.reject({ status: 486 }), throwing, transport)
    link.network.lose = (message) => is(message, 486) || is(message, 'OPTIONS')
    const outgoing = link.a.invite({ ...call, target: `sip:bob@${B}`, via: { ...via, transport } })
    void link.a.request({ method: 'OPTIONS', target: `sip:${B}`, ...call, via: { ...via, transport } })
    await link.clock.advance(20_000)
    expect(link.network.log.toSorted()).toEqual(['(486 INVITE)', '(OPTIONS)', 'INVITE'])
    const { headers } = link.network.packets.find(({ message }) => is(message, 'INVITE'))?.message ?? {}
    expect(headers?.get('Via')).toContain(`SIP/2.0/${transport.toUpperCase()} 192.0.2.1`)
    expect(headers?.get('Contact')).toBe(`<sip:a@${A}:5060${transportSuffix(transport)}>`)
    link.network.lose = () => false
    outgoing.end()
    expect(await link.leftovers()).toEqual(nothing)
  })

  it('is answered by it, whatever the Via says; else by the Via, but to no other address', () => {
    const [line = '', ...rest] = request('OPTIONS', '<sip:bob@b>')
    const question = parseMessage(bytes([line, ...rest.map((each) => each.replace(';rport', ''))]))
    const source = { address: '203.0.113.5', port: 40_000 } as const
    const answered = (transport: TransportKind) =>
      question.kind === 'request' && replyAddress(question, { ...source, transport })
    expect(transportKinds.map(answered)).toEqual(
      transportKinds.map((transport) => ({ ...source, transport, port: transport === 'udp' ? 6_000 : 40_000 })),
    )
  })

  it.each(['udp', 'tcp', 'tls', 'wss'] as const)(
    '%s goes where the latest request of the dialog came from, if it is one',
    async (transport) => {
      const link = await pair(answer)
      const begin: TransportPeer = { ...stranger, transport, flowId: 'f1' }
      const contact = `Contact: <sip:x@203.0.113.5:6000${transportSuffix(transport)}>`
      link.network.inject(bytes(request('INVITE', '<sip:bob@b>', contact)), begin, B)
      await link.clock.advance(50)
      const to = link.network.packets.at(-1)?.message.headers.get('To') ?? ''
      const [ack, info] = ['ACK', 'INFO'].map((method, at) =>
        request(method, to).map((line) =>
          line.replace('CSeq: 1', `CSeq: ${1 + at}`).replace('stranger;', `${method};`),
        ),
      )
      const elsewhere: TransportPeer = { ...begin, address: '203.0.113.77', flowId: 'f2' }
      for (const lines of [ack, info]) link.network.inject(bytes(lines ?? []), elsewhere, B)
      await link.clock.advance(400_000)
      const bye = link.network.packets.find(({ from, message }) => from === B && is(message, 'OPTIONS'))
      expect(bye?.to).toBe(transport === 'udp' ? stranger.address : elsewhere.address)
    },
  )
})

describe('whoever connects to us and cannot be connected to (RFC 7118)', () => {
  const browser: TransportPeer = { transport: 'ws', address: A, port: 50_000, flowId: 'f1' }

  it.each(['sip:a1b2.invalid;transport=ws', 'sip:192.0.2.99:5060', 'sips:192.0.2.99'])(
    'is told everything over that connection, calling as %s',
    (contact) => {
      const dialog = { routeSet: [], remoteTarget: contact }
      const routed = { routeSet: ['<sip:192.0.2.98;lr>'], remoteTarget: contact }
      const rest = { sipCallId: '', localTag: '', remoteTag: '', localAddress: '', remoteAddress: '' }
      for (const each of [dialog, routed])
        expect(hopOf({ ...rest, ...each, localCseq: 1, remoteCseq: 1 }, browser)).toBe(browser)
    },
  )
})
