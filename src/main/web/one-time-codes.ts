import { createHash, randomBytes } from 'node:crypto'

/** Codes remembered at once; the oldest is forgotten. */
const MAX_CODES = 16
/** A second use this soon after the first means that somebody read the code on its way. */
const SUSPICIOUS_MS = 30_000

export type Redeemed =
  | { readonly kind: 'right' }
  /** It worked once already, for this session; `isSuspicious` when that was a moment ago. */
  | { readonly kind: 'used'; readonly session: string; readonly isSuspicious: boolean }
  | { readonly kind: 'wrong' }

/**
 * Codes that let one browser in once. They stand in addresses, and addresses stand on command lines, in terminals and in histories: after its first
 * use a code is worth nothing. Times are milliseconds of one monotonic clock.
 */
export class OneTimeCodes {
  readonly #codes = new Map<
    string,
    { readonly expiresMs: number; used?: { readonly session: string; readonly atMs: number } }
  >()

  /** 256 random bits. */
  make(nowMs: number, lifetimeMs: number): string {
    const [oldest] = this.#codes.keys()
    if (this.#codes.size >= MAX_CODES && oldest !== undefined) this.#codes.delete(oldest)
    const code = randomBytes(32).toString('base64url')
    this.#codes.set(fingerprint(code), { expiresMs: nowMs + lifetimeMs })
    return code
  }

  /** `session` opens it when the code is right. */
  redeem(code: string, nowMs: number, session: () => string): Redeemed {
    // Found by its hash: how long a look-up takes says nothing about codes that exist.
    const known = this.#codes.get(fingerprint(code))
    if (known === undefined || nowMs >= known.expiresMs) return { kind: 'wrong' }
    if (known.used === undefined) {
      known.used = { session: session(), atMs: nowMs }
      return { kind: 'right' }
    }
    return { kind: 'used', session: known.used.session, isSuspicious: nowMs - known.used.atMs < SUSPICIOUS_MS }
  }
}

function fingerprint(code: string): string {
  return createHash('sha256').update(code).digest('base64url')
}
