import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { RPCHandler } from '@orpc/server/ws'
import { WebSocketServer } from 'ws'
import { AuthThrottle } from '../services/auth-throttle.ts'
import type { EngineControl } from './engine-control.ts'
import { controlRouter } from './router.ts'
import { tokenCheck } from './token.ts'

/** The largest message is a blob of 60 MB in base64. */
const MAX_MESSAGE_BYTES = 90_000_000
const MAX_SOCKETS = 100

export interface ControlServerOptions {
  readonly engine: EngineControl
  readonly host: string
  readonly port: number
  readonly token: string
  readonly version: string
}

export interface ControlServer {
  readonly url: string
  close(): Promise<void>
}

/** The control address is taken. */
export class ControlPortInUseError extends Error {
  readonly code = 'CONTROL_PORT_IN_USE'
}

/** RPC over WebSocket at /rpc, OpenAPI over HTTP at /api, its description at /api/openapi.json. Everything asks for the bearer token. */
export async function startControlServer(options: ControlServerOptions): Promise<ControlServer> {
  const { engine, host, port, version } = options
  const context = { engine }
  const openApi = onDemand(async () => {
    const { createOpenApi } = await import('./open-api.ts')
    return createOpenApi({ context, version, maxBodyBytes: MAX_MESSAGE_BYTES })
  })
  const rpc = new RPCHandler(controlRouter)
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES })
  const gate = new Gate(options.token)

  const server = createServer((request, response) => {
    serve(request, response).catch(() => {
      if (!response.headersSent) response.writeHead(500)
      response.end()
    })
  })
  server.on('upgrade', (request, socket, head) => {
    const refusal = new URL(request.url ?? '/', 'http://engine').pathname === '/rpc' ? gate.refuses(request) : 404
    if (refusal !== 0 || sockets.clients.size >= MAX_SOCKETS) {
      refuseUpgrade(socket, refusal || 503)
      return
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      webSocket.on('error', () => webSocket.terminate())
      void rpc.upgrade(webSocket, { context })
    })
  })

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const refusal = gate.refuses(request)
    if (refusal !== 0)
      return reply(response, refusal, { message: refusal === 429 ? 'Too many wrong tokens' : 'Wrong token' })
    if (request.method === 'GET' && request.url === '/api/openapi.json') {
      const description = await (await openApi()).describe()
      response.writeHead(200, { 'content-type': 'application/json' }).end(description)
      return
    }
    if (!(await (await openApi()).handle(request, response))) reply(response, 404, { message: 'No such endpoint' })
  }

  await listen(server, host, port)
  const { port: boundPort } = server.address() as AddressInfo // listening on TCP
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${boundPort}`,
    async close() {
      for (const client of sockets.clients) client.terminate()
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

/**
 * Checks the token. A source with many wrong ones is told 429; the right one gets in all the same, so that no other program on this
 * machine can lock the app out (at 256 bits guessing is hopeless anyway).
 */
class Gate {
  readonly #isRight: (authorization: string | undefined) => boolean
  readonly #throttle = new AuthThrottle({ maxFailures: 20 })

  constructor(token: string) {
    this.#isRight = tokenCheck(token)
  }

  /** The status to refuse with; 0 lets in. */
  refuses(request: IncomingMessage): 0 | 401 | 429 {
    const source = request.socket.remoteAddress ?? ''
    const nowMs = performance.now()
    if (this.#isRight(request.headers.authorization)) return 0
    if (this.#throttle.retryAfterSec(source, nowMs) > 0) return 429
    this.#throttle.failed(source, nowMs)
    return 401
  }
}

function onDemand<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => (made ??= make())
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const inUse = error.code === 'EADDRINUSE'
      reject(inUse ? new ControlPortInUseError(`control tcp ${host}:${port} is already in use`) : error)
    })
    server.listen(port, host, resolve)
  })
}

function reply(response: ServerResponse, status: number, body: object): void {
  const headers = { 'content-type': 'application/json', ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}) }
  response.writeHead(status, headers).end(JSON.stringify(body))
}

const reasons: Readonly<Record<number, string>> = {
  401: 'Unauthorized',
  404: 'Not Found',
  429: 'Too Many Requests',
  503: 'Service Unavailable',
}

function refuseUpgrade(socket: Duplex, status: number): void {
  socket.on('error', () => {})
  socket.end(`HTTP/1.1 ${status} ${reasons[status] ?? 'Refused'}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
