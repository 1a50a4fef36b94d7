import { once } from 'node:events'
import { connect as connectTcp, type Socket } from 'node:net'
import { connect, createSecureContext, type TLSSocket } from 'node:tls'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { type CertificateAndKey, makeAuthority, makeServerCertificate } from '../../tls/make-certificate.ts'
import { createUserAgent } from '../create-user-agent.ts'
import { sampleSdp } from '../testing/sdp-samples.ts'
import type { IncomingRequest, SipUserAgent } from '../user-agent.ts'
import type { UserAgentLimits } from '../user-agent-options.ts'

const agents: SipUserAgent[] = []
const sockets: Socket[] = []
const DAY_MS = 86_400_000
let authority: CertificateAndKey
let shown: CertificateAndKey

beforeAll(async () => {
  authority = await makeAuthority(Date.now())
  shown = await makeServerCertificate(['localhost', '127.0.0.1'], authority, Date.now())
})

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await Promise.all(agents.splice(0).map((agent) => agent.close()))
})

interface AgentOptions {
  readonly transport?: 'tls' | 'wss'
  readonly certificate?: CertificateAndKey
  readonly trusts?: string
  readonly unchecked?: readonly string[]
  readonly limits?: Partial<UserAgentLimits>
}

async function agent({ transport = 'tls', trusts, unchecked = [], limits = {}, ...more }: AgentOptions = {}) {
  let certificate = more.certificate ?? shown
  const made = createUserAgent({
    listen: [{ transport, host: '127.0.0.1', port: 0 }],
    userAgentName: 'test',
    limits,
    tls: {
      context: () =>
        createSecureContext({
          cert: certificate.certificate,
          key: certificate.key,
          minVersion: 'TLSv1.2',
          ...(trusts !== undefined && { ca: trusts }),
        }),
      isUnchecked: (host) => unchecked.includes(host),
    },
  })
  agents.push(made)
  await made.start()
  const port = made.listenPoints[0]?.port ?? 0
  return { agent: made, port, show: (other: CertificateAndKey) => (certificate = other) }
}

/** A phone that trusts the authority, and collects what it is sent. */
async function client(port: number, options: object = {}) {
  const socket: TLSSocket = connect({ port, host: '127.0.0.1', ca: authority.certificate, ...options })
  sockets.push(socket)
  let received = ''
  socket.on('data', (chunk) => {
    received += String(chunk)
  })
  socket.on('error', () => {})
  await once(socket, 'secureConnect')
  const until = async (text: string): Promise<string> => {
    while (!received.includes(text)) await once(socket, 'data')
    return received
  }
  return { socket, until }
}

function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.once('close', () => resolve())
    socket.on('error', () => {})
  })
}

function options(transport = 'TLS'): string {
  const lines = [
    'OPTIONS sips:b@127.0.0.1 SIP/2.0',
    `Via: SIP/2.0/${transport} 127.0.0.1;branch=z9hG4bK1;rport`,
    'From: <sip:a@a>;tag=1',
    'To: <sip:b@b>',
    'Call-ID: x',
    'CSeq: 1 OPTIONS',
    'Content-Length: 0',
  ]
  return `${lines.join('\r\n')}\r\n\r\n`
}

/** Says that it tried a newer version, and failed. */
const FALLBACK_SCSV = 0x5600

/** One of TLS 1.2, in one record (RFC 5246 §7.4.1.2), with the curves and signatures that our certificate needs. */
function clientHello(ciphers: readonly number[]): Buffer {
  const hex = (value: number, bytes: number) => value.toString(16).padStart(2 * bytes, '0')
  const list = ciphers.map((cipher) => hex(cipher, 2)).join('')
  const extensions = '000a000400020017' + '000b00020100' + '000d0006000404030804'
  const body = `0303${'5a'.repeat(32)}00${hex(list.length / 2, 2)}${list}0100${hex(extensions.length / 2, 2)}${extensions}`
  const handshake = `01${hex(body.length / 2, 3)}${body}`
  return Buffer.from(`160301${hex(handshake.length / 2, 2)}${handshake}`, 'hex')
}

