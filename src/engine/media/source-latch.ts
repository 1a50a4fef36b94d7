export interface SourceAddress {
  readonly address: string
  readonly port: number
}

/** A stranger has to send this many valid packets, unopposed by the signalled address, before it is believed. */
const STRANGER_PACKETS = 3
/** The latched source has to be quiet this long before the signalled address may take its place with another port. */
const RELATCH_AFTER_MS = 3000

/**
 * Symmetric RTP (RFC 4961): answers go where packets come from. The signalled address is believed at its first packet; behind a
 * NAT the first other source is, after three packets. Then it sticks: whoever guesses the port later is turned away. Only the
 * signalled address and port together, once heard, win over whoever was faster, such as stragglers of the port's last call.
 */
export class SourceLatch {
  readonly #signalled: SourceAddress
  #latched: SourceAddress | undefined
  #lastHeardMs = 0
  #stranger: { source: SourceAddress; packets: number } | undefined

  constructor(signalled: SourceAddress) {
    this.#signalled = signalled
  }

  /** Where to send. */
  get destination(): SourceAddress {
    return this.#latched ?? this.#signalled
  }

  /** Whether a valid packet from `source` is to be taken in. */
  accepts(address: string, port: number, nowMs: number): boolean {
    if (this.#latched?.port === port && this.#latched.address === address) {
      this.#lastHeardMs = nowMs
      return true
    }
    const isSignalled = address === this.#signalled.address
    const isExact = isSignalled && port === this.#signalled.port
    const mayReplace = isExact || (isSignalled && nowMs - this.#lastHeardMs > RELATCH_AFTER_MS)
    if (this.#latched !== undefined && !mayReplace) return false
    if (!isSignalled && !this.#isPersistent(address, port)) return false
    this.#latched = { address, port }
    this.#lastHeardMs = nowMs
    return true
  }

  #isPersistent(address: string, port: number): boolean {
    const isSame = this.#stranger?.source.address === address && this.#stranger.source.port === port
    const packets = isSame ? (this.#stranger?.packets ?? 0) + 1 : 1
    this.#stranger = { source: { address, port }, packets }
    return packets >= STRANGER_PACKETS
  }
}
