import { createServer } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { createUserAgent } from './create-user-agent.ts'
import { serializeMessage } from './message/serialize.ts'
import { answer, A, B, type CallPair, is, nothing, pair } from './testing/call-pair.ts'
import { sampleSdp } from './testing/sdp-samples.ts'
import { LargeRequests, MAX_DATAGRAM_BYTES } from './transaction/large-requests.ts'
import type { TransportPeer } from './transport/transport.ts'
import type { IncomingRequest, OutgoingSession, SipUserAgent } from './user-agent.ts'

const alice = { uri: 'sip:alice@a.example' }
const bob = { uri: 'sip:bob@b.example' }
const padding = (octets: number) => [['X-Padding', 'x'.repeat(octets)]] as const

function call(made: CallPair, octets: number, via?: TransportPeer): OutgoingSession {
  const session = made.a.invite({
    target: `sip:bob@${B}`,
    from: alice,
    to: bob,
    sdpOffer: sampleSdp(4_000),
    headers: padding(octets),
    ...(via && { via }),
  })
  made.note('a', session)
  return session
}

/** How what A sent of a kind went, in order; its Via says the same. */
function ways(made: CallPair, method: string): string[] {
  const sent = made.network.packets.filter(({ message, from }) => from === A && is(message, method))
  return sent.map(({ message, transport }) => {
    expect(message.headers.get('Via')).toContain(`SIP/2.0/${transport.toUpperCase()} `)
    return transport.toUpperCase()
  })
}

/** What it takes to make a request exactly so large, found out by asking. */
async function paddingFor(sizeBytes: number): Promise<number> {
  const made = await pair(answer)
  call(made, 1)
  await made.clock.advance(100)
  const { message } = made.network.packets[0] ?? {}
  return sizeBytes - (message ? serializeMessage(message).length : 0) + 1
}

describe('a request over 1,300 octets to somebody who is reached by UDP (RFC 3261 §18.1.1)', () => {
  it('goes over TCP from the first octet more', async () => {
    const most = await paddingFor(MAX_DATAGRAM_BYTES)
    for (const [octets, way] of [
      [most, 'UDP'],
      [most + 1, 'TCP'],
    ] as const) {
      const made = await pair(answer)
      call(made, octets)
      await made.clock.advance(100)
      expect([made.events.includes('a confirmed with SDP'), ways(made, 'INVITE')]).toEqual([true, [way]])
    }
  })

  it('is answered over the connection, and the rest of its call goes where the answer says: a Contact at TCP', async () => {
    const made = await pair(answer)
    const session = call(made, 2_000)
    await made.clock.advance(100)
    session.end()
    await made.clock.advance(100)
    expect([ways(made, 'INVITE'), ways(made, 'ACK'), ways(made, 'BYE')]).toEqual([['TCP'], ['TCP'], ['TCP']])
    expect(await made.leftovers()).toEqual(nothing)
  })

  it('is cancelled where it went', async () => {
    const made = await pair((session) => session.progress({ status: 180 }))
    const session = call(made, 2_000)
    await made.clock.advance(100)
    session.end()
    await made.clock.advance(100)
    expect([ways(made, 'CANCEL'), made.events]).toEqual([['TCP'], ['a 180', 'b ended by remote', 'a failed 487']])
  })

  it('goes by UDP where TCP is refused, with the same branch, and is repeated there as any other', async () => {
    const made = await pair(answer)
    made.network.connects = () => 'refused'
    let left = 1
    made.network.lose = (message) => is(message, 'INVITE') && left-- > 0
    const session = call(made, 2_000)
    await made.clock.advance(1_000)
    const branches = made.network.packets
      .filter(({ message }) => is(message, 'INVITE'))
      .map(({ message }) => message.headers.get('Via'))
    expect([ways(made, 'INVITE'), new Set(branches).size, made.events.at(-1)]).toEqual([
      ['UDP', 'UDP'],
      1,
      'b confirmed',
    ])
    session.end()
    expect(await made.leftovers()).toEqual(nothing)
  })

  it('goes nowhere else once it was heard, though its connection breaks', async () => {
    const made = await pair((session) => session.progress({ status: 180 }))
    made.network.connects = () => 'broken'
    call(made, 2_000)
    await made.clock.advance(2_000)
    expect([ways(made, 'INVITE'), made.events]).toEqual([['TCP'], ['a 180', 'a failed 503']])
  })

  it('goes by UDP after 2 s where nobody answers at TCP, and for an hour without asking again', async () => {
    const made = await pair(answer)
    made.network.connects = () => 'silent'
    call(made, 2_000)
    await made.clock.advance(1_990)
    expect(ways(made, 'INVITE')).toEqual([])
    await made.clock.advance(100)
    expect(ways(made, 'INVITE')).toEqual(['UDP'])
    made.network.connects = () => 'taken'
    call(made, 2_000)
    await made.clock.advance(3_590_000)
    call(made, 2_000)
    await made.clock.advance(20_000)
    call(made, 2_000)
    await made.clock.advance(100)
    expect(ways(made, 'INVITE')).toEqual(['UDP', 'UDP', 'UDP', 'TCP'])
  })

  it('that is lost by somebody who takes connections and says nothing is the last by TCP', async () => {
    const made = await pair(answer)
    made.network.lose = (message) => is(message, 'INVITE')
    call(made, 2_000)
    await made.clock.advance(40_000)
    expect(made.events).toEqual(['a failed 408'])
    made.network.lose = () => false
    call(made, 2_000)
    await made.clock.advance(100)
    expect(ways(made, 'INVITE')).toEqual(['TCP', 'UDP'])
  })

  it('stays with UDP to somebody beyond a mapping, where no connection leads', async () => {
    const made = await pair(answer)
    call(made, 2_000, { transport: 'udp', address: B, port: 5_060, isMapped: true })
    await made.clock.advance(100)
    expect(ways(made, 'INVITE')).toEqual(['UDP'])
  })

  it('is asked for a password as any other', async () => {
    const made = await pair(answer)
    let asked = 0
    made.b.onRequest('MESSAGE', ({ request, respond }) => {
      const isKnown = request.headers.get('Authorization') !== undefined
      asked++
      if (isKnown) respond({ status: 200 })
      else respond({ status: 401, headers: [['WWW-Authenticate', 'Digest realm="b", nonce="n", algorithm=MD5']] })
    })
    const done = made.a.request({
      method: 'MESSAGE',
      target: `sip:bob@${B}`,
      from: alice,
      to: bob,
      headers: padding(1_500),
      credentials: { username: 'alice', password: 'secret' },
    })
    await made.clock.advance(1_000)
    expect([(await done).status, asked, ways(made, 'MESSAGE')]).toEqual([200, 2, ['TCP', 'TCP']])
  })
})

