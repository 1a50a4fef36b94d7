import { createORPCClient } from '@orpc/client'
import { ClientRetryPlugin, type ClientRetryPluginContext } from '@orpc/client/plugins'
import { RPCLink } from '@orpc/client/websocket'
import type { ContractRouterClient } from '@orpc/contract'
import { WebSocket as ReconnectingWebSocket } from 'partysocket'
import { type ClientOptions, WebSocket } from 'ws'
import { type FingerprintChangedError, pinnedConnector } from './pinned-tls.ts'
import { type ControlContract, MAX_BLOB_PIECE } from './contract.ts'

export { bundleIdOf, canonicalJson, documentHash } from './bundle-id.ts'

export type ControlClient = ContractRouterClient<ControlContract, ClientRetryPluginContext>

export interface ControlConnection {
  /** For streams that outlive a reconnect: `client.events(undefined, { context: { retry: Number.POSITIVE_INFINITY } })`. */
  readonly client: ControlClient
  close(): void
}

/** Why there is no connection now. `fingerprint`: somebody else answers, and nothing is tried any more. `token`: it was revoked. */
export type ConnectionTrouble =
  | { readonly kind: 'fingerprint'; readonly seen: string }
  | { readonly kind: 'token' }
  | { readonly kind: 'unreachable'; readonly reason: string }

export interface ControlAddress {
  readonly url: string
  readonly token: string
  /** SHA-256 of the only certificate that is taken, for `https:`. */
  readonly fingerprint?: string
  readonly onOpen?: () => void
  readonly onTrouble?: (trouble: ConnectionTrouble) => void
}

/** Connects to an engine's control API at `http(s)://host:port` and reconnects by itself (0.2 s to 2 s). Requests made while the link is down wait. */
export function connectControl({ url, token, fingerprint, onOpen, onTrouble }: ControlAddress): ControlConnection {
  let isOver = false
  const socketUrl = `${url.replace(/^http/, 'ws').replace(/\/+$/, '')}/rpc`
  const options = fingerprint === undefined ? {} : { createConnection: pinned(fingerprint, stopFor) }
  class AuthorizedWebSocket extends WebSocket {
    constructor(address: string, protocols?: string | string[]) {
      super(address, protocols ?? [], { headers: { authorization: `Bearer ${token}` }, ...options })
      // partysocket listens with the browser's API; without this a refused connection would be an uncaught 'error' event.
      this.on('error', (error) => isOver || onTrouble?.(troubleOf(error)))
    }
  }
  const socket = new ReconnectingWebSocket(socketUrl, [], {
    WebSocket: AuthorizedWebSocket,
    minReconnectionDelay: 200,
    maxReconnectionDelay: 2_000,
    connectionTimeout: 5_000,
  })
  if (onOpen) socket.addEventListener('open', onOpen)
  const websocket = socket as unknown as globalThis.WebSocket // its `readyState` is typed `number`
  const client: ControlClient = createORPCClient(new RPCLink({ websocket, plugins: [new ClientRetryPlugin()] }))
  return { client, close: end }

  function stopFor({ seen }: FingerprintChangedError): void {
    if (isOver) return
    onTrouble?.({ kind: 'fingerprint', seen })
    end()
  }

  function end(): void {
    isOver = true
    socket.close()
  }
}

function pinned(fingerprint: string, onChanged: (error: FingerprintChangedError) => void) {
  // `ws` hands it to Node's HTTP client, which takes one that answers by callback too.
  return pinnedConnector(fingerprint, onChanged) as unknown as NonNullable<ClientOptions['createConnection']>
}

function troubleOf(error: Error): ConnectionTrouble {
  return error.message.endsWith(' 401') ? { kind: 'token' } : { kind: 'unreachable', reason: error.message }
}

/** A sound in pieces, so that the engine handles calls meanwhile. Rejects with `BLOB_REJECTED`, or as `signal` says. */
export async function sendBlob(
  client: ControlClient,
  { sha256, bytes }: { readonly sha256: string; readonly bytes: Uint8Array },
  signal?: AbortSignal,
): Promise<void> {
  let at = 0
  do {
    const piece = Buffer.from(bytes.subarray(at, at + MAX_BLOB_PIECE)).toString('base64')
    const isLast = at + MAX_BLOB_PIECE >= bytes.length
    await client.bundle.sendBlob({ sha256, at, base64: piece, isLast }, signal ? { signal } : {})
    at += MAX_BLOB_PIECE
  } while (at < bytes.length)
}
