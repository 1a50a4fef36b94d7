import type { AddressShown } from './transport/outside-addresses.ts'
import type { TransportLimits } from './transport/limits.ts'
import type { TlsWay } from './transport/over-tls.ts'
import type { SipTransport } from './transport/sip-transport.ts'
import type { ListenPoint } from './user-agent.ts'

export interface UserAgentOptions {
  /** Where to listen; `port: 0` asks for a free one, `host: '0.0.0.0'` for every interface. */
  readonly listen: readonly ListenPoint[]
  /** Origins of pages, `https://pbx.example`, that may connect by WebSocket beside those of this machine. */
  readonly webOrigins?: readonly string[]
  /** What others are told of where we are; absent: what our sockets have. */
  readonly addressShown?: AddressShown
  /** Absent: no TLS, and no secure WebSocket. */
  readonly tls?: TlsWay
  /** The `User-Agent` / `Server` header, e.g. `Callwright/0.1.0`. */
  readonly userAgentName: string
  /** An unguessable token of at least 16 characters `[0-9a-z]`: tags, branches, Call-IDs. Default: the system's random source. */
  readonly random?: () => string
  readonly clock?: Clock
  readonly timers?: Timers
  readonly limits?: Partial<UserAgentLimits>
  /** A bug of ours, or of a handler, met while handling one message; other calls go on. Default: thrown where nothing catches it. */
  readonly onInternalError?: (error: unknown, sipCallId: string) => void
  /** Instead of real sockets, e.g. an in-memory link with loss. */
  readonly transport?: SipTransport
}

export interface UserAgentLimits extends TransportLimits {
  /** Requests from outside at once that have no final answer yet; the next is answered 503, unless it belongs to a call we have. */
  readonly maxServerTransactions: number
  /** Answered requests that are remembered, 32 s at least, for the sake of their copies; when there are more, the oldest are forgotten. */
  readonly maxAnsweredRequests: number
}

export interface Clock {
  /** Epoch milliseconds as they were at the start, counted on steadily: whoever sets the machine's clock changes nothing here. */
  now(): number
}

export interface Timers {
  /** Runs `action` once after `delayMs`, unless the returned function is called first. */
  after(delayMs: number, action: () => void): () => void
}
