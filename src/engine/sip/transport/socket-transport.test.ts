import { once } from 'node:events'
import { createSocket } from 'node:dgram'
import { connect, createServer, type Socket } from 'node:net'
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
async function client(server: SipUserAgent, localPort?: number) {
  const socket = connect({ port: server.listenPoints[0]?.port ?? 0, host: '127.0.0.1', localPort })
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

/** However it ended: a socket that was written to meanwhile reports that as an error. */
function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.once('close', () => resolve())
  })
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
    await closed(socket)
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

  it('closes the oldest stranger of an address for the next one, and nobody who has earned to stay', async () => {
    const server = await agent('tcp', { maxStrangersPerNetwork: 2 })
    const phone = await client(server)
    server.onRequest('OPTIONS', ({ source, respond }) => {
      server.earned(source)
      respond({ status: 200 })
    })
    phone.socket.write(options('Content-Length: 0'))
    await phone.until('200 OK')
    const [first, second, third] = [await client(server), await client(server), await client(server)]
    await closed(first.socket)
    expect([phone, second, third].map(({ socket }) => socket.destroyed)).toEqual([false, false, false])
  })

  it('takes in 300 phones behind one NAT, and the one after them', async () => {
    const server = await agent('tcp', { maxStrangersPerNetwork: 50 })
    server.onRequest('OPTIONS', ({ source, respond }) => {
      server.earned(source)
      respond({ status: 200 })
    })
    const phones: Socket[] = []
    for (let n = 0; n < 301; n++) {
      const { socket, until } = await client(server)
      socket.write(options('Content-Length: 0'))
      await until('200 OK')
      phones.push(socket)
    }
    expect(phones.filter((socket) => socket.destroyed)).toEqual([])
  })

  it('has the places of phones that left for those who come', async () => {
    const server = await agent('tcp', { maxStrangersPerNetwork: 1, maxEarned: 1 })
    server.onRequest('OPTIONS', ({ source, respond }) => {
      server.earned(source)
      respond({ status: 200 })
    })
    for (let n = 0; n < 3; n++) {
      const { socket, until } = await client(server)
      socket.write(options('Content-Length: 0'))
      await until('200 OK')
      const [first] = [await client(server), await client(server)]
      await closed(first.socket)
      expect(socket.destroyed, 'it earned its time').toBe(false)
      socket.destroy()
      await closed(socket)
    }
  })

  it('closes a connection whose requests all are at fault', async () => {
    const { socket } = await client(await agent('tcp', { messageTimeoutMs: 200 }))
    const more = setInterval(() => socket.write(options('Call-ID: twice', 'Content-Length: 0')), 20)
    await closed(socket)
    clearInterval(more)
    expect(socket.destroyed).toBe(true)
  })

  it('closes a connection that says nothing, one that sends keep-alives only and one that does not finish a message', async () => {
    const server = await agent('tcp', { messageTimeoutMs: 200 })
    const [silent, pinging, dribbling] = [await client(server), await client(server), await client(server)]
    let sent = 0
    const more = setInterval(() => {
      pinging.socket.write('\r\n\r\n')
      dribbling.socket.write(options().at(sent++) ?? '')
    }, 20)
    await Promise.all([silent, pinging, dribbling].map(({ socket }) => closed(socket)))
    clearInterval(more)
    expect(sent).toBeLessThan(options().length)
  })

  it('closes a broken stream although its sender keeps it open and goes on', async () => {
    const { socket, until } = await client(await agent('tcp', { messageTimeoutMs: 200, strangerIdleMs: 60_000 }))
    socket.allowHalfOpen = true
    socket.write(options('Content-Length: 0') + options())
    await until('400')
    const more = setInterval(() => socket.write('x'), 20)
    await closed(socket)
    clearInterval(more)
    expect(socket.destroyed).toBe(true)
  })

  it('answers so many keep-alives a minute, a run of them once, and forgets the rest', async () => {
    const server = await agent('tcp', { maxPongsPerMinute: 3 })
    const { socket, until } = await client(server)
    for (let n = 0; n < 6; n++) {
      socket.write('\r\n'.repeat(1_000))
      await new Promise((sent) => setImmediate(sent))
    }
    socket.write(options('Content-Length: 0'))
    expect((await until('200 OK')).split('SIP/2.0')[0]).toMatch(/^(\r\n){1,3}$/)
  })

  it('opens a connection for an answer whose own is gone, and does not let it earn anything (RFC 3261 §18.2.2)', async () => {
    const server = await agent('tcp', { messageTimeoutMs: 100 })
    const asked = new Promise<IncomingRequest>((resolve) => {
      server.onRequest('OPTIONS', resolve)
    })
    // Below those that systems hand out: it must still be free when it is listened on.
    const port = 20_000 + Math.floor(Math.random() * 10_000)
    const { socket } = await client(server, port)
    socket.write(options('Content-Length: 0'))
    const { respond } = await asked
    socket.resetAndDestroy()
    await closed(socket)
    const listener = createServer()
    listener.listen(port, '127.0.0.1')
    const called = once(listener, 'connection') as Promise<[Socket]>
    await once(listener, 'listening')
    await new Promise((tick) => setTimeout(tick, 20))
    respond({ status: 200 })
    const [back] = await called
    let answer = ''
    back.on('data', (chunk) => {
      answer += String(chunk)
    })
    await closed(back)
    expect(answer).toContain('SIP/2.0 200 OK')
    listener.close()
  })

  it('does not let a stranger who reads nothing pile up answers', async () => {
    const server = await agent('tcp', { maxBufferedBytesOfStranger: 2_000, maxBufferedBytes: 1e9 })
    const { socket } = await client(server)
    socket.pause()
    socket.write(options('Content-Length: 0').repeat(40_000))
    await closed(socket)
    expect(server.counters.received).toBeLessThan(40_000)
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
