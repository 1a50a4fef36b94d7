import type { TransportPeer } from '../transport/transport.ts'
import type { Timers } from '../user-agent-options.ts'

/** What transactions need of the world. */
export interface TransactionContext {
  readonly timers: Timers
  send(bytes: Uint8Array, peer: TransportPeer, onError: (error: Error) => void): void
  onAbsorbed(): void
}
