import { type AuthHeader, parseAuthHeader } from '../message/auth-header.ts'
import type { HeaderEntry } from '../message/headers.ts'
import type { SipResponse } from '../message/message.ts'
import { quote } from '../message/params.ts'
import type { Credentials } from '../user-agent.ts'
import { type DigestAlgorithm, digestAlgorithm, digestHa1, digestResponse } from './digest.ts'

export interface ChallengeAnswer {
  readonly header: HeaderEntry
  /** The server only minded the age of the nonce: the same password may be tried again (RFC 7616 §3.3). */
  readonly isStale: boolean
}

/**
 * The client side of digest, RFC 3261 §22: the strongest challenge of a 401 or 407 that we can meet, answered.
 * `undefined` when there is none for these credentials. `cnonce` is fresh random text.
 */
export function answerChallenge(input: {
  readonly response: SipResponse
  readonly credentials: Credentials
  readonly method: string
  readonly uri: string
  readonly cnonce: string
}): ChallengeAnswer | undefined {
  const isProxy = input.response.status === 407
  const name = isProxy ? 'Proxy-Authenticate' : 'WWW-Authenticate'
  const challenges = input.response.headers.getAll(name).flatMap((value) => readChallenge(value, name))
  const usable = challenges.filter(
    ({ realm }) => input.credentials.realm === undefined || input.credentials.realm === realm,
  )
  const challenge = usable.find(({ algorithm }) => algorithm === 'SHA-256') ?? usable[0]
  if (challenge === undefined) return undefined
  const header = isProxy ? 'Proxy-Authorization' : 'Authorization'
  return { header: [header, authorize(challenge, input)], isStale: challenge.isStale }
}

interface Challenge {
  readonly realm: string
  readonly nonce: string
  readonly opaque: string | undefined
  readonly algorithm: DigestAlgorithm
  readonly hasAlgorithm: boolean
  readonly hasQop: boolean
  readonly isStale: boolean
}

function readChallenge(value: string, name: string): Challenge[] {
  let header: AuthHeader
  try {
    header = parseAuthHeader(value, name)
  } catch {
    return [] // a challenge we cannot read is one we cannot meet
  }
  const get = (key: string): string | undefined => header.params.get(key)
  const [realm, nonce, algorithm] = [get('realm'), get('nonce'), digestAlgorithm(get('algorithm'))]
  if (header.scheme !== 'digest' || realm === undefined || nonce === undefined || algorithm === undefined) return []
  const qops = get('qop')
    ?.split(',')
    .map((qop) => qop.trim().toLowerCase())
  if (qops !== undefined && !qops.includes('auth')) return []
  const isStale = get('stale')?.toLowerCase() === 'true'
  const hasAlgorithm = get('algorithm') !== undefined
  return [{ realm, nonce, opaque: get('opaque'), algorithm, hasAlgorithm, hasQop: qops !== undefined, isStale }]
}

function authorize(
  challenge: Challenge,
  input: { credentials: Credentials; method: string; uri: string; cnonce: string },
): string {
  const { realm, nonce, algorithm } = challenge
  const { username, password } = input.credentials
  const qop = challenge.hasQop ? { nc: '00000001', cnonce: input.cnonce } : undefined
  const ha1 = digestHa1(algorithm, { username, realm, password })
  const { method, uri } = input
  const response = digestResponse({ algorithm, ha1, method, uri, nonce, ...(qop && { qop }) })
  const parts = [
    `username=${quote(username)}`,
    `realm=${quote(realm)}`,
    `nonce=${quote(nonce)}`,
    `uri=${quote(uri)}`,
    `response="${response}"`,
  ]
  if (challenge.hasAlgorithm) parts.push(`algorithm=${algorithm}`)
  if (qop) parts.push('qop=auth', `nc=${qop.nc}`, `cnonce="${qop.cnonce}"`)
  if (challenge.opaque !== undefined) parts.push(`opaque=${quote(challenge.opaque)}`)
  return `Digest ${parts.join(', ')}`
}
