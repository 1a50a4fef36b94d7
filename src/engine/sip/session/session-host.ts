import type { SipRequest } from '../message/message.ts'
import type { TransactionLayer } from '../transaction/transaction-layer.ts'
import type { ServerTransaction } from '../transaction/server-transaction.ts'
import type { TransportPeer } from '../transport/transport.ts'
import type { Session } from '../user-agent.ts'
import type { ReliablePeers } from './reliable-peers.ts'
import type { Clock, Timers } from '../user-agent-options.ts'

/** Who takes the requests of a dialog. */
export interface DialogOwner extends Session {
  /** The dialog that it speaks in; undefined before there is one. */
  readonly dialogId: string | undefined
  /** We sent the INVITE. */
  readonly isCallIdOwner: boolean
  receive(transaction: ServerTransaction): void
  receiveAck(request: SipRequest): void
}

/** What sessions need of the user agent they live in. */
export interface SessionHost {
  readonly layer: TransactionLayer
  readonly timers: Timers
  readonly clock: Clock
  readonly random: () => string
  readonly userAgentName: string
  readonly allow: string
  /** Option tags of calls. */
  readonly supported: string
  readonly reliablePeers: ReliablePeers
  locate(uri: string): Promise<TransportPeer>
  /** Before the first message to a peer that may not have been heard from since we started. At once, when that needs no asking. */
  prepare(peer: TransportPeer): Promise<unknown> | undefined
  /**
   * Contact header value by which `peer` reaches us, in a message about this Request-URI: what wants TLS is answered to by TLS alone (RFC 3261 §8.1.1.8,
   * §12.1.1).
   */
  contact(peer: TransportPeer, requestUri: string, user?: string): string
  /** For messages without transaction: ACK to 2xx. */
  send(bytes: Uint8Array, peer: TransportPeer): void
  addDialog(id: string, owner: DialogOwner): void
  removeDialog(id: string): void
}
