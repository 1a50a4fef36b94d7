import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { createUserAgent } from '../create-user-agent.ts'
import { MAX_MESSAGE_BYTES } from '../message/limits.ts'
import { sampleSdp } from '../testing/sdp-samples.ts'
import type { IncomingRequest, SipUserAgent } from '../user-agent.ts'
import type { UserAgentLimits } from '../user-agent-options.ts'

const agents: SipUserAgent[] = []
const sockets: WebSocket[] = []

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate()
  await Promise.all(agents.splice(0).map((agent) => agent.close()))
})

async function agent(limits: Partial<UserAgentLimits> = {}, webOrigins: readonly string[] = []): Promise<SipUserAgent> {
  const listen = [{ transport: 'ws', host: '127.0.0.1', port: 0 }] as const
  const made = createUserAgent({ listen, userAgentName: 'test', limits, webOrigins })
  agents.push(made)
  await made.start()
  return made
}

const portOf = (server: SipUserAgent) => server.listenPoints[0]?.port ?? 0

function dial(server: SipUserAgent, { origin, protocol = 'sip' }: { origin?: string; protocol?: string } = {}) {
  const socket = new WebSocket(`ws://127.0.0.1:${portOf(server)}`, protocol === '' ? [] : [protocol], {
    ...(origin !== undefined && { origin }),
    perMessageDeflate: true,
  })
  sockets.push(socket)
  socket.on('error', () => {})
  return socket
}

/** A browser's socket that collects what it is sent, one text a message. */
async function client(server: SipUserAgent) {
  const socket = dial(server)
  const texts: string[] = []
  const kinds = new Set<string>()
  socket.on('message', (data, isBinary) => {
    texts.push((data as Buffer).toString())
    kinds.add(isBinary ? 'binary' : 'text')
  })
  await once(socket, 'open')
  const until = async (text: string): Promise<string> => {
    for (;;) {
      const found = texts.find((each) => each.includes(text))
      if (found !== undefined) return found
      await once(socket, 'message')
    }
  }
  return { socket, until, texts, kinds }
}

function closed(socket: WebSocket): Promise<number> {
  return new Promise((resolve) => {
    socket.once('close', resolve)
  })
}

/** What the door said to the handshake. */
async function refusal(socket: WebSocket): Promise<number> {
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }]
  return response.statusCode
}

function options(...more: string[]): string {
  const lines = [
    'OPTIONS sip:b@127.0.0.1 SIP/2.0',
    'Via: SIP/2.0/WS df7jal23ls0d.invalid;branch=z9hG4bK1;rport',
    'From: <sip:a@a>;tag=1',
    'To: <sip:b@b>',
    'Call-ID: x',
    'CSeq: 1 OPTIONS',
    ...more,
  ]
  return `${lines.join('\r\n')}\r\n\r\n`
}

describe('WebSocket transport (RFC 7118)', () => {
  it('answers over the connection, one text to a message, without compression', async () => {
    const { socket, until, kinds } = await client(await agent())
    socket.send(options())
    const answer = await until('200 OK')
    expect(answer).toMatch(/^SIP\/2\.0 200 OK\r\nVia: SIP\/2\.0\/WS df7jal23ls0d\.invalid;.*received=127\.0\.0\.1\r\n/)
    expect([socket.protocol, socket.extensions, [...kinds]]).toEqual(['sip', '', ['text']])
  })

  it('reads binary messages and fragments as well', async () => {
    const { socket, until } = await client(await agent())
    const bytes = Buffer.from(options())
    socket.send(bytes.subarray(0, 50), { binary: true, fin: false })
    socket.send(bytes.subarray(50), { binary: true, fin: true })
    expect(await until('SIP/2.0')).toContain('200 OK')
  })

  it('sends requests back over the connection, with a Via and a Contact of its own kind', async () => {
    const server = await agent()
    const asked = new Promise<IncomingRequest>((resolve) => {
      server.onRequest('OPTIONS', resolve)
    })
    const { socket, until } = await client(server)
    socket.send(options())
    const { source } = await asked
    const somebody = { uri: 'sip:a@a' }
    const target = 'sip:x@df7jal23ls0d.invalid;transport=ws'
    server.invite({ target, via: source, from: somebody, to: somebody, sdpOffer: sampleSdp(1) })
    const invite = await until('INVITE')
    expect(invite).toContain(`INVITE ${target} SIP/2.0\r\nVia: SIP/2.0/WS 127.0.0.1:${portOf(server)};`)
    expect(invite).toMatch(/Contact: <sip:[^>]*;transport=ws>/)
  })

  it('reaches nobody whose connection is gone', async () => {
    const server = await agent()
    const asked = new Promise<IncomingRequest>((resolve) => {
      server.onRequest('OPTIONS', resolve)
    })
    const { socket } = await client(server)
    socket.send(options())
    const { source } = await asked
    expect(server.isConnected(source)).toBe(true)
    socket.terminate()
    while (server.isConnected(source)) await new Promise((tick) => setTimeout(tick, 5))
    const somebody = { uri: 'sip:a@a' }
    const failed = await new Promise((resolve) => {
      server
        .invite({ target: 'sip:x@y.invalid', via: source, from: somebody, to: somebody, sdpOffer: sampleSdp(1) })
        .on({ onFailed: resolve })
    })
    expect(failed).toEqual({ status: 503, reason: 'the WS connection of 127.0.0.1 is gone' })
  })

  it('answers CRLF CRLF with CRLF, CRLF with nothing, and pings of the WebSocket', async () => {
    const { socket, until, texts } = await client(await agent())
    const pong = once(socket, 'pong')
    socket.ping('are you there')
    socket.send('\r\n')
    socket.send('\r\n\r\n')
    await until('\r\n')
    expect(String((await pong)[0])).toBe('are you there')
    expect(texts).toEqual(['\r\n'])
  })

  it('drops what is no SIP, answers what is at fault, and goes on', async () => {
    const server = await agent()
    const { socket, until } = await client(server)
    socket.send('rubbish')
    socket.send(Buffer.from([0, 1, 2, 255]))
    socket.send(options('Call-ID: twice'))
    await until('400 header call-id occurs twice')
    socket.send(options())
    await until('200 OK')
    expect(server.counters).toMatchObject({ received: 4, malformedDropped: 2, malformedAnswered400: 1 })
  })
})