describe('who refused TCP', () => {
  it('is forgotten after 10,000 others', () => {
    const large = new LargeRequests(() => 0)
    const peer = (port: number): TransportPeer => ({ transport: 'udp', address: B, port })
    for (let port = 0; port <= 10_000; port++) large.refusedBy(peer(port))
    const isSpared = (port: number) => large.wayFor(peer(port), 1_301) === undefined
    expect([isSpared(0), isSpared(1), isSpared(10_000)]).toEqual([false, true, true])
  })
})

describe('on real sockets', () => {
  const agents: SipUserAgent[] = []
  afterEach(async () => {
    await Promise.all(agents.splice(0).map((agent) => agent.close()))
  })

  async function agent(...transports: readonly ('udp' | 'tcp')[]): Promise<SipUserAgent> {
    // TCP at the port that UDP was given.
    const [port] = await freePorts()
    const listen = transports.map((transport) => ({ transport, host: '127.0.0.1', port: port ?? 0 }))
    const made = createUserAgent({ listen, userAgentName: 'test' })
    agents.push(made)
    await made.start()
    return made
  }

  it.each([
    ['goes over TCP', ['udp', 'tcp'], 'tcp'],
    ['goes in fragments where TCP is refused', ['udp'], 'udp'],
  ] as const)('a large one %s and a small one by UDP', async (_what, theirs, way) => {
    const [caller, callee] = [await agent('udp', 'tcp'), await agent(...theirs)]
    const came: IncomingRequest[] = []
    callee.onRequest('MESSAGE', (incoming) => {
      came.push(incoming)
      incoming.respond({ status: 200 })
    })
    const target = `sip:bob@127.0.0.1:${callee.listenPoints[0]?.port}`
    const send = (octets: number) =>
      caller.request({ method: 'MESSAGE', target, from: alice, to: bob, headers: padding(octets) })
    expect([(await send(3_000)).status, (await send(10)).status]).toEqual([200, 200])
    expect(came.map(({ source }) => source.transport)).toEqual([way, 'udp'])
    expect(came[0]?.request.headers.get('X-Padding')).toHaveLength(3_000)
    expect(came[0]?.request.headers.get('Via')).toContain(`SIP/2.0/${way.toUpperCase()} 127.0.0.1:`)
  })
})

/** One that TCP has free now. */
async function freePorts(): Promise<number[]> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return address !== null && typeof address === 'object' ? [address.port] : []
}
