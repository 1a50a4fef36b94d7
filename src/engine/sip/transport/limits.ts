import type { PoolLimits } from '../../listening/connection-pool.ts'
import type { TenureLimits } from './tenure.ts'

/** What one peer may cost us. Every limit is enforced before anything is allocated for the thing it bounds. */
export interface TransportLimits extends PoolLimits, TenureLimits {
  /** Bytes waiting to be written to one TCP connection before it is closed as stuck. */
  readonly maxBufferedBytes: number
  /** The same for a connection that has not earned its time. */
  readonly maxBufferedBytesOfStranger: number
  /** Keep-alives of one connection answered in a minute; later ones are read and forgotten. RFC 5626 §4.4.1 asks for one every 95 s or so. */
  readonly maxPongsPerMinute: number
  /** Malformed messages from one address in a minute that are still answered 400; later ones are dropped. */
  readonly maxMalformedPerMinute: number
}

export const defaultTransportLimits: TransportLimits = {
  maxStrangers: 500,
  maxStrangersPerNetwork: 250,
  maxEarned: 10_000,
  maxEarnedPerNetwork: 5_000,
  connectTimeoutMs: 5_000,
  messageTimeoutMs: 10_000,
  strangerIdleMs: 32_000,
  earnedIdleMs: 7_500_000,
  maxBufferedBytes: 1_048_576,
  maxBufferedBytesOfStranger: 65_536,
  maxPongsPerMinute: 30,
  maxMalformedPerMinute: 20,
}