it('listens at several addresses, IPv6 among them, and answers with the one that was asked', async () => {
  const hosts = ['127.0.0.1', '127.0.0.2', '::1']
  const listen = hosts.map((host) => ({ transport: 'ws' as const, host, port: 0 }))
  const server = createUserAgent({ listen, userAgentName: 'test' })
  agents.push(server)
  await server.start()
  for (const { host, port } of server.listenPoints) {
    const socket = new WebSocket(`ws://${host.includes(':') ? `[${host}]` : host}:${port}`, 'sip')
    sockets.push(socket)
    await once(socket, 'open')
    const answer = once(socket, 'message')
    socket.send(options())
    expect(String((await answer)[0])).toContain(host === '::1' ? 'received=::1' : 'received=127.0.0.')
  }
  expect(server.listenPoints.map(({ host }) => host)).toEqual(hosts)
})

describe('who may connect by WebSocket', () => {
  it.each([undefined, 'http://127.0.0.1:8080', 'http://localhost', 'http://[::1]:3', 'callwright://app'])(
    'a page of this machine, or no page: %s',
    async (origin) => {
      const socket = dial(await agent(), origin === undefined ? {} : { origin })
      await once(socket, 'open')
      expect(socket.protocol).toBe('sip')
    },
  )

  it.each([
    'https://evil.example',
    'null',
    'file://',
    'http://127.0.0.1.evil.example',
    'http://localhost.evil.example',
    'ftp://localhost',
    'callwright://app.evil',
  ])('not %s', async (origin) => {
    expect(await refusal(dial(await agent(), { origin }))).toBe(403)
  })

  it('a page from elsewhere that was named, by its whole origin', async () => {
    const server = await agent({}, ['https://pbx.example'])
    await once(dial(server, { origin: 'https://pbx.example' }), 'open')
    expect(await refusal(dial(server, { origin: 'https://pbx.example:8443' }))).toBe(403)
    expect(await refusal(dial(server, { origin: 'http://pbx.example' }))).toBe(403)
  })

  it.each(['', 'chat'])('nobody who does not speak SIP: sub-protocol "%s"', async (protocol) => {
    expect(await refusal(dial(await agent(), { protocol }))).toBe(400)
  })

  it('no browser that merely looks', async () => {
    const server = await agent()
    const response = await fetch(`http://127.0.0.1:${portOf(server)}/`)
    expect([response.status, await response.text()]).toEqual([426, 'SIP over WebSocket (RFC 7118) is spoken here.\n'])
  })
})

