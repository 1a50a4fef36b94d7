import type { RemoteProtocolError } from '../message/errors.ts'
import type { SipMessage, SipRequest } from '../message/message.ts'
import type { ListenPoint } from '../user-agent.ts'
import type { TransportPeer } from './transport.ts'

/** Bytes in and out, RFC 3261 §18. What stands behind it is sockets, or a simulated link in tests. */
export interface SipTransport {
  /** Rejects with `PortInUseError`. */
  start(receiver: TransportReceiver): Promise<readonly ListenPoint[]>
  /** `onError` says that the bytes certainly did not leave (RFC 3261 §18.4). */
  send(bytes: Uint8Array, peer: TransportPeer, onError?: (error: Error) => void): void
  /** Where requests for a SIP URI go: its `maddr`/host, port and transport, resolved (RFC 3263 without NAPTR and SRV). */
  locate(uri: string): Promise<TransportPeer>
  /** Whether the connection named by its `flowId` is open. */
  isConnected(flow: TransportPeer): boolean
  /** Whoever is at the other end of this flow has shown who he is, by a password or by being a trunk: the connection may stay. */
  earned(flow: TransportPeer): void
  /** Our own host and port as seen by `peer`, for Via and Contact. Known at once for every peer heard from or located. */
  localPoint(peer: TransportPeer): { readonly host: string; readonly port: number }
  /** As `localPoint`, for a peer never met. */
  localAddressFor(peer: TransportPeer): Promise<string>
  close(): Promise<void>
}

export interface TransportReceiver {
  onMessage(message: SipMessage, source: TransportPeer): void
  /** `request` when enough of it could be read to be answered; `answer` false when this source has used up its patience. */
  onMalformed(event: {
    readonly error: RemoteProtocolError
    readonly request?: SipRequest
    readonly source: TransportPeer
    readonly answer: boolean
  }): void
  /** A connection that had earned its time is gone: nobody is reached over it any more. */
  onConnectionLost(flow: TransportPeer): void
}

/** A listen point is taken. */
export class PortInUseError extends Error {
  override readonly name = 'PortInUseError'
  readonly code = 'port-in-use'
  readonly listenPoint: ListenPoint

  constructor(listenPoint: ListenPoint) {
    super(`SIP ${listenPoint.transport} ${listenPoint.host}:${listenPoint.port} is already in use`)
    this.listenPoint = listenPoint
  }
}
