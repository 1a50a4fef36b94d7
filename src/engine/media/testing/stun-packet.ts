import { createHmac } from 'node:crypto'
import { crc32 } from 'node:zlib'

const HEADER_BYTES = 20
const MESSAGE_INTEGRITY = 0x0008
const FINGERPRINT = 0x8028
const FINGERPRINT_XOR = 0x5354554e
const INTEGRITY_BYTES = 4 + 20
const FINGERPRINT_BYTES = 4 + 4

export interface StunAttribute {
  readonly type: number
  readonly value: Buffer
}

/** A request to bind (RFC 8489 §5), with a MESSAGE-INTEGRITY by `password` and a FINGERPRINT behind what is asked for. */
export function bindingRequest(transaction: Buffer, attributes: readonly StunAttribute[], password: string): Buffer {
  const head = Buffer.alloc(HEADER_BYTES)
  head.writeUInt16BE(0x0001, 0)
  head.writeUInt32BE(0x2112a442, 4)
  transaction.copy(head, 8, 0, 12)
  const values = attributes.map(({ type, value }) => attribute(type, value))
  return signed(Buffer.concat([head, ...values]), password)
}

/** The same content with a right MESSAGE-INTEGRITY and FINGERPRINT in place of those that stood at its end: damage that the password does not keep out. */
export function resigned(packet: Buffer, password: string): Buffer {
  const end = packet.length - INTEGRITY_BYTES - FINGERPRINT_BYTES
  return end < HEADER_BYTES ? packet : signed(packet.subarray(0, end), password)
}

function signed(unsigned: Buffer, password: string): Buffer {
  const integrity = createHmac('sha1', password)
    .update(saying(unsigned, unsigned.length - HEADER_BYTES + INTEGRITY_BYTES))
    .digest()
  const whole = Buffer.concat([unsigned, attribute(MESSAGE_INTEGRITY, integrity)])
  const marked = saying(whole, whole.length - HEADER_BYTES + FINGERPRINT_BYTES)
  const fingerprint = Buffer.alloc(4)
  fingerprint.writeUInt32BE((crc32(marked) ^ FINGERPRINT_XOR) >>> 0)
  return Buffer.concat([marked, attribute(FINGERPRINT, fingerprint)])
}

/** With that length in its header. */
function saying(packet: Buffer, length: number): Buffer {
  const said = Buffer.from(packet)
  said.writeUInt16BE(length % 0x1_0000, 2)
  return said
}

function attribute(type: number, value: Buffer): Buffer {
  const out = Buffer.alloc(4 + 4 * Math.ceil(value.length / 4))
  out.writeUInt16BE(type, 0)
  out.writeUInt16BE(value.length, 2)
  value.copy(out, 4)
  return out
}
