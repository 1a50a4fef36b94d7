export interface SourceAddress {
  readonly address: string
  readonly port: number
}

/** What the signalling of a leg says about where its RTP comes from. */
export interface NamedSource {
  /** Where the SDP wants audio sent. Behind NAT, an address of the phone's own network. */
  readonly described: SourceAddress
  /** Where the leg's SIP messages come from. */
  readonly signallingAddress?: string | undefined
}

/** Nobody named was heard for this long since the SDP: 100 packets of a phone that has answered, more than any network loses. */
export const STRANGER_AFTER_MS = 2_000
/** Then a stranger is believed that has been speaking for this long ... */
export const STRANGER_SPEAKS_MS = 1_000
/** ... with no longer pause: whoever sprays every port cannot keep up speech on each. */
export const STRANGER_PAUSE_MS = 200
/** Whoever has the stream has to be quiet this long before a source no better named may take it: NAT gave the phone another port. */
export const SILENT_AFTER_MS = 3_000

/**
 * Symmetric RTP (RFC 4961): answers go where packets come from, if that is where signalling said they would. The address and port
 * of the SDP come first, then the port first heard at its address or at that of the signalling, then another port there. The better
 * named takes the stream at once, whoever has it; another only after silence. A stranger, whom no signalling named, gets a stream
 * on which nobody named was ever heard, and only the first one does.
 */
export class SourceLatch {
  #named: NamedSource
  readonly #sinceMs: number
  #latched: SourceAddress | undefined
  #lastHeardMs = 0
  /** The first named source that was heard. */
  #first: SourceAddress | undefined
  #stranger: { readonly source: SourceAddress; readonly sinceMs: number; lastMs: number } | undefined

  constructor(named: NamedSource, nowMs: number) {
    this.#named = named
    this.#sinceMs = nowMs
  }

  /** Whoever has the stream. */
  get latched(): SourceAddress | undefined {
    return this.#latched
  }

  isDescribedAs(address: string, port: number): boolean {
    return isAt(this.#named.described, address, port)
  }

  /** Where to send. */
  get destination(): SourceAddress {
    return this.#latched ?? this.#named.described
  }

  /** Later messages of the leg came from another address: its phone changed networks, and said the same SDP. */
  signalledFrom(address: string | undefined): void {
    this.#named = { ...this.#named, signallingAddress: address }
    const first = this.#first
    if (first !== undefined && this.#rank(first.address, first.port) === 0) this.#first = undefined
  }

  /** Whether a valid packet from there is to be taken in. `nowMs` never goes back. */
  accepts(address: string, port: number, nowMs: number): boolean {
    if (isAt(this.#latched, address, port)) {
      this.#lastHeardMs = nowMs
      return true
    }
    const rank = this.#rank(address, port)
    if (!(rank > 0 ? this.#mayTake(rank, nowMs) : this.#isOnlySpeaker(address, port, nowMs))) return false
    this.#latched = { address, port }
    this.#lastHeardMs = nowMs
    if (rank > 0) this.#first ??= this.#latched
    return true
  }

  /** 3: the SDP's very address and port; 2: the first heard of those named; 1: another port there; 0: a stranger. */
  #rank(address: string, port: number): 0 | 1 | 2 | 3 {
    const { described, signallingAddress } = this.#named
    if (isAt(described, address, port)) return 3
    if (address !== described.address && address !== signallingAddress) return 0
    return isAt(this.#first, address, port) ? 2 : 1
  }

  #mayTake(rank: number, nowMs: number): boolean {
    if (this.#latched === undefined || nowMs - this.#lastHeardMs > SILENT_AFTER_MS) return true
    return rank > this.#rank(this.#latched.address, this.#latched.port)
  }

  #isOnlySpeaker(address: string, port: number, nowMs: number): boolean {
    if (this.#latched !== undefined) return false
    const known = this.#stranger
    const isSpeaking = known !== undefined && nowMs - known.lastMs <= STRANGER_PAUSE_MS
    if (!isSpeaking) {
      this.#stranger = { source: { address, port }, sinceMs: nowMs, lastMs: nowMs }
      return false
    }
    if (!isAt(known.source, address, port)) return false
    known.lastMs = nowMs
    return nowMs - known.sinceMs >= STRANGER_SPEAKS_MS && nowMs - this.#sinceMs >= STRANGER_AFTER_MS
  }
}

function isAt(source: SourceAddress | undefined, address: string, port: number): boolean {
  return source?.port === port && source.address === address
}
