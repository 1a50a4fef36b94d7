import type { SourceAddress } from './source-latch.ts'

/**
 * RTCP belongs to whom RTP belongs: it is taken from the address that has the stream, or from where the SDP says it comes from
 * (RFC 3605), and goes back there. Behind NAT its port is any; the first one heard is kept as long as RTP stays at that address.
 */
export class RtcpLatch {
  #described: SourceAddress | undefined
  #heard: SourceAddress | undefined

  /** The `a=rtcp` of the SDP; undefined when it is the port above RTP's. */
  describe(described: SourceAddress | undefined): void {
    this.#described = described
  }

  /** Whether a valid packet from there is to be taken in, while `rtp` has the stream. */
  accepts(address: string, port: number, rtp: SourceAddress): boolean {
    if (address !== rtp.address && address !== this.#described?.address) return false
    if (this.#heard?.address !== rtp.address && address === rtp.address) this.#heard = { address, port }
    return true
  }

  /** Where to send; undefined when there is no port above the last. */
  destination(rtp: SourceAddress, isWhereDescribed: boolean): SourceAddress | undefined {
    if (this.#heard?.address === rtp.address) return this.#heard
    if (isWhereDescribed && this.#described !== undefined) return this.#described
    return rtp.port === 65_535 ? undefined : { address: rtp.address, port: rtp.port + 1 }
  }
}
