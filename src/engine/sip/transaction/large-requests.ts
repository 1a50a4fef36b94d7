import type { TransportPeer } from '../transport/transport.ts'
import { transports } from '../transport/transports.ts'

/** RFC 3261 §18.1.1: what a datagram may have where nobody knows how much the path carries. */
export const MAX_DATAGRAM_BYTES = 1_300
/** A carrier that drops TCP in silence delays a call by so much, once an hour. */
const CONNECT_WITHIN_MS = 2_000
const REMEMBERED_MS = 3_600_000
const MAX_REMEMBERED = 10_000

/**
 * Which requests go over TCP for their size alone, to whom (RFC 3261 §18.1.1). Whoever refuses it, or lets nobody connect in 2 s, is spared the next
 * hour: fragments may be lost on the way, but a call that waits for nothing is lost for certain.
 */
export class LargeRequests {
  /** By address and port, in the order in which they refused: when they are asked again. */
  readonly #refusedUntilMs = new Map<string, number>()
  readonly #nowMs: () => number

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs
  }

  /** Undefined: as it would go anyway. */
  wayFor(peer: TransportPeer, sizeBytes: number): TransportPeer | undefined {
    if (sizeBytes <= MAX_DATAGRAM_BYTES || transports[peer.transport].isReliable || peer.isMapped) return undefined
    const untilMs = this.#refusedUntilMs.get(placeOf(peer))
    if (untilMs !== undefined && this.#nowMs() < untilMs) return undefined
    return { transport: 'tcp', address: peer.address, port: peer.port, connectWithinMs: CONNECT_WITHIN_MS }
  }

  refusedBy(peer: TransportPeer): void {
    const place = placeOf(peer)
    this.#refusedUntilMs.delete(place)
    const [oldest] = this.#refusedUntilMs.keys()
    if (this.#refusedUntilMs.size >= MAX_REMEMBERED && oldest !== undefined) this.#refusedUntilMs.delete(oldest)
    this.#refusedUntilMs.set(place, this.#nowMs() + REMEMBERED_MS)
  }
}

const placeOf = ({ address, port }: TransportPeer) => `${address} ${port}`
