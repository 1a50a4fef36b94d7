import { createCipheriv, createHmac } from 'node:crypto'
import type { SrtpSuite } from '../media-engine.ts'

/** How long the tag of a packet is, bytes (RFC 4568 §6.2): there is no other difference. */
export const tagBytes: Readonly<Record<SrtpSuite, number>> = { AES_CM_128_HMAC_SHA1_80: 10, AES_CM_128_HMAC_SHA1_32: 4 }

/** RTCP is always tagged in full (RFC 4568 §6.2.2). */
export const SRTCP_TAG_BYTES = 10
const KEY_BYTES = 16
const SALT_BYTES = 14
/** Of a master key and its salt together, as SDES writes them. */
export const MASTER_BYTES = KEY_BYTES + SALT_BYTES
const AUTH_KEY_BYTES = 20

/** What is made of a master key for one kind of packet (RFC 3711 §4.3.1). */
export interface SessionKeys {
  readonly cipher: Uint8Array
  readonly salt: Uint8Array
  readonly auth: Uint8Array
}

/** `master`: key and salt, 30 bytes. Keys are derived once, for the rate is 0 (§4.3.1). */
export function deriveKeys(master: Uint8Array, kind: 'rtp' | 'rtcp'): SessionKeys {
  const [key, salt] = [master.subarray(0, KEY_BYTES), master.subarray(KEY_BYTES, MASTER_BYTES)]
  const first = kind === 'rtp' ? 0 : 3
  const derive = (label: number, length: number) => {
    const iv = Buffer.alloc(16)
    iv.set(salt)
    iv[7] = (iv[7] ?? 0) ^ label
    return keyStream(key, iv, length)
  }
  return {
    cipher: derive(first, KEY_BYTES),
    auth: derive(first + 1, AUTH_KEY_BYTES),
    salt: derive(first + 2, SALT_BYTES),
  }
}

/** AES in counter mode (§4.1.1). */
export function keyStream(key: Uint8Array, iv: Uint8Array, length: number): Buffer {
  return createCipheriv('aes-128-ctr', key, iv).update(Buffer.alloc(length))
}

/** The same for what is encrypted and what is decrypted. `index`: 48 bits of RTP, 31 of RTCP. */
export function crypt({ cipher, salt }: SessionKeys, ssrc: number, index: number, payload: Uint8Array): Buffer {
  const iv = Buffer.alloc(16)
  iv.set(salt)
  iv.writeUInt32BE((iv.readUInt32BE(4) ^ ssrc) >>> 0, 4)
  iv.writeUInt16BE(iv.readUInt16BE(8) ^ Math.floor(index / 2 ** 32), 8)
  iv.writeUInt32BE((iv.readUInt32BE(10) ^ (index % 2 ** 32)) >>> 0, 10)
  return createCipheriv('aes-128-ctr', cipher, iv).update(payload)
}

/** What authenticates a packet (§4.2): of the packet and, for RTP, of what its number does not say. */
export function tagOf({ auth }: SessionKeys, packet: Uint8Array, rollover: number | undefined, length: number): Buffer {
  const hmac = createHmac('sha1', auth).update(packet)
  if (rollover !== undefined) {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32BE(rollover)
    hmac.update(bytes)
  }
  return hmac.digest().subarray(0, length)
}
