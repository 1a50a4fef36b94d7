import type { TransportPeer } from '../transport/transport.ts'

const MAX_PEERS = 1_000

/** Who takes calls only with reliable provisional responses (421 with `Require: 100rel`): the next call says at once that we know them. */
export class ReliablePeers {
  readonly #peers = new Set<string>()

  has(peer: TransportPeer): boolean {
    return this.#peers.size > 0 && this.#peers.has(keyOf(peer))
  }

  add(peer: TransportPeer): void {
    for (const oldest of this.#peers) {
      if (this.#peers.size < MAX_PEERS) break
      this.#peers.delete(oldest)
    }
    this.#peers.add(keyOf(peer))
  }
}

const keyOf = ({ transport, address, port }: TransportPeer) => `${transport} ${address} ${port}`
