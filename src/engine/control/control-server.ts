import type { IncomingMessage, ServerResponse } from 'node:http'
import type { SecureContext } from 'node:tls'
import { RPCHandler } from '@orpc/server/ws'
import type { WebSocket } from 'ws'
import { type HttpLimits, type HttpListener, listenHttp, type Visit } from '../listening/http-listener.ts'
import { SourceMeter } from '../listening/source-meter.ts'
import { type Access, stranger, type Visitor } from './access.ts'
import type { EngineControl } from './engine-control.ts'
import type { ControlContext } from './implement-control.ts'
import { LeaseBook } from './lease-book.ts'
import { QuickCalls } from './quick-call.ts'
import { controlRouter } from './router.ts'

/** The largest message is a blob of 60 MB in base64. */
const MAX_MESSAGE_BYTES = 90_000_000
const MAX_WRONG_TOKENS_PER_MINUTE = 20
/** What somebody without a token may send, and where. */
const PAIR_PATH = '/api/pairings/exchange'
const MAX_PAIR_BYTES = 2_048

/** Where the control API listens. */
export interface ControlPoint {
  readonly host: string
  /** 0: any free one. */
  readonly port: number
  /** By TLS, with what is shown there. Absent: plain HTTP, for this machine alone. */
  readonly secure?: () => SecureContext
}

export interface ControlServerOptions {
  readonly engine: EngineControl
  /** The text of `/metrics`, for Prometheus. */
  readonly metrics?: () => Promise<string>
  readonly access: Access
  /** At least one. */
  readonly points: readonly ControlPoint[]
  readonly version: string
  readonly limits?: Partial<HttpLimits>
  /** A defect of ours. */
  readonly onUnexpected?: (error: unknown, path: string) => void
}

export interface ControlServer {
  /** Of the points, in their order. */
  readonly urls: readonly string[]
  close(): Promise<void>
}

/** The control address is taken. */
export class ControlPortInUseError extends Error {
  readonly code = 'CONTROL_PORT_IN_USE'
}

/**
 * RPC over WebSocket at /rpc, OpenAPI over HTTP at /api, its description at /api/openapi.json. All of that asks for a bearer token; `QuickCalls` and, over
 * TLS, whoever pairs do not.
 */