/** The beginning of what comes back, in hexadecimal; of an alert all. */
async function answerTo(port: number, bytes: Buffer): Promise<string> {
  const socket = connectTcp(port, '127.0.0.1')
  sockets.push(socket)
  socket.write(bytes)
  const [answer] = (await once(socket, 'data')) as [Buffer]
  return answer.subarray(0, 7).toString('hex')
}

const somebody = { uri: 'sip:a@a' }
const call = { from: somebody, to: somebody, sdpOffer: sampleSdp(1) }

function failure(from: SipUserAgent, target: string): Promise<unknown> {
  return new Promise((resolve) => {
    from.invite({ ...call, target }).on({ onFailed: resolve })
  })
}

describe('TLS transport', () => {
  it('answers over the connection and sends requests back over it', async () => {
    const server = await agent()
    const asked = new Promise<IncomingRequest>((resolve) => {
      server.agent.onRequest('OPTIONS', resolve)
    })
    const { socket, until } = await client(server.port)
    socket.write(options())
    const { source, respond } = await asked
    respond({ status: 200 })
    await until('200 OK')
    server.agent.invite({ ...call, target: 'sips:a@10.9.8.7', via: source })
    const invite = await until('INVITE sips:')
    expect(invite).toContain(`INVITE sips:a@10.9.8.7 SIP/2.0\r\nVia: SIP/2.0/TLS 127.0.0.1:${server.port};`)
    expect(invite).toContain(`Contact: <sips:a@127.0.0.1:${server.port}>\r\n`)
    server.agent.invite({ ...call, target: 'sip:b@10.9.8.7;transport=tls', via: source })
    expect(await until('INVITE sip:b')).toContain(`Contact: <sip:a@127.0.0.1:${server.port};transport=tls>\r\n`)
  })

  it.each(['TLSv1', 'TLSv1.1'] as const)('speaks nothing older than TLS 1.2: not %s', async (version) => {
    const { port } = await agent()
    const old = { minVersion: version, maxVersion: version, ciphers: 'DEFAULT@SECLEVEL=0' }
    await expect(client(port, old)).rejects.toThrow(/protocol version/)
  })

  it.each(['eNULL', 'aNULL'])('has no ciphers without encryption or without a certificate: not %s', async (ciphers) => {
    const { port } = await agent()
    const weak = { maxVersion: 'TLSv1.2', ciphers: `${ciphers}@SECLEVEL=0` }
    await expect(client(port, weak)).rejects.toThrow(/handshake failure/)
  })

  it('refuses whoever was made to believe that we speak nothing newer (RFC 7507)', async () => {
    const { port } = await agent()
    expect(await answerTo(port, clientHello([0xc02b, 0xc02f]))).toMatch(/^16/)
    expect(await answerTo(port, clientHello([0xc02b, 0xc02f, FALLBACK_SCSV]))).toMatch(/^15....00020256$/)
  })

  it('speaks TLS 1.2 to phones that know no newer one', async () => {
    const { socket } = await client((await agent()).port, { maxVersion: 'TLSv1.2' })
    expect(socket.getProtocol()).toBe('TLSv1.2')
  })

  it('closes plain SIP, rubbish and half of a handshake, and serves the next phone', async () => {
    const { port, agent: server } = await agent({ limits: { messageTimeoutMs: 300 } })
    const half = [options(), '\x16\x03\x01\x02', '', '\x16\x03\x01\xff\xff'.padEnd(500, 'x')]
    const strangers = half.map((text) => {
      const socket = connectTcp(port, '127.0.0.1')
      socket.write(text, 'latin1')
      return closed(socket.resume())
    })
    await Promise.all(strangers)
    const { socket, until } = await client(port)
    socket.write(options())
    expect(await until('SIP/2.0')).toContain('200 OK')
    expect(server.counters.received).toBe(1)
  })

  it('takes hundreds of handshakes that are not finished for strangers, who give way', async () => {
    const { port } = await agent({ limits: { maxStrangersPerNetwork: 50, messageTimeoutMs: 60_000 } })
    let open = 0
    const slow = Array.from({ length: 300 }, () => {
      const socket = connectTcp(port, '127.0.0.1')
      sockets.push(socket)
      socket.on('error', () => {})
      socket.on('connect', () => open++)
      socket.on('close', () => open--)
      socket.resume().write('\x16\x03', 'latin1')
      return socket
    })
    await Promise.all(slow.map((socket) => once(socket, 'connect')))
    const { socket, until } = await client(port)
    socket.write(options())
    await until('200 OK')
    while (open > 50) await new Promise((tick) => setTimeout(tick, 10))
    expect(slow.filter((each) => !each.destroyed).length).toBeLessThanOrEqual(50)
  })

  it('shows the next phone another certificate, and leaves the first one’s connection alone', async () => {
    const server = await agent()
    const first = await client(server.port)
    const other = await makeServerCertificate(['127.0.0.1'], authority, Date.now())
    server.show(other)
    const second = await client(server.port)
    expect(second.socket.getPeerCertificate().fingerprint256).not.toBe(first.socket.getPeerCertificate().fingerprint256)
    first.socket.write(options())
    expect(await first.until('SIP/2.0')).toContain('200 OK')
  })

  it('carries WebSockets', async () => {
    const { port } = await agent({ transport: 'wss' })
    const socket = new WebSocket(`wss://127.0.0.1:${port}`, 'sip', { ca: authority.certificate })
    await once(socket, 'open')
    socket.send(options('WSS'))
    expect(String((await once(socket, 'message'))[0])).toMatch(/^SIP\/2\.0 200 OK\r\nVia: SIP\/2\.0\/WSS /)
    socket.terminate()
    const evil = new WebSocket(`wss://127.0.0.1:${port}`, 'sip', {
      ca: authority.certificate,
      origin: 'https://evil.example',
    })
    evil.on('error', () => {})
    expect(((await once(evil, 'unexpected-response'))[1] as { statusCode: number }).statusCode).toBe(403)
    evil.terminate()
  })
})

