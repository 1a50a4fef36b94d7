import type { IncomingMessage, ServerResponse } from 'node:http'
import { RPCHandler } from '@orpc/server/ws'
import { type HttpLimits, listenHttp, type Visit } from '../listening/http-listener.ts'
import { SourceMeter } from '../listening/source-meter.ts'
import type { EngineControl } from './engine-control.ts'
import { QuickCalls } from './quick-call.ts'
import { controlRouter } from './router.ts'
import { tokenCheck } from './token.ts'

/** The largest message is a blob of 60 MB in base64. */
const MAX_MESSAGE_BYTES = 90_000_000
const MAX_WRONG_TOKENS_PER_MINUTE = 20

export interface ControlServerOptions {
  readonly engine: EngineControl
  readonly host: string
  readonly port: number
  readonly token: string
  readonly version: string
  readonly limits?: Partial<HttpLimits>
  /** A defect of ours. */
  readonly onUnexpected?: (error: unknown, path: string) => void
}

export interface ControlServer {
  readonly url: string
  close(): Promise<void>
}

/** The control address is taken. */
export class ControlPortInUseError extends Error {
  readonly code = 'CONTROL_PORT_IN_USE'
}

/** RPC over WebSocket at /rpc, OpenAPI over HTTP at /api, its description at /api/openapi.json. All of that asks for the bearer token; `QuickCalls` do not. */
export async function startControlServer(options: ControlServerOptions): Promise<ControlServer> {
  const { engine, host, port, version, limits = {}, onUnexpected = ignore } = options
  const context = { engine }
  const openApi = onDemand(async () => {
    const { createOpenApi } = await import('./open-api.ts')
    return createOpenApi({ context, version, maxBodyBytes: MAX_MESSAGE_BYTES })
  })
  const rpc = new RPCHandler(controlRouter)
  const gate = new Gate(options.token)
  const quickCalls = new QuickCalls(engine)
  const listener = await listenHttp({
    host,
    port,
    limits,
    maxMessageBytes: MAX_MESSAGE_BYTES,
    mayUpgrade: (request, target) => (target.pathname === '/rpc' ? gate.refuses(request) : 404),
    onSocket: (socket) => void rpc.upgrade(socket, { context }),
    onRequest: serve,
    onUnexpected,
  }).catch((error: unknown) => {
    const isTaken = error instanceof Error && Reflect.get(error, 'code') === 'EADDRINUSE'
    throw isTaken ? new ControlPortInUseError(`control tcp ${host}:${port} is already in use`) : error
  })

  async function serve({ request, response, target, earned }: Visit): Promise<void> {
    const quick = quickCalls.answer(request, target)
    if (quick) {
      response.setHeader('connection', 'close') // its body, if it has one, is not read
      return reply(response, quick.status, quick.body)
    }
    const refusal = gate.refuses(request)
    if (refusal !== 0) {
      // Nothing of the body is read, so the connection cannot carry another request.
      response.setHeader('connection', 'close')
      return reply(response, refusal, { message: refusal === 429 ? 'Too many wrong tokens' : 'Wrong token' })
    }
    earned()
    if (request.method === 'GET' && target.pathname === '/api/openapi.json') {
      const description = await (await openApi()).describe()
      response.writeHead(200, { 'content-type': 'application/json' }).end(description)
      return
    }
    if (!(await (await openApi()).handle(request, response))) reply(response, 404, { message: 'No such endpoint' })
  }

  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${listener.port}`,
    close: () => listener.close(),
  }
}

/**
 * Checks the token. A source with many wrong ones is told 429; the right one gets in all the same, so that no other program on this
 * machine can lock the app out (at 256 bits guessing is hopeless anyway).
 */
class Gate {
  readonly #isRight: (authorization: string | undefined) => boolean
  readonly #wrong = new SourceMeter(MAX_WRONG_TOKENS_PER_MINUTE)

  constructor(token: string) {
    this.#isRight = tokenCheck(token)
  }

  /** The status to refuse with; 0 lets in. */
  refuses({ headers, socket }: IncomingMessage): 0 | 401 | 429 {
    if (this.#isRight(headers.authorization)) return 0
    return this.#wrong.note(socket.remoteAddress ?? '', performance.now()) ? 401 : 429
  }
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
