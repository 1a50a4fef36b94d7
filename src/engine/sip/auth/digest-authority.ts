import type { SipRequest } from '../message/message.ts'

/** The server side of digest authentication (RFC 7616, RFC 2617): pure, stateless, `now` is an argument. */
export interface DigestAuthority {
  /** Values for `WWW-Authenticate` / `Proxy-Authenticate`, strongest first: one per algorithm. `nowMs` is epoch milliseconds. */
  challenge(realm: string, nowMs: number, options?: { readonly stale?: boolean }): readonly string[]
  verify(input: VerifyInput): VerifyResult
}

export interface VerifyInput {
  readonly request: SipRequest
  readonly realm: string
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
  | { readonly kind: 'ok'; readonly username: string }
  /** Right password, old nonce: challenge again with `stale`. */
  | { readonly kind: 'stale'; readonly username: string }
  | { readonly kind: 'bad'; readonly username: string }
  | { readonly kind: 'missing' }
