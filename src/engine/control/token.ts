import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Files } from '../state/files.ts'
import { keptSecret } from '../state/kept-secret.ts'

const MIN_TOKEN_LENGTH = 16
const MAX_TOKEN_LENGTH = 512

/** The bearer token in the file; a new one (256 bits) where there is none, or one nobody could log in with. Rejects with `UnreadableSecretError`. */
export async function loadToken(path: string, files: Files, onProblem: (message: string) => void): Promise<string> {
  const kept = await keptSecret({
    path,
    what: 'control token',
    make: () => Buffer.from(`${randomBytes(32).toString('base64url')}\n`),
    damageOf: (content) => damageOf(textOf(content)),
    files,
    onProblem,
  })
  return textOf(kept)
}

const textOf = (content: Uint8Array) => Buffer.from(content).toString('utf8').trim()

function damageOf(token: string): string | undefined {
  if (token.length < MIN_TOKEN_LENGTH) {
    return `it has ${token.length} characters, at least ${MIN_TOKEN_LENGTH} are needed`
  }
  if (token.length > MAX_TOKEN_LENGTH) return `it has ${token.length} characters, at most ${MAX_TOKEN_LENGTH} are taken`
  return /^[\x21-\x7e]+$/.test(token) ? undefined : 'it has characters that no token has'
}

/** Compares in constant time, whatever the lengths. */
export function tokenCheck(token: string): (authorization: string | undefined) => boolean {
  const expected = digest(token)
  return (authorization) => {
    const given = /^Bearer ([\x21-\x7e]{1,512})$/i.exec(authorization ?? '')?.[1]
    return timingSafeEqual(digest(given ?? ''), expected) && given !== undefined
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
