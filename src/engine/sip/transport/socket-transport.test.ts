import { once } from 'node:events'
import { createSocket } from 'node:dgram'
import { connect, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { createUserAgent } from '../create-user-agent.ts'
import { sampleSdp } from '../testing/sdp-samples.ts'
import type { IncomingRequest, SipUserAgent } from '../user-agent.ts'
import type { UserAgentLimits } from '../user-agent-options.ts'

const agents: SipUserAgent[] = []
const sockets: Socket[] = []

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await Promise.all(agents.splice(0).map((agent) => agent.close()))
})

async function agent(transport: 'udp' | 'tcp', limits: Partial<UserAgentLimits> = {}): Promise<SipUserAgent> {
  const listen = [{ transport, host: '127.0.0.1', port: 0 }] as const
  const made = createUserAgent({ listen, userAgentName: 'test', limits })
  agents.push(made)
  await made.start()
  return made
}

/** A bare TCP client that collects what it is sent. */
async function client(server: SipUserAgent) {
  const socket = connect(server.listenPoints[0]?.port ?? 0, '127.0.0.1')
  sockets.push(socket)
  let received = ''
  socket.on('data', (chunk) => {
    received += String(chunk)
  })
  socket.on('error', () => {})
  await once(socket, 'connect')
  const until = async (text: string): Promise<string> => {
    while (!received.includes(text)) await once(socket, 'data')
    return received
  }
  return { socket, until }
}

function options(...more: string[]): string {
  const lines = [
    'OPTIONS sip:b@127.0.0.1 SIP/2.0',
    'Via: SIP/2.0/TCP 127.0.0.1;branch=z9hG4bK1;rport',
    'From: <sip:a@a>;tag=1',
    'To: <sip:b@b>',
    'Call-ID: x',
    'CSeq: 1 OPTIONS',
    ...more,
  ]
  return `${lines.join('\r\n')}\r\n\r\n`
}

describe('TCP transport', () => {
  it('answers a keep-alive with CRLF (RFC 5626 §3.5.1)', async () => {
    const { socket, until } = await client(await agent('tcp'))
    socket.write('\r\n\r\n')
    expect(await until('\r\n')).toBe('\r\n')
  })

  it('answers 400 to a stream it cannot follow, then closes it', async () => {
    const server = await agent('tcp')
    const { socket, until } = await client(server)
    socket.write(options())
    expect(await until('\r\n\r\n')).toContain('SIP/2.0 400 no Content-Length on a stream\r\n')
    await once(socket, 'close')
    expect(server.counters.malformedAnswered400).toBe(1)
  })

  it('notes the address and port a request came from (RFC 3581)', async () => {
    const { socket, until } = await client(await agent('tcp'))
    socket.write(options('Content-Length: 0'))
    expect(await until('200 OK')).toContain(`;rport=${socket.localPort};received=127.0.0.1\r\n`)
  })

  it('sends requests back over the connection a registration came by', async () => {
    const server = await agent('tcp')
    const registered = new Promise<IncomingRequest>((resolve) => {
      server.onRequest('OPTIONS', resolve)
    })
    const { socket, until } = await client(server)
    socket.write(options('Content-Length: 0'))
    const { source } = await registered
    const somebody = { uri: 'sip:a@a' }
    server.invite({ target: 'sip:a@10.9.8.7', via: source, from: somebody, to: somebody, sdpOffer: sampleSdp(1) })
    expect(await until('INVITE')).toContain('INVITE sip:a@10.9.8.7 SIP/2.0\r\n')
  })

  it('refuses connections beyond the limit for one address', async () => {
    const server = await agent('tcp', { maxConnectionsPerAddress: 1 })
    const first = await client(server)
    first.socket.write('\r\n\r\n')
    await first.until('\r\n')
    const second = await client(server)
    await once(second.socket, 'close')
    expect(first.socket.destroyed).toBe(false)
  })

  it('closes a connection that says nothing', async () => {
    const { socket } = await client(await agent('tcp', { idleTimeoutMs: 30 }))
    await once(socket, 'close')
    expect(socket.readableEnded).toBe(true)
  })
})

describe('UDP transport', () => {
  it('answers a source’s malformed requests 400 until its patience ends, and counts the rest', async () => {
    const server = await agent('udp', { maxMalformedPerMinute: 2 })
    const socket = createSocket('udp4')
    const answers: string[] = []
    socket.on('message', (bytes) => answers.push(bytes.toString().split('\r\n')[0] ?? ''))
    const send = (text: string) =>
      new Promise((resolve) => {
        socket.send(text, server.listenPoints[0]?.port ?? 0, '127.0.0.1', resolve)
      })
    for (let i = 0; i < 4; i++) await send(options('Call-ID: twice'))
    await send('rubbish')
    await send(options())
    while (!answers.includes('SIP/2.0 200 OK')) await once(socket, 'message')
    socket.close()
    expect(answers).toEqual([
      'SIP/2.0 400 header call-id occurs twice',
      'SIP/2.0 400 header call-id occurs twice',
      'SIP/2.0 200 OK',
    ])
    expect(server.counters).toMatchObject({ received: 6, malformedAnswered400: 2, malformedDropped: 3 })
  })
})