describe('whom we connect to by TLS', () => {
  const carrier = async (certificate?: CertificateAndKey) => {
    const made = await agent({ ...(certificate && { certificate }) })
    made.agent.onInvite((session) => session.reject({ status: 486 }))
    return made
  }
  const to = ({ port }: { port: number }, host = 'localhost') => `sip:x@${host}:${port};transport=tls`

  it.each(['localhost', '127.0.0.1'])('%s, whose certificate is in order', async (host) => {
    const { agent: own } = await agent({ trusts: authority.certificate })
    expect(await failure(own, to(await carrier(), host))).toMatchObject({ status: 486 })
  })

  it.each([
    ['expired', 'localhost', -500, 'it has expired'],
    ['not valid yet', 'localhost', 10, 'it is not valid yet'],
    ['for another name', 'pbx.example', 0, 'it is for another name'],
    ['for an address only', '127.0.0.1', 0, 'it is for another name'],
  ])('nobody whose certificate is %s', async (_what, name, days, reason) => {
    const { agent: own } = await agent({ trusts: authority.certificate })
    const wrong = await makeServerCertificate([name], authority, Date.now() + days * DAY_MS)
    const refused = await failure(own, to(await carrier(wrong)))
    expect(refused).toEqual({ status: 503, reason: `the certificate of localhost is refused: ${reason}` })
  })

  it('nobody whose certificate no trusted authority has signed', async () => {
    const { agent: own } = await agent()
    expect(await failure(own, to(await carrier()))).toEqual({
      status: 503,
      reason: 'the certificate of localhost is refused: no authority that is trusted has signed it',
    })
  })

  it('whoever is there, where the design says so, and only there', async () => {
    const { agent: own } = await agent({ unchecked: ['localhost'] })
    const server = await carrier()
    expect(await failure(own, to(server))).toMatchObject({ status: 486 })
    // The connection to the one name is none to the other, though both lead there.
    expect(await failure(own, to(server, '127.0.0.1'))).toMatchObject({ status: 503 })
  })

  it('over one connection for one call after the other', async () => {
    const { agent: own } = await agent({ trusts: authority.certificate })
    const server = await carrier()
    const ports = new Set<number>()
    server.agent.onInvite((session) => {
      ports.add(session.source.port)
      session.reject({ status: 486 })
    })
    for (let n = 0; n < 3; n++) await failure(own, to(server))
    expect(ports.size).toBe(1)
  })
})
