import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { RPCHandler } from '@orpc/server/ws'
import { WebSocketServer } from 'ws'
import type { ApiContext } from '../api/base.ts'
import { appRouter } from '../api/router.ts'
import { type Access, accessFor } from './access.ts'
import { securityHeaders } from './security-headers.ts'
import { staticFile } from './static-files.ts'

export interface WebHost {
  readonly port: number
  /** Opens the app once a browser follows it; carries the token. */
  readonly url: string
  close(): Promise<void>
}

export interface WebHostOptions {
  /** 0: any free port. */
  readonly port: number
  /** The built page, `out/renderer`. */
  readonly pageDir: string
  readonly context: ApiContext
  /** Lets pages in; a fresh one when absent. */
  readonly token?: string
}

/** Serves the page and the app API to browsers on this machine. Rejects when the port is taken. */
export async function startWebHost(options: WebHostOptions): Promise<WebHost> {
  const server = createServer({ requestTimeout: 30_000, maxHeaderSize: 16_384 })
  const port = await listen(server, options.port)
  const access = accessFor(port, options.token)
  const sockets = serveRpc(server, access, options.context)
  server.on('request', (request, response) => {
    void answer(request, response, access, options.pageDir).catch((error: unknown) => {
      options.context.onUnexpected(error, request.url?.split('?')[0] ?? '')
      if (!response.headersSent) plain(response, 500, 'Something went wrong.')
      else response.destroy()
    })
  })
  return {
    port,
    url: `http://127.0.0.1:${port}/?token=${access.token}`,
    async close() {
      for (const socket of sockets.clients) socket.terminate()
      sockets.close()
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      resolve((server.address() as AddressInfo).port) // a listening TCP server has an AddressInfo
    })
  })
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  access: Access,
  pageDir: string,
): Promise<void> {
  for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value)
  if (!access.hasOwnHost(request)) return plain(response, 421, 'This address does not serve Callwright.')
  if (request.method !== 'GET' && request.method !== 'HEAD') return plain(response, 405, 'Only GET is answered here.')
  const url = new URL(request.url ?? '/', 'http://callwright.invalid')
  if (access.isToken(url.searchParams.get('token'))) return letIn(response, access)
  if (!access.hasCookie(request))
    return plain(response, 401, 'Open Callwright with the address it printed when it started.')
  const file = await staticFile(pageDir, url.pathname)
  if (!file) return plain(response, 404, 'There is no such page.')
  response.setHeader('content-type', file.type)
  response.setHeader('cache-control', file.isImmutable ? 'private, max-age=31536000, immutable' : 'no-store')
  response.writeHead(200)
  response.end(request.method === 'HEAD' ? undefined : file.bytes)
}

/** The token leaves the address bar, and with it the history, at once. */
function letIn(response: ServerResponse, access: Access): void {
  response.setHeader('set-cookie', access.setCookie())
  response.setHeader('cache-control', 'no-store')
  response.setHeader('location', '/')
  response.writeHead(302)
  response.end()
}

function plain(response: ServerResponse, status: number, text: string): void {
  response.setHeader('content-type', 'text/plain; charset=utf-8')
  response.setHeader('cache-control', 'no-store')
  response.writeHead(status)
  response.end(`${text}\n`)
}

function serveRpc(server: Server, access: Access, context: ApiContext): WebSocketServer {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES })
  const handler = new RPCHandler(appRouter)
  sockets.on('connection', (socket) => {
    socket.on('error', () => socket.terminate())
    void handler.upgrade(socket, { context })
  })
  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    stream.on('error', () => stream.destroy())
    const isOurs = access.hasOwnHost(request) && access.hasOwnOrigin(request) && access.hasCookie(request)
    if (!isOurs) return refuseUpgrade(stream, '403 Forbidden')
    if (request.url !== '/rpc') return refuseUpgrade(stream, '404 Not Found')
    sockets.handleUpgrade(request, stream, head, (socket) => sockets.emit('connection', socket, request))
  })
  return sockets
}

function refuseUpgrade(stream: Duplex, status: string): void {
  stream.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}

/** A change of 10,000 documents. */
const MAX_MESSAGE_BYTES = 60_000_000
