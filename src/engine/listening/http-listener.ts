import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, createServer as createNetServer, type Server as NetServer, type Socket } from 'node:net'
import { type SecureContext, TLSSocket } from 'node:tls'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { ConnectionPool, type Guest } from './connection-pool.ts'
import { requestTarget } from './request-target.ts'
import { watchSockets } from './watch-sockets.ts'

export interface HttpListenerOptions {
  readonly host: string
  /** 0: any free one. */
  readonly port: number
  /** The largest message over a WebSocket, either way. */
  readonly maxMessageBytes: number
  /** Decides before anything is read or allocated: 0 lets in, else the status to refuse with. `target` is path and query. */
  readonly mayUpgrade: (request: IncomingMessage, target: URL) => number
  readonly onSocket: (socket: WebSocket, request: IncomingMessage) => void
  /** A request whose target could be read. */
  readonly onRequest: (visit: Visit) => Promise<void>
  /** A defect of ours. */
  readonly onUnexpected: (error: unknown, path: string) => void
  /** TLS with what is shown to the next connection; absent: none. */
  readonly secure?: () => SecureContext
  readonly limits?: Partial<HttpLimits>
}

export interface Visit {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly target: URL
  /** The visitor has shown who he is: his connection is not closed for a stranger's. */
  readonly earned: () => void
}

export interface HttpListener {
  readonly port: number
  readonly close: () => Promise<void>
}

export interface HttpLimits {
  /** Connections of visitors who have not shown a token or a cookie; the oldest gives way to the next. */
  readonly maxStrangers: number
  /** Connections, WebSockets included, of those who have. */
  readonly maxEarned: number
  /** From connecting, or from the first byte of a later request, to the end of its headers. */
  readonly headersTimeoutMs: number
  /** To the end of its body. */
  readonly requestTimeoutMs: number
  /** A connection on which nothing moves in the middle of an answer. */
  readonly stuckTimeoutMs: number
  readonly pingEveryMs: number
}

const defaultLimits: HttpLimits = {
  maxStrangers: 64,
  maxEarned: 128,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 120_000,
  stuckTimeoutMs: 60_000,
  pingEveryMs: 30_000,
}

const MAX_HEADER_BYTES = 16_384
/** How long a refused visitor has to read why. */
const LINGER_MS = 1_000

/** What every HTTP address of ours does with whoever connects: deadlines, limits, one WebSocket path, and nothing kept of rubbish. */
export async function listenHttp(options: HttpListenerOptions): Promise<HttpListener> {
  const limits = { ...defaultLimits, ...options.limits }
  const server = createServer({
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    connectionsCheckingInterval: Math.min(1_000, limits.headersTimeoutMs),
  })
  server.timeout = limits.stuckTimeoutMs
  const { secure } = options
  const guests = new Guests(limits)
  const listening: NetServer = secure
    ? createNetServer((socket) => {
        guests.admit(socket)
        // The handshake has the time of the headers, for it is part of the connection.
        server.emit(
          'connection',
          guests.under(socket, new TLSSocket(socket, { isServer: true, secureContext: secure() })),
        )
      })
    : server.on('connection', (socket: Socket) => guests.admit(socket))
  const sockets = new WebSocketServer({ noServer: true, maxPayload: options.maxMessageBytes })
  const stopWatching = watchSockets(sockets, {
    pingEveryMs: limits.pingEveryMs,
    maxBufferedBytes: options.maxMessageBytes + SLACK_BYTES,
  })
  server.on('request', (request, response) => {
    const target = requestTarget(request)
    if (target === undefined) return refuse(response, 400)
    const visit = { request, response, target, earned: () => void guests.earn(request.socket) }
    options.onRequest(visit).catch((error: unknown) => {
      // A visitor who left in the middle of his request is no defect.
      if (request.socket.destroyed) return
      options.onUnexpected(error, target.pathname)
      if (response.headersSent) response.destroy()
      else refuse(response, 500)
    })
  })
  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    const status = upgradeRefusal(request)
    if (status !== 0) refuseUpgrade(stream, status)
    else
      sockets.handleUpgrade(request, stream, head, (socket) => {
        sockets.emit('connection', socket, request)
        options.onSocket(socket, request)
      })
  })

  function upgradeRefusal(request: IncomingMessage): number {
    const target = requestTarget(request)
    if (target === undefined) return 400
    return options.mayUpgrade(request, target) || (guests.earn(request.socket) ? 0 : 503)
  }

  await listen(listening, options)
  return {
    port: (listening.address() as AddressInfo).port, // listening on TCP
    async close() {
      stopWatching()
      for (const client of sockets.clients) client.terminate()
      sockets.close()
      server.closeAllConnections()
      guests.close()
      await new Promise<void>((resolve) => listening.close(() => resolve()))
    },
  }
}

/** Ends the connection too: what else was on its way over it is not read. */
export function refuse(response: ServerResponse, status: number, text = reasons[status] ?? 'Refused'): void {
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    connection: 'close',
  })
  response.end(`${text}\n`)
}

class Guests {
  readonly #pool: ConnectionPool<Guest>
  readonly #bySocket = new Map<Socket, Guest>()
  readonly #earned = new Set<Socket>()
  readonly #below = new WeakMap<Socket, Socket>()

  constructor({ maxStrangers, maxEarned }: HttpLimits) {
    this.#pool = new ConnectionPool({
      maxStrangers,
      maxStrangersPerNetwork: maxStrangers,
      maxEarned,
      maxEarnedPerNetwork: maxEarned,
    })
  }

  /** False: there are too many already. */
  earn(above: Socket): boolean {
    const socket = this.#below.get(above) ?? above
    const guest = this.#bySocket.get(socket)
    if (this.#earned.has(socket)) return true
    if (guest === undefined || !this.#pool.earn(guest)) return false
    this.#earned.add(socket)
    return true
  }

  close(): void {
    for (const socket of this.#bySocket.keys()) socket.destroy()
  }

  /** The guest of `socket` comes by this one, which stands on it. */
  under(socket: Socket, secured: TLSSocket): TLSSocket {
    this.#below.set(secured, socket)
    secured.on('error', () => socket.destroy())
    return secured
  }

  admit(socket: Socket): void {
    socket.on('error', () => socket.destroy())
    if (socket.remoteAddress === undefined) return void socket.destroy()
    const guest = { address: socket.remoteAddress, close: () => socket.destroy() }
    this.#bySocket.set(socket, guest)
    this.#pool.admit(guest)
    socket.once('close', () => {
      this.#pool.leave(guest, this.#earned.delete(socket))
      this.#bySocket.delete(socket)
    })
  }
}

function listen(server: NetServer, { host, port }: HttpListenerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      server.on('error', () => {}) // a connection that could not be accepted
      resolve()
    })
  })
}

/** The HTTP server has let go of the connection: its deadlines hold no more, so this one ends it. */
function refuseUpgrade(stream: Duplex, status: number): void {
  stream.resume()
  stream.end(`HTTP/1.1 ${status} ${reasons[status] ?? 'Refused'}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
  const timer = setTimeout(() => stream.destroy(), LINGER_MS)
  stream.once('close', () => clearTimeout(timer))
}

const reasons: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  429: 'Too Many Requests',
  500: 'Something went wrong.',
  503: 'Service Unavailable',
}

const SLACK_BYTES = 16_777_216
