import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Socket } from 'node:net'
import { WebSocketServer } from 'ws'
import { MAX_MESSAGE_BYTES } from '../message/limits.ts'
import type { Carry } from './carrier.ts'
import type { ConnectionMaker } from './connection-maker.ts'
import { secured, type TlsWay } from './over-tls.ts'
import { prepareSocket } from './stream-carrier.ts'
import { isWelcomeOrigin } from './web-origin.ts'
import { WebSocketCarrier } from './websocket-carrier.ts'

/** RFC 7118 §4. */
const SUB_PROTOCOL = 'sip'
const MAX_HEADER_BYTES = 16_384
/** Of one message. A browser sends each in one frame. */
const MAX_FRAGMENTS = 64

/**
 * Lets in who wants to speak SIP over a WebSocket (RFC 6455 §4.2, RFC 7118 §4). The connection counts, and its time runs, from when it was there, not from when
 * its handshake is over: the deadline for a first request is that for the handshake too.
 */
export class WebSocketDoor implements ConnectionMaker {
  readonly #origins: ReadonlySet<string>
  /** Listens nowhere: it is handed its connections. */
  readonly #http = createServer({ maxHeaderSize: MAX_HEADER_BYTES })
  readonly #sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: MAX_MESSAGE_BYTES,
    maxFragments: MAX_FRAGMENTS,
    handleProtocols: () => SUB_PROTOCOL,
  })
  readonly #carriers = new WeakMap<Duplex, WebSocketCarrier>()

  /** `origins`: of pages that may connect beside those of this machine. */
  constructor(origins: readonly string[]) {
    this.#origins = new Set(origins)
    this.#http.on('request', (_request, response) => refuse(response))
    this.#http.on('clientError', (_error, stream) => stream.destroy())
    this.#http.on('upgrade', (request, stream, head) => this.#upgrade(request, stream, head))
  }

  accept(socket: Socket): Carry {
    return this.#carry(prepareSocket(socket))
  }

  /** The same over TLS. */
  behind(tls: TlsWay): ConnectionMaker {
    return { accept: (socket) => this.#carry(secured(socket, tls)) }
  }

  #carry(stream: Socket): Carry {
    return (events) => {
      const carrier = new WebSocketCarrier(stream, events)
      this.#carriers.set(stream, carrier)
      this.#http.emit('connection', stream)
      return carrier
    }
  }

  #upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    const status = this.#refusal(request)
    if (status !== undefined)
      return void stream.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
    const carrier = this.#carriers.get(stream)
    this.#sockets.handleUpgrade(request, stream, head, (socket) => carrier?.opened(socket))
  }

  #refusal({ headers }: IncomingMessage): string | undefined {
    if (!isWelcomeOrigin(headers.origin, this.#origins)) return '403 Forbidden'
    const protocols = (headers['sec-websocket-protocol'] ?? '').split(',').map((each) => each.trim().toLowerCase())
    return protocols.includes(SUB_PROTOCOL) ? undefined : '400 Sub-protocol sip is missing'
  }
}

function refuse(response: ServerResponse): void {
  response.writeHead(426, { connection: 'close', upgrade: 'websocket', 'content-type': 'text/plain; charset=utf-8' })
  response.end('SIP over WebSocket (RFC 7118) is spoken here.\n')
}
