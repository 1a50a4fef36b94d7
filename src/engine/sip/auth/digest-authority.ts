import { createHmac, timingSafeEqual } from 'node:crypto'
import { type AuthHeader, parseAuthHeader } from '../message/auth-header.ts'
import type { SipRequest } from '../message/message.ts'
import { quote } from '../message/params.ts'
import { type DigestAlgorithm, digestAlgorithm, digestHa1, digestResponse } from './digest.ts'
import { isSameResource } from './same-resource.ts'

/** The server side of digest authentication (RFC 7616, RFC 2617): pure, stateless, `now` is an argument. */
export interface DigestAuthority {
  /** Values for `WWW-Authenticate` / `Proxy-Authenticate`, one per algorithm, each a header of its own. */
  challenge(input: ChallengeInput): readonly string[]
  verify(input: VerifyInput): VerifyResult
}

export interface ChallengeInput {
  readonly realm: string
  /** Who asks, by where the request came from: the nonce is for them alone. */
  readonly holder: string
  /** Epoch milliseconds. */
  readonly nowMs: number
  readonly stale?: boolean
  /** Fewer than the authority takes, in this order. */
  readonly algorithms?: readonly DigestAlgorithm[]
}

export interface VerifyInput {
  readonly request: SipRequest
  readonly realm: string
  /** As given to `challenge`. */
  readonly holder: string
  /** `undefined` for an unknown user: takes as long as a wrong password and gives `bad`. */
  readonly credentialsFor: (username: string) => StoredCredentials | undefined
  readonly nowMs: number
  /** Which header to read; `Authorization` unless told. */
  readonly header?: 'Authorization' | 'Proxy-Authorization'
}

/** HA1 is hex of H(username:realm:password), per algorithm. */
export type StoredCredentials =
  | { readonly password: string }
  | { readonly ha1: { readonly MD5?: string; readonly 'SHA-256'?: string } }

export type VerifyResult =
  /** `proof`: what another request must not bring again. Nothing is stored here, so the caller has to remember it. */
  | { readonly kind: 'ok'; readonly username: string; readonly proof: string }
  /**
   * No nonce of ours, or one of somebody else or of long ago: challenge again with `stale`. The password was not looked at, or
   * made-up nonces would tell a right one from a wrong one (RFC 7616 §3.3).
   */
  | { readonly kind: 'stale' }
  /** A wrong answer to a nonce that we gave to whoever sent it. */
  | { readonly kind: 'bad'; readonly username: string }
  | { readonly kind: 'missing' }

export interface DigestAuthorityOptions {
  /** Signs nonces; at least 16 bytes, kept across restarts if nonces should be. */
  readonly secret: Uint8Array
  /** Default 300 s. A nonce proves when it was made, nothing is stored: for so long the caller has to remember every `proof`. */
  readonly nonceLifetimeSec?: number
  /**
   * Default MD5 alone: measured phones (baresip 1.0, SIPp 3.6) give up on a response that also offers SHA-256, although
   * RFC 8760 §2.4 would have them pass over it. Clients of ours choose the strongest offered.
   */
  readonly algorithms?: readonly DigestAlgorithm[]
}

/** How long a nonce is good unless told otherwise. */
export const NONCE_LIFETIME_SEC = 300

/** 132 bits. */
const MAC_CHARS = 22

export function createDigestAuthority(options: DigestAuthorityOptions): DigestAuthority {
  const { secret, nonceLifetimeSec = NONCE_LIFETIME_SEC, algorithms = ['MD5'] } = options
  if (secret.length < 16) throw new RangeError(`digest secret of ${secret.length} bytes is below 16`)
  const sign = (stamp: string, realm: string, holder: string): string =>
    createHmac('sha256', secret).update(`${stamp}\n${realm}\n${holder}`).digest('base64url').slice(0, MAC_CHARS)
  const isGiven = (nonce: string, { realm, holder, nowMs }: VerifyInput): boolean => {
    const [stamp = '', mac = ''] = nonce.split('.', 2)
    const ageMs = nowMs - Number.parseInt(stamp, 36)
    return ageMs >= 0 && ageMs <= nonceLifetimeSec * 1_000 && isSame(mac, sign(stamp, realm, holder))
  }
  return {
    challenge({ realm, holder, nowMs, stale = false, algorithms: offered = algorithms }) {
      const stamp = nowMs.toString(36)
      const nonce = `${stamp}.${sign(stamp, realm, holder)}`
      const tail = stale ? ', stale=true' : ''
      return offered.map(
        (algorithm) => `Digest realm=${quote(realm)}, nonce="${nonce}", algorithm=${algorithm}, qop="auth"${tail}`,
      )
    },
    verify(input) {
      const claim = findClaim(input)
      if (claim === undefined) return { kind: 'missing' }
      const { username } = claim
      if (!isGiven(claim.nonce, input)) return { kind: 'stale' }
      if (!algorithms.includes(claim.algorithm) || !proves(claim, input)) return { kind: 'bad', username }
      return { kind: 'ok', username, proof: claim.response.toLowerCase() }
    },
  }
}

/** What a request says to be: everything that the response is computed from. */
interface Claim {
  readonly username: string
  readonly nonce: string
  readonly uri: string
  readonly response: string
  readonly algorithm: DigestAlgorithm
  readonly qop: { readonly nc: string; readonly cnonce: string } | undefined
}

function findClaim(input: VerifyInput): Claim | undefined {
  const name = input.header ?? 'Authorization'
  for (const value of input.request.headers.getAll(name)) {
    const claim = readClaim(value, name, input.realm)
    if (claim !== undefined) return claim
  }
  return undefined
}

/** `undefined` also for what cannot be read: the answer to that is a new challenge. */
function readClaim(value: string, name: string, realm: string): Claim | undefined {
  let header: AuthHeader
  try {
    header = parseAuthHeader(value, name)
  } catch {
    return undefined
  }
  const get = (key: string): string | undefined => header.params.get(key)
  const [username, nonce, uri, response] = [get('username'), get('nonce'), get('uri'), get('response')]
  const algorithm = digestAlgorithm(get('algorithm'))
  if (header.scheme !== 'digest' || get('realm') !== realm || algorithm === undefined) return undefined
  if (username === undefined || nonce === undefined || uri === undefined || response === undefined) return undefined
  const base = { username, nonce, uri, response, algorithm }
  if (get('qop') === undefined) return { ...base, qop: undefined }
  const [nc, cnonce] = [get('nc'), get('cnonce')]
  if (get('qop') !== 'auth' || nc === undefined || !/^[0-9a-fA-F]{8}$/.test(nc) || cnonce === undefined)
    return undefined
  return { ...base, qop: { nc, cnonce } }
}

function proves(claim: Claim, input: VerifyInput): boolean {
  const { algorithm, username, nonce, uri, qop } = claim
  const stored = input.credentialsFor(username)
  const ha1 = ha1Of(stored ?? { password: 'nobody' }, algorithm, { username, realm: input.realm })
  const { method } = input.request
  const expected = digestResponse({ algorithm, ha1: ha1 ?? '', method, uri, nonce, ...(qop && { qop }) })
  const isRight = isSame(claim.response.toLowerCase(), expected)
  return isRight && stored !== undefined && ha1 !== undefined && isSameResource(uri, input.request.uri)
}

function ha1Of(
  stored: StoredCredentials,
  algorithm: DigestAlgorithm,
  user: { username: string; realm: string },
): string | undefined {
  if ('password' in stored) return digestHa1(algorithm, { ...user, password: stored.password })
  return stored.ha1[algorithm]?.toLowerCase()
}

function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
