import type { SipRequest } from '../message/message.ts'
import type { TransactionLayer } from '../transaction/transaction-layer.ts'
import type { ServerTransaction } from '../transaction/server-transaction.ts'
import type { TransportPeer } from '../transport/transport.ts'
import type { Timers } from '../user-agent-options.ts'

/** Who takes the requests of a dialog. */
export interface DialogOwner {
  receive(transaction: ServerTransaction): void
  receiveAck(request: SipRequest): void
}

/** What sessions need of the user agent they live in. */
export interface SessionHost {
  readonly layer: TransactionLayer
  readonly timers: Timers
  readonly random: () => string
  readonly userAgentName: string
  readonly allow: string
  locate(uri: string): Promise<TransportPeer>
  /** Before the first message to a peer that may not have been heard from since we started. At once, when that needs no asking. */
  prepare(peer: TransportPeer): Promise<unknown> | undefined
  /** Contact header value by which `peer` reaches us. */
  contact(peer: TransportPeer, user?: string): string
  /** For messages without transaction: ACK to 2xx. */
  send(bytes: Uint8Array, peer: TransportPeer): void
  addDialog(id: string, owner: DialogOwner): void
  removeDialog(id: string): void
}
