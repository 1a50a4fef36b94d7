import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

/** What a sealed text begins with. */
export const PREFIX = 'sealed:v1:'
const NONCE_BYTES = 12
const TAG_BYTES = 16

/**
 * AES-256-GCM with a random nonce. `place` is authenticated with it: what was sealed for one place is not opened in another. The key has 32 bytes.
 */
export function sealText(key: Uint8Array, text: string, place: Buffer): string {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(place)
  const bytes = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return PREFIX + Buffer.concat([nonce, cipher.getAuthTag(), bytes]).toString('base64')
}

/** Undefined: it was sealed with another key or for another place, or altered. */
export function openText(key: Uint8Array, sealed: string, place: Buffer): string | undefined {
  const bytes = Buffer.from(sealed.slice(PREFIX.length), 'base64')
  if (bytes.length <= NONCE_BYTES + TAG_BYTES) return undefined
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
    decipher.setAAD(place).setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
    return decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
  } catch {
    return undefined // sealed with another key, or altered
  }
}
