import type { Socket } from 'node:net'
import { connect, type TLSSocket } from 'node:tls'

/** Another certificate than the one that was compared: somebody else answers, or the engine was set up anew. */
export class FingerprintChangedError extends Error {
  readonly code = 'FINGERPRINT_CHANGED'
  readonly expected: string
  readonly seen: string

  constructor(expected: string, seen: string) {
    super(`the certificate has the fingerprint ${seen || 'of nothing'}, not ${expected}`)
    this.expected = expected
    this.seen = seen
  }
}

export interface TlsAddress {
  readonly host: string
  readonly port: number
}

const ANSWER_WITHIN_MS = 5_000

/** Of `https://host:port`. */
export function tlsAddress(url: string): TlsAddress {
  const { hostname, port } = new URL(url)
  return { host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? 443 : Number(port) }
}

/**
 * A connection to whoever holds the certificate with that fingerprint, whatever its name, its dates and who signed it. Nothing is written before that is
 * known. Rejects with `FingerprintChangedError`, or with what the network says, within five seconds.
 */
export async function connectPinned(address: TlsAddress, fingerprint: string): Promise<TLSSocket> {
  const socket = await connectSeen(address)
  const seen = fingerprintOf(socket)
  if (seen === fingerprint.toUpperCase()) return socket
  socket.destroy()
  throw new FingerprintChangedError(fingerprint, seen)
}

/** SHA-256 of the certificate that is shown there, `AB:CD:...`, to be compared by somebody who can see the engine. */
export async function seenFingerprint(address: TlsAddress): Promise<string> {
  const socket = await connectSeen(address)
  const seen = fingerprintOf(socket)
  socket.destroy()
  return seen
}

/** In the form that Node's HTTP client and `ws` take. */
export function pinnedConnector(
  fingerprint: string,
  onChanged: (error: FingerprintChangedError) => void = () => {},
): (options: object, onConnected: (error: Error | null, socket: Socket) => void) => undefined {
  return (options, onConnected) => {
    const { host, port } = options as { readonly host: string; readonly port: number | string } // as both name it
    connectPinned({ host, port: Number(port) }, fingerprint).then(
      (socket) => onConnected(null, socket),
      (error: unknown) => {
        if (error instanceof FingerprintChangedError) onChanged(error)
        const reason = error instanceof Error ? error : new Error(String(error))
        // No socket comes with an error.
        onConnected(reason, undefined as unknown as Socket)
      },
    )
    return undefined
  }
}

function connectSeen({ host, port }: TlsAddress): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    // Whether it is the right one is seen by its fingerprint. That whoever shows it holds its key is proved by the handshake all the same.
    const socket = connect({
      host,
      port,
      rejectUnauthorized: false,
      minVersion: 'TLSv1.3',
      ALPNProtocols: ['http/1.1'],
    })
    const timer = setTimeout(() => fail(new Error(`no answer within ${ANSWER_WITHIN_MS / 1_000} s`)), ANSWER_WITHIN_MS)
    const fail = (error: Error) => {
      clearTimeout(timer)
      socket.destroy()
      reject(error)
    }
    socket.once('error', fail)
    socket.once('close', () => fail(new Error('the connection was closed')))
    socket.once('secureConnect', () => {
      clearTimeout(timer)
      socket.removeAllListeners('error').removeAllListeners('close')
      socket.on('error', () => {}) // whoever uses it hears of its own
      resolve(socket)
    })
  })
}

function fingerprintOf(socket: TLSSocket): string {
  return socket.getPeerX509Certificate()?.fingerprint256 ?? ''
}
