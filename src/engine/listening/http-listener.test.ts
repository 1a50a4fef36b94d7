import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { type HttpLimits, type HttpListener, listenHttp, refuse, type Visit } from './http-listener.ts'

const running: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of running.splice(0).toReversed()) await stop()
})

interface Given {
  readonly limits?: Partial<HttpLimits>
  readonly onRequest?: (visit: Visit) => Promise<void>
  readonly onSocket?: (socket: WebSocket) => void
  readonly maxMessageBytes?: number
}

/** A listener that lets in who brings `Authorization: right`. */
async function listener(given: Given = {}) {
  const unexpected: unknown[] = []
  const made: HttpListener = await listenHttp({
    host: '127.0.0.1',
    port: 0,
    maxMessageBytes: given.maxMessageBytes ?? 1_000,
    mayUpgrade: ({ headers }, { pathname }) =>
      pathname !== '/rpc' ? 404 : headers.authorization === 'right' ? 0 : 401,
    onSocket: given.onSocket ?? (() => {}),
    onRequest:
      given.onRequest ??
      (async ({ request, response, earned }) => {
        if (request.headers.authorization !== 'right') return refuse(response, 401)
        earned()
        response.end('welcome')
      }),
    onUnexpected: (error) => unexpected.push(error),
    limits: given.limits ?? {},
  })
  running.push(() => made.close())
  return { port: made.port, unexpected, close: made.close }
}

async function visitor(port: number, text = '') {
  const socket = connect(port, '127.0.0.1')
  running.push(() => socket.destroy())
  let received = ''
  socket.setEncoding('utf8').on('data', (chunk: string) => (received += chunk))
  socket.on('error', () => {})
  await once(socket, 'connect')
  socket.write(text)
  return { socket, received: () => received }
}

function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.closed) resolve()
    else socket.once('close', () => resolve())
  })
}

function webSocket(
  port: number,
  options: { readonly authorization?: string; readonly autoPong?: boolean } = {},
): WebSocket {
  const { authorization = 'right', autoPong = true } = options
  const socket = new WebSocket(`ws://127.0.0.1:${port}/rpc`, { headers: { authorization }, autoPong })
  socket.on('error', () => {})
  running.push(() => socket.terminate())
  return socket
}

const get = (authorization: string) => `GET / HTTP/1.1\r\nHost: a\r\nAuthorization: ${authorization}\r\n\r\n`