describe('what a WebSocket may cost us', () => {
  it('closes a message that is too large before it is there, and one in too many pieces', async () => {
    const server = await agent()
    const [large, pieces] = [await client(server), await client(server)]
    large.socket.send('x'.repeat(MAX_MESSAGE_BYTES + 1))
    expect(await closed(large.socket)).toBe(1009)
    for (let n = 0; n < 100 && pieces.socket.readyState === WebSocket.OPEN; n++) pieces.socket.send('x', { fin: false })
    expect(await closed(pieces.socket)).toBe(1008)
    expect(server.counters.received).toBe(0)
  })

  it('closes one whose text is not UTF-8, and frames that are none', async () => {
    const server = await agent()
    const [latin, broken] = [await client(server), await client(server)]
    latin.socket.send(Buffer.from([0xff, 0xfe]), { binary: false })
    expect(await closed(latin.socket)).toBe(1007)
    rawOf(broken.socket).write(Buffer.from([0xff, 0xff, 0xff, 0xff]))
    expect(await closed(broken.socket)).toBe(1002)
  })

  it('closes what says nothing in time: no handshake, half of one, an open socket, keep-alives alone', async () => {
    const server = await agent({ messageTimeoutMs: 200 })
    const silent = connect(portOf(server), '127.0.0.1')
    const half = connect(portOf(server), '127.0.0.1')
    half.write('GET / HTTP/1.1\r\nHost: x\r\n')
    const [open, pinging] = [await client(server), await client(server)]
    const more = setInterval(() => pinging.socket.send('\r\n\r\n'), 20)
    await Promise.all([
      once(silent.resume(), 'close'),
      once(half.resume(), 'close'),
      closed(open.socket),
      closed(pinging.socket),
    ])
    clearInterval(more)
    expect(server.counters.received).toBe(0)
  })

  it('closes the oldest stranger for the next, handshake or not, and nobody who has earned to stay', async () => {
    const server = await agent({ maxStrangersPerNetwork: 2 })
    server.onRequest('OPTIONS', ({ source, respond }) => {
      server.earned(source)
      respond({ status: 200 })
    })
    const phone = await client(server)
    phone.socket.send(options())
    await phone.until('200 OK')
    const silent = connect(portOf(server), '127.0.0.1')
    const isOver = once(silent.resume(), 'close')
    await once(silent, 'connect')
    const second = await client(server)
    const third = await client(server)
    await isOver
    expect([phone, second, third].map(({ socket }) => socket.readyState)).toEqual([1, 1, 1])
  })

  it('carries a thousand at once, each with answers of its own', async () => {
    const server = await agent({
      maxStrangers: 2_000,
      maxStrangersPerNetwork: 2_000,
      strangerIdleMs: 600_000,
      messageTimeoutMs: 600_000,
    })
    const all: { readonly socket: WebSocket; readonly texts: string[] }[] = []
    for (let n = 0; n < 1_000; n += 50)
      all.push(...(await Promise.all(Array.from({ length: 50 }, () => client(server)))))
    const answers = all.map(async ({ socket }, n) => {
      const answer = once(socket, 'message')
      socket.send(options().replace('Call-ID: x', `Call-ID: call-${n}`))
      return String((await answer)[0])
    })
    const texts = await Promise.all(answers)
    expect(
      texts.filter((text, n) => text.includes(`Call-ID: call-${n}\r\n`) && text.startsWith('SIP/2.0 200')),
    ).toHaveLength(1_000)
    expect(all.filter(({ socket }) => socket.readyState !== WebSocket.OPEN)).toEqual([])
  })

  it('goes on when others leave in the middle of a frame, of a message and of the handshake', async () => {
    const server = await agent()
    const [frame, message, phone] = [await client(server), await client(server), await client(server)]
    rawOf(frame.socket).write(Buffer.from([0x81, 0xfe, 0x10, 0x00, 1, 2, 3, 4, 5]))
    message.socket.send('OPTIONS sip:b', { fin: false })
    const shaking = connect(portOf(server), '127.0.0.1')
    shaking.write('GET / HTTP/1.1\r\nUpgrade: websocket\r\n')
    await new Promise((tick) => setTimeout(tick, 30))
    for (const socket of [rawOf(frame.socket), rawOf(message.socket), shaking]) socket.resetAndDestroy()
    phone.socket.send(options())
    expect(await phone.until('SIP/2.0')).toContain('200 OK')
    expect(server.counters.received).toBe(1)
  })

  it('does not let a stranger who reads nothing pile up answers', async () => {
    const server = await agent({ maxBufferedBytesOfStranger: 2_000, maxBufferedBytes: 1e9 })
    const { socket } = await client(server)
    rawOf(socket).pause()
    let isOver = false
    rawOf(socket).once('close', () => {
      isOver = true
    })
    let sent = 0
    for (; sent < 40_000 && !isOver; sent++) {
      socket.send(options())
      if (sent % 200 === 0) await new Promise((tick) => setImmediate(tick))
    }
    while (!isOver) await new Promise((tick) => setTimeout(tick, 10))
    expect(server.counters.received).toBeLessThan(40_000)
  })
})

/** The TCP socket under it. */
function rawOf(socket: WebSocket) {
  return (socket as unknown as { _socket: Socket })._socket
}
