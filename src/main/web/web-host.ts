import type { IncomingMessage, ServerResponse } from 'node:http'
import { RPCHandler } from '@orpc/server/ws'
import { type HttpLimits, listenHttp, refuse, type Visit } from '../../engine/listening/http-listener.ts'
import { SourceMeter } from '../../engine/listening/source-meter.ts'
import type { ApiContext } from '../api/base.ts'
import { appRouter } from '../api/router.ts'
import { type Access, accessFor } from './access.ts'
import { AddressFile } from './address-file.ts'
import { securityHeaders } from './security-headers.ts'
import { staticFile } from './static-files.ts'

export interface WebHost {
  readonly port: number
  /** An address that opens the app in one browser, once, within ten minutes. */
  newUrl(): string
  close(): Promise<void>
}

export interface WebHostOptions {
  /** 0: any free port. */
  readonly port: number
  /** The built page, `out/renderer`. */
  readonly pageDir: string
  readonly context: ApiContext
  /** Keeps browsers let in over restarts. */
  readonly sessionsFile?: string
  /** Always holds an address that opens the app, for the owner of the file. */
  readonly addressFile?: string
  /** An address was used twice within moments. */
  readonly onSuspicion?: () => void
  readonly limits?: Partial<HttpLimits>
}

/** Serves the page and the app API to browsers on this machine. Rejects when the port is taken. */
export async function startWebHost(options: WebHostOptions): Promise<WebHost> {
  const { pageDir, context } = options
  const handler = new RPCHandler(appRouter)
  const access = accessFor(options)
  const wrong = new SourceMeter(MAX_WRONG_PER_MINUTE)
  let file: AddressFile | undefined
  const { port, close } = await listenHttp({
    host: '127.0.0.1',
    port: options.port,
    maxMessageBytes: MAX_MESSAGE_BYTES,
    limits: options.limits ?? {},
    mayUpgrade: (request, target) => upgradeRefusal(request, target, access, wrong),
    onSocket: (socket) => void handler.upgrade(socket, { context }),
    onRequest: (visit) => answer(visit, { access, wrong, pageDir, onUsed: (code) => file?.used(code) }),
    onUnexpected: (error, path) => context.onUnexpected(error, path),
  })
  const addressOf = (code: string) => `http://127.0.0.1:${port}/?code=${code}`
  const { addressFile } = options
  if (addressFile !== undefined)
    file = new AddressFile(addressFile, () => access.newCode(Number.POSITIVE_INFINITY), addressOf)
  return {
    port,
    newUrl: () => addressOf(access.newCode(CODE_LIVES_MS)),
    close() {
      file?.remove()
      return close()
    },
  }
}

interface Entrance {
  readonly access: Access
  readonly wrong: SourceMeter
  readonly pageDir: string
  readonly onUsed: (code: string) => void
}

async function answer(
  { request, response, target, earned }: Visit,
  { access, wrong, pageDir, onUsed }: Entrance,
): Promise<void> {
  for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value)
  if (!access.hasOwnHost(request)) return refuse(response, 421, 'This address does not serve Callwright.')
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405, 'Only GET is answered here.')
  const code = target.searchParams.get('code')
  const exchange = code === null ? undefined : access.exchange(code, request)
  if (code !== null && exchange?.kind === 'in') {
    onUsed(code)
    return letIn(response, exchange.setCookie)
  }
  if (exchange?.kind === 'known') return letIn(response)
  if (exchange !== undefined || !access.hasSession(request)) {
    const isTry = exchange !== undefined || access.hasCookie(request)
    if (isTry && !wrong.note(request.socket.remoteAddress ?? '', performance.now()))
      return refuse(response, 429, 'Too many wrong codes. Wait a minute.')
    return refuse(response, 401, exchange?.kind === 'used' ? USED : UNKNOWN)
  }
  earned()
  const file = await staticFile(pageDir, target.pathname)
  if (!file) return notFound(response)
  response.setHeader('content-type', file.type)
  response.setHeader('cache-control', file.isImmutable ? 'private, max-age=31536000, immutable' : 'no-store')
  response.writeHead(200)
  response.end(request.method === 'HEAD' ? undefined : file.bytes)
}

/** The code leaves the address bar, and with it the history, at once. */
function letIn(response: ServerResponse, cookie?: string): void {
  if (cookie !== undefined) response.setHeader('set-cookie', cookie)
  response.setHeader('cache-control', 'no-store')
  response.setHeader('location', '/')
  response.writeHead(302)
  response.end()
}

function notFound(response: ServerResponse): void {
  response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' })
  response.end('There is no such page.\n')
}

function upgradeRefusal(request: IncomingMessage, target: URL, access: Access, wrong: SourceMeter): number {
  const isOurs = access.hasOwnHost(request) && access.hasOwnOrigin(request)
  if (!isOurs) return 403
  if (!access.hasSession(request)) {
    const isTry = access.hasCookie(request)
    return !isTry || wrong.note(request.socket.remoteAddress ?? '', performance.now()) ? 403 : 429
  }
  return target.pathname === '/rpc' ? 0 : 404
}

/** A change of 10,000 documents. */
const MAX_MESSAGE_BYTES = 60_000_000
/** Long enough to copy an address from one window to another. */
const CODE_LIVES_MS = 600_000
const MAX_WRONG_PER_MINUTE = 60
const FRESH = 'A fresh one is in the file "address" of its data folder, which only you can read.'
const UNKNOWN = `Open Callwright with the address it printed when it started. ${FRESH}`
const USED = `This address was used already: it opens Callwright once. ${FRESH}`
