export interface TenureLimits {
  /** Time an outgoing TCP connection may take to open. */
  readonly connectTimeoutMs: number
  /** A request has to arrive this soon after connecting, and the rest of every later message this soon after its first byte. */
  readonly messageTimeoutMs: number
  /** A connection that has not earned its time is closed this long after its last request: 64 times T1, as long as a transaction. */
  readonly strangerIdleMs: number
  /** One that has is closed this long after its last byte: longer than any registration lasts. */
  readonly earnedIdleMs: number
}

/** What arrived with some bytes of a connection. */
export interface Heard {
  /** Complete messages ended in these bytes. */
  readonly isComplete: boolean
  /** One of them was a request without fault. */
  readonly isRequest: boolean
  /** A message has begun and is not complete. */
  readonly isMidMessage: boolean
}

/**
 * How long a TCP connection may stay. It earns its time by showing who it is; until then only requests without fault count, not line
 * ends (RFC 5626 §3.5.1), beginnings, or answers to nothing. All times are milliseconds of one monotonic clock.
 */
export class Tenure {
  readonly #limits: TenureLimits
  /** Opened, or heard from last: a request of a stranger, any byte of one that has earned its time. */
  #sinceMs: number
  /** When the message that is not complete yet began, or the stream broke. */
  #begunMs: number | undefined
  #isConnecting: boolean
  #hasSpoken = false
  #hasEarned = false
  #isBroken = false

  constructor(limits: TenureLimits, nowMs: number, isConnecting: boolean) {
    this.#limits = limits
    this.#sinceMs = nowMs
    this.#isConnecting = isConnecting
  }

  get hasEarned(): boolean {
    return this.#hasEarned
  }

  connected(nowMs: number): void {
    this.#sinceMs = nowMs
    this.#isConnecting = false
  }

  earn(): void {
    this.#hasEarned = true
  }

  heard(nowMs: number, { isComplete, isRequest, isMidMessage }: Heard): void {
    if (this.#isBroken) return
    if (isRequest) this.#hasSpoken = true
    if (isRequest || this.#hasEarned) this.#sinceMs = nowMs
    if (!isMidMessage) this.#begunMs = undefined
    else if (isComplete || this.#begunMs === undefined) this.#begunMs = nowMs
  }

  /** Nothing it says is understood any more; a last answer may still leave. */
  broken(nowMs: number): void {
    this.#isBroken = true
    this.#begunMs = nowMs
  }

  /** Why the connection is over; undefined while it is not. */
  overBecause(nowMs: number): string | undefined {
    const { connectTimeoutMs, messageTimeoutMs, strangerIdleMs, earnedIdleMs } = this.#limits
    const idleMs = nowMs - this.#sinceMs
    if (this.#isConnecting) return idleMs >= connectTimeoutMs ? 'not connected in time' : undefined
    if (this.#begunMs !== undefined && nowMs - this.#begunMs >= messageTimeoutMs)
      return 'a message was not complete in time'
    if (this.#hasEarned) return idleMs >= earnedIdleMs ? 'idle' : undefined
    if (this.#hasSpoken) return idleMs >= strangerIdleMs ? 'idle' : undefined
    return idleMs >= messageTimeoutMs ? 'no request in time' : undefined
  }
}
