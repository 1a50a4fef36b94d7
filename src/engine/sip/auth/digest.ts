import { hash } from 'node:crypto'

export type DigestAlgorithm = 'MD5' | 'SHA-256'

export function digestAlgorithm(name: string | undefined): DigestAlgorithm | undefined {
  const upper = (name ?? 'MD5').toUpperCase()
  return upper === 'MD5' || upper === 'SHA-256' ? upper : undefined
}

function digestHash(algorithm: DigestAlgorithm, text: string): string {
  return hash(algorithm === 'MD5' ? 'md5' : 'sha256', text)
}

/** HA1 of RFC 7616 §3.4.2: what may be stored instead of a password. */
export function digestHa1(
  algorithm: DigestAlgorithm,
  user: { username: string; realm: string; password: string },
): string {
  return digestHash(algorithm, `${user.username}:${user.realm}:${user.password}`)
}

export interface DigestInput {
  readonly algorithm: DigestAlgorithm
  readonly ha1: string
  readonly method: string
  readonly uri: string
  readonly nonce: string
  /** Absent: the form of RFC 2069, without client nonce. */
  readonly qop?: { readonly nc: string; readonly cnonce: string }
}

/** The `response` parameter, RFC 7616 §3.4.1, qop `auth`. */
export function digestResponse(input: DigestInput): string {
  const { algorithm, ha1, nonce, qop } = input
  const ha2 = digestHash(algorithm, `${input.method}:${input.uri}`)
  const middle = qop === undefined ? nonce : `${nonce}:${qop.nc}:${qop.cnonce}:auth`
  return digestHash(algorithm, `${ha1}:${middle}:${ha2}`)
}
