import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'

const MIN_TOKEN_LENGTH = 16

/** Reads the bearer token, making a new one (256 bits, 0600) where there is none. Throws when the file holds less than 16 characters. */
export function loadToken(path: string): string {
  if (!existsSync(path)) {
    const token = randomBytes(32).toString('base64url')
    writeFileSync(path, `${token}\n`, { mode: 0o600 })
    return token
  }
  chmodSync(path, 0o600)
  const token = readFileSync(path, 'utf8').trim()
  if (token.length < MIN_TOKEN_LENGTH) {
    throw new Error(
      `the control token in ${path} has ${token.length} characters; at least ${MIN_TOKEN_LENGTH} are needed`,
    )
  }
  return token
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