describe('an HTTP listener', () => {
  it('closes a connection that says nothing, and one whose headers do not end', async () => {
    const { port } = await listener({ limits: { headersTimeoutMs: 200 } })
    const silent = await visitor(port)
    const slow = await visitor(port, 'GET / HTTP/1.1\r\nX: ')
    const more = setInterval(() => slow.socket.write('a'), 20)
    await Promise.all([closed(silent.socket), closed(slow.socket)])
    clearInterval(more)
    expect(slow.received()).toContain('408')
  })

  it('closes a connection whose body does not come, also of somebody let in', async () => {
    const { port, unexpected } = await listener({
      limits: { headersTimeoutMs: 100, requestTimeoutMs: 300 },
      onRequest: async ({ request, earned }) => {
        earned()
        for await (const _ of request) continue
      },
    })
    const { socket } = await visitor(port, 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n')
    const more = setInterval(() => socket.write('a'), 50)
    await closed(socket)
    clearInterval(more)
    expect(socket.bytesWritten).toBeLessThan(160)
    expect(unexpected, 'who leaves is no defect of ours').toEqual([])
  })

  it('ends the connection of a refused request without reading its body', async () => {
    const { port } = await listener()
    const { socket, received } = await visitor(
      port,
      `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n${'a'.repeat(500)}`,
    )
    await closed(socket)
    expect(received()).toMatch(/^HTTP\/1\.1 401 Unauthorized\r\n(?:.+\r\n)*connection: close\r\n/i)
  })

  it('makes room among strangers, never for a stranger among those let in', async () => {
    const { port } = await listener({ limits: { maxStrangers: 2 } })
    const guest = await visitor(port, get('right'))
    await once(guest.socket, 'data')
    const socket = webSocket(port)
    await once(socket, 'open')
    const strangers = [await visitor(port), await visitor(port), await visitor(port)]
    await closed(strangers[0]?.socket ?? guest.socket)
    expect([guest.socket.closed, socket.readyState]).toEqual([false, WebSocket.OPEN])
    guest.socket.write(get('right'))
    await once(guest.socket, 'data')
  })

  it('refuses a WebSocket beyond the last place, and has it again when one leaves', async () => {
    const { port } = await listener({ limits: { maxEarned: 1 } })
    const first = webSocket(port)
    await once(first, 'open')
    expect(await refusal(webSocket(port))).toBe(503)
    first.close()
    await once(first, 'close')
    await once(webSocket(port), 'open')
  })

  it('lets go of a refused upgrade although its sender does not', async () => {
    const { port } = await listener()
    for (const path of ['//', '*', '/rpc', '/other']) {
      const text = `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`
      const { socket, received } = await visitor(port, text)
      socket.allowHalfOpen = true
      await once(socket, 'end')
      const more = setInterval(() => socket.write('a'), 50)
      await closed(socket)
      clearInterval(more)
      expect(received()).toMatch(/^HTTP\/1\.1 (400|401|404) /)
    }
    expect(await refusal(webSocket(port, { authorization: 'wrong' }))).toBe(401)
  })

  it('says a defect of ours once, answers 500, and goes on', async () => {
    const { port, unexpected } = await listener({
      onRequest: async ({ target, response }) => {
        if (target.pathname === '/bad') throw new Error('a defect')
        response.end('fine')
      },
    })
    expect((await fetch(`http://127.0.0.1:${port}/bad`)).status).toBe(500)
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200)
    expect(unexpected).toEqual([new Error('a defect')])
  })

  it('closes with everything that is open', async () => {
    const { port, close } = await listener()
    const [silent, half] = [await visitor(port), await visitor(port, 'GET / HT')]
    const upgrade = await visitor(port, 'GET // HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n')
    const socket = webSocket(port)
    await once(socket, 'open')
    const gone = Promise.all([...[silent, half, upgrade].map((each) => closed(each.socket)), once(socket, 'close')])
    await close()
    await gone
    expect(await visitor(port).catch(({ code }: NodeJS.ErrnoException) => code)).toBe('ECONNREFUSED')
  })
})

describe('a WebSocket', () => {
  it('is closed when nobody answers three pings, and not while somebody does', async () => {
    const { port } = await listener({ limits: { pingEveryMs: 40 } })
    const [alive, dead] = [webSocket(port), webSocket(port, { autoPong: false })]
    await Promise.all([once(alive, 'open'), once(dead, 'open')])
    let pings = 0
    dead.on('ping', () => pings++)
    await once(dead, 'close')
    expect(pings).toBe(3)
    expect(alive.readyState).toBe(WebSocket.OPEN)
  })

  it('is closed when it leaves what it is sent unread', async () => {
    let served: WebSocket | undefined
    const { port } = await listener({ onSocket: (socket) => (served = socket) })
    const reader = webSocket(port)
    await once(reader, 'open')
    reader.pause()
    for (let n = 0; n < 40; n++) served?.send(Buffer.alloc(1_000_000))
    const ended = once(served ?? reader, 'close')
    await ended
    expect(served?.readyState).toBe(WebSocket.CLOSED)
  })

  it('is closed for a message over the limit', async () => {
    const { port } = await listener({ maxMessageBytes: 100 })
    const socket = webSocket(port)
    await once(socket, 'open')
    socket.send('a'.repeat(101))
    const [code] = (await once(socket, 'close')) as [number]
    expect(code).toBe(1_009)
  })
})

async function refusal(socket: WebSocket): Promise<number | undefined> {
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode?: number; resume(): void }]
  response.resume()
  return response.statusCode
}
