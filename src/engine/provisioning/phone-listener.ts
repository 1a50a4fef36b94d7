import type { IncomingMessage } from 'node:http'
import type { SecureContext } from 'node:tls'
import { type HttpListener, listenHttp, refuse, type Visit } from '../listening/http-listener.ts'
import { originOf, type PhoneDoor } from './phone-door.ts'

export interface PhoneListenerOptions {
  readonly host: string
  readonly port: number
  readonly door: PhoneDoor
  /** What is shown to each connection; absent: plain HTTP. */
  readonly secure?: () => SecureContext
  /** A defect of ours. Without the path, which holds a secret. */
  readonly onUnexpected: (error: unknown) => void
}

/** The address of the phones is taken. */
export class PhonePortInUseError extends Error {
  readonly code = 'PHONE_PORT_IN_USE'
}

/** Where phones fetch their settings (`PhoneDoor`). No other page, no WebSocket, and nothing of a body is read. */
export async function listenForPhones(options: PhoneListenerOptions): Promise<HttpListener> {
  const { host, port, door, secure, onUnexpected } = options
  const scheme = secure ? 'https' : 'http'
  return listenHttp({
    host,
    port,
    maxMessageBytes: 1_024,
    mayUpgrade: () => 404,
    onSocket: (socket) => socket.close(),
    onRequest: (visit) => answer(visit, door, scheme),
    onUnexpected: (error) => onUnexpected(error),
    ...(secure && { secure }),
  }).catch((error: unknown) => {
    const isTaken = error instanceof Error && Reflect.get(error, 'code') === 'EADDRINUSE'
    throw isTaken ? new PhonePortInUseError(`phones ${scheme} ${host}:${port} is already in use`) : error
  })
}

async function answer({ request, response, target, earned }: Visit, door: PhoneDoor, scheme: 'http' | 'https') {
  const local = localOf(request)
  const { status, file } = door.answer({
    method: request.method ?? '',
    path: target.pathname,
    userAgent: request.headers['user-agent'] ?? '',
    source: plainAddress(request.socket.remoteAddress),
    localAddress: local.address,
    origin: originOf(scheme, request.headers.host, local),
  })
  if (!file) return refuse(response, status)
  earned()
  const body = Buffer.from(file.text)
  response.writeHead(200, {
    'content-type': file.mimeType,
    'content-length': body.length,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  })
  response.end(request.method === 'HEAD' ? undefined : body)
}

const localOf = ({ socket }: IncomingMessage) => ({
  address: plainAddress(socket.localAddress),
  port: socket.localPort ?? 0,
})

/** Without what IPv6 puts before an IPv4 address. */
const plainAddress = (address = ''): string => address.replace(/^::ffff:(?=[0-9.]+$)/i, '')
