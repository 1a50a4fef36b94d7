import { createORPCClient } from '@orpc/client'
import { ClientRetryPlugin, type ClientRetryPluginContext } from '@orpc/client/plugins'
import { RPCLink } from '@orpc/client/websocket'
import type { ContractRouterClient } from '@orpc/contract'
import { WebSocket as ReconnectingWebSocket } from 'partysocket'
import { WebSocket } from 'ws'
import { type ControlContract, MAX_BLOB_PIECE } from './contract.ts'

export { bundleIdOf, canonicalJson, documentHash } from './bundle-id.ts'

export type ControlClient = ContractRouterClient<ControlContract, ClientRetryPluginContext>

export interface ControlConnection {
  /** For streams that outlive a reconnect: `client.events(undefined, { context: { retry: Number.POSITIVE_INFINITY } })`. */
  readonly client: ControlClient
  close(): void
}

/** Connects to an engine's control API at `http(s)://host:port` and reconnects by itself (0.2 s to 2 s). Requests made while the link is down wait. */
export function connectControl({ url, token }: { readonly url: string; readonly token: string }): ControlConnection {
  const socketUrl = `${url.replace(/^http/, 'ws').replace(/\/+$/, '')}/rpc`
  class AuthorizedWebSocket extends WebSocket {
    constructor(address: string, protocols?: string | string[]) {
      super(address, protocols ?? [], { headers: { authorization: `Bearer ${token}` } })
      // partysocket listens with the browser's API; without this a refused connection would be an uncaught 'error' event.
      this.on('error', ignore)
    }
  }
  const socket = new ReconnectingWebSocket(socketUrl, [], {
    WebSocket: AuthorizedWebSocket,
    minReconnectionDelay: 200,
    maxReconnectionDelay: 2_000,
    connectionTimeout: 5_000,
  })
  const websocket = socket as unknown as globalThis.WebSocket // its `readyState` is typed `number`
  const client: ControlClient = createORPCClient(new RPCLink({ websocket, plugins: [new ClientRetryPlugin()] }))
  return { client, close: () => socket.close() }
}

/** A sound in pieces, so that the engine handles calls meanwhile. Rejects with `BLOB_REJECTED`. */
export async function sendBlob(client: ControlClient, sha256: string, bytes: Uint8Array): Promise<void> {
  let at = 0
  do {
    const piece = Buffer.from(bytes.subarray(at, at + MAX_BLOB_PIECE)).toString('base64')
    const isLast = at + MAX_BLOB_PIECE >= bytes.length
    await client.bundle.sendBlob({ sha256, at, base64: piece, isLast })
    at += MAX_BLOB_PIECE
  } while (at < bytes.length)
}

function ignore(): void {}