export async function startControlServer(options: ControlServerOptions): Promise<ControlServer> {
  const { engine, metrics, access, version, limits = {}, onUnexpected = ignore } = options
  const openApi = onDemand(async () => {
    const { createOpenApi } = await import('./open-api.ts')
    return createOpenApi({ version, maxBodyBytes: MAX_MESSAGE_BYTES })
  })
  const rpc = new RPCHandler(controlRouter)
  const gate = new Gate(access)
  const quickCalls = new QuickCalls(engine)
  const leases = new LeaseBook()
  access.onRevoked((tokenId) => leases.end(tokenId))
  const listeners: HttpListener[] = []
  const urls: string[] = []
  try {
    for (const point of options.points) {
      const listener = await listenAt(point)
      listeners.push(listener)
      urls.push(urlOf(point, listener.port))
    }
  } catch (error) {
    await Promise.all(listeners.map((listener) => listener.close()))
    throw error
  }
  return {
    urls,
    async close() {
      await Promise.all(listeners.map((listener) => listener.close()))
    },
  }

  function listenAt(point: ControlPoint): Promise<HttpListener> {
    const { host, port, secure } = point
    return listenHttp({
      host,
      port,
      limits,
      maxMessageBytes: MAX_MESSAGE_BYTES,
      mayUpgrade: (request, target) => (target.pathname === '/rpc' ? gate.refuses(request) : 404),
      onSocket: take,
      onRequest: (visit) => serve(visit, secure !== undefined),
      onUnexpected,
      ...(secure && { secure }),
    }).catch((error: unknown) => {
      const isTaken = error instanceof Error && Reflect.get(error, 'code') === 'EADDRINUSE'
      throw isTaken ? new ControlPortInUseError(`control tcp ${host}:${port} is already in use`) : error
    })
  }

  function contextOf(who: Visitor, { socket }: IncomingMessage): ControlContext {
    return { engine, access, who, source: socket.remoteAddress ?? '' }
  }

  function take(socket: WebSocket, request: IncomingMessage): void {
    const who = access.who(request.headers.authorization)
    if (who === undefined) return socket.terminate() // revoked in this moment
    const release = leases.hold(who.tokenId, () => socket.terminate())
    socket.once('close', release)
    void rpc.upgrade(socket, { context: contextOf(who, request) })
  }

  async function serve({ request, response, target, earned }: Visit, isSecure: boolean): Promise<void> {
    const quick = quickCalls.answer(request, target)
    if (quick) {
      response.setHeader('connection', 'close') // its body, if it has one, is not read
      return reply(response, quick.status, quick.body)
    }
    if (target.pathname === PAIR_PATH && request.headers.authorization === undefined) {
      const refusal = pairRefusal(request, isSecure)
      response.setHeader('connection', 'close')
      if (refusal) return reply(response, refusal.status, refusal.body)
      await (await openApi()).handle(request, response, contextOf(stranger, request))
      return
    }
    const refusal = gate.refuses(request)
    const who = access.who(request.headers.authorization)
    if (refusal !== 0 || who === undefined) {
      // Nothing of the body is read, so the connection cannot carry another request.
      response.setHeader('connection', 'close')
      return reply(response, refusal || 401, { message: refusal === 429 ? 'Too many wrong tokens' : 'Wrong token' })
    }
    earned()
    response.once(
      'close',
      leases.hold(who.tokenId, () => response.destroy()),
    )
    if (request.method === 'GET' && target.pathname === '/api/openapi.json') {
      const description = await (await openApi()).describe()
      response.writeHead(200, { 'content-type': 'application/json' }).end(description)
      return
    }
    // Whoever may look on may count: every token may.
    if (request.method === 'GET' && target.pathname === '/metrics' && metrics) {
      const text = await metrics()
      response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }).end(text)
      return
    }
    const isFound = await (await openApi()).handle(request, response, contextOf(who, request))
    if (!isFound) reply(response, 404, { message: 'No such endpoint' })
  }
}

/**
 * Checks the token. A source with many wrong ones is told 429; the right one gets in all the same, so that no other program on this
 * machine can lock the app out (at 256 bits guessing is hopeless anyway).
 */
class Gate {
  readonly #access: Access
  readonly #wrong = new SourceMeter(MAX_WRONG_TOKENS_PER_MINUTE)

  constructor(access: Access) {
    this.#access = access
  }

  /** The status to refuse with; 0 lets in. */
  refuses({ headers, socket }: IncomingMessage): 0 | 401 | 429 {
    if (this.#access.who(headers.authorization) !== undefined) return 0
    return this.#wrong.note(socket.remoteAddress ?? '', performance.now()) ? 401 : 429
  }
}

/** Before anything of what a stranger sends is read. */
function pairRefusal({ method, headers }: IncomingMessage, isSecure: boolean) {
  if (!isSecure) return { status: 403, body: { message: 'Apps are paired over TLS only' } }
  if (method !== 'POST') return { status: 405, body: { message: 'A pairing is made by POST' } }
  if (headers.origin !== undefined || headers['sec-fetch-site'] !== undefined)
    return { status: 403, body: { message: 'Not for web pages' } }
  const length = headers['content-length']
  const isShort = length !== undefined && /^[0-9]{1,4}$/.test(length) && Number(length) <= MAX_PAIR_BYTES
  return isShort ? undefined : { status: 413, body: { message: `A pairing has at most ${MAX_PAIR_BYTES} bytes` } }
}

function urlOf({ host, secure }: ControlPoint, port: number): string {
  return `${secure ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${port}`
}

function onDemand<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => (made ??= make())
}

function reply(response: ServerResponse, status: number, body: object): void {
  const headers = { 'content-type': 'application/json', ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}) }
  response.writeHead(status, headers).end(JSON.stringify(body))
}

function ignore(): void {}
