import type { BrowserEnd } from './browser-media.ts'
import type { CryptoLine } from './srtp-keys.ts'

/** SDP as we read it, RFC 8866: what audio calls need; other lines are dropped, other media are kept by kind and order. */
export interface SessionDescription {
  /** `mid` of the sections that share one way (`a=group:BUNDLE`, RFC 9143); empty without. */
  readonly bundle: readonly string[]
  readonly media: readonly MediaLine[]
}

export type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive'

export interface MediaLine {
  /** `audio`, `video`, `image` ... */
  readonly kind: string
  /** 0: rejected or unused (RFC 3264 §6). */
  readonly port: number
  /** `RTP/AVP` and the like, as written. */
  readonly protocol: string
  /** RTP payload types, or what else the protocol numbers formats by. */
  readonly formats: readonly string[]
  /** Where the other side wants to receive, an address or a name; of the media line, else of the session. Empty when there is none. */
  readonly address: string
  /** Where it wants RTCP (`a=rtcp`, RFC 3605); absent: the port above. */
  readonly rtcp?: { readonly address: string; readonly port: number }
  readonly direction: Direction
  readonly codecs: readonly Codec[]
  readonly ptimeMs?: number
  /** `a=mid` (RFC 5888). */
  readonly mid?: string
  /** RTCP comes by the port above (`a=rtcp-mux`, RFC 5761). */
  readonly isRtcpMuxed?: boolean
  /** Keys that are offered or taken (`a=crypto`), those that we can use. */
  readonly crypto?: readonly CryptoLine[]
  /** What ICE and DTLS-SRTP need, if all of it is there. */
  readonly browser?: BrowserEnd
}

/** One `a=rtpmap`, or what a static payload type stands for without one (RFC 3551 §6). */
export interface Codec {
  readonly payloadType: number
  /** Upper case. */
  readonly name: string
  readonly clockRate: number
  readonly channels: number
  /** `a=fmtp` of this payload type. */
  readonly parameters?: string
}

/** An SDP we cannot use. Answered 488 when it came as an offer, or 400 when it is no SDP. */
export class SdpError extends Error {
  override readonly name = 'SdpError'
  readonly code: 'too-large' | 'bad-line' | 'no-media'
  readonly sipStatus: 400 | 488

  constructor(code: SdpError['code'], message: string) {
    super(message)
    this.code = code
    this.sipStatus = code === 'no-media' ? 488 : 400
  }
}
