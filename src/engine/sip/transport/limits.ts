/** What one peer may cost us. Every limit is enforced before anything is allocated for the thing it bounds. */
export interface TransportLimits {
  /** Open TCP connections, in and out. The next one is refused. */
  readonly maxConnections: number
  /** Open TCP connections from one address. */
  readonly maxConnectionsPerAddress: number
  /** Bytes waiting to be written to one TCP connection before it is closed as stuck. */
  readonly maxBufferedBytes: number
  /** A TCP connection without traffic is closed after this long. */
  readonly idleTimeoutMs: number
  /** Time an outgoing TCP connection may take to open. */
  readonly connectTimeoutMs: number
  /** Malformed messages from one address in a minute that are still answered 400; later ones are dropped. */
  readonly maxMalformedPerMinute: number
}

export const defaultTransportLimits: TransportLimits = {
  maxConnections: 2_000,
  maxConnectionsPerAddress: 200,
  maxBufferedBytes: 1_048_576,
  idleTimeoutMs: 600_000,
  connectTimeoutMs: 5_000,
  maxMalformedPerMinute: 20,
}
