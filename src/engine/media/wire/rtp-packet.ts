/** One RTP packet (RFC 3550 §5.1); `payload` is a view into the datagram it came in, padding taken off. */
export interface RtpPacket {
  readonly marker: boolean
  /** 7 bits. */
  readonly payloadType: number
  /** 16 bits. */
  readonly sequence: number
  /** 32 bits, unsigned. */
  readonly timestamp: number
  /** 32 bits, unsigned. */
  readonly ssrc: number
  readonly payload: Uint8Array
}

export const RTP_HEADER_BYTES = 12
/** Larger than any G.711 packet a 1500-byte network carries whole. */
const MAX_DATAGRAM_BYTES = 2048

/** `undefined` for anything that is not well-formed RTP version 2; never throws. */
export function parseRtp(datagram: Uint8Array): RtpPacket | undefined {
  if (datagram.length < RTP_HEADER_BYTES || datagram.length > MAX_DATAGRAM_BYTES) return undefined
  const first = byteAt(datagram, 0)
  if (first >> 6 !== 2) return undefined
  let start = RTP_HEADER_BYTES + 4 * (first & 0x0f)
  let end = datagram.length
  if (first & 0x10) {
    if (start + 4 > end) return undefined
    start += 4 + 4 * uint16(datagram, start + 2)
  }
  if (first & 0x20) {
    const padding = byteAt(datagram, end - 1)
    if (padding === 0) return undefined
    end -= padding
  }
  if (start > end) return undefined
  const second = byteAt(datagram, 1)
  return {
    marker: second >= 0x80,
    payloadType: second & 0x7f,
    sequence: uint16(datagram, 2),
    timestamp: uint32(datagram, 4),
    ssrc: uint32(datagram, 8),
    payload: datagram.subarray(start, end),
  }
}

/** Header without CSRCs, extension or padding, then the payload. */
export function serializeRtp(packet: RtpPacket): Uint8Array {
  const out = new Uint8Array(RTP_HEADER_BYTES + packet.payload.length)
  out[0] = 0x80
  out[1] = (packet.marker ? 0x80 : 0) | (packet.payloadType & 0x7f)
  writeUint16(out, 2, packet.sequence)
  writeUint32(out, 4, packet.timestamp)
  writeUint32(out, 8, packet.ssrc)
  out.set(packet.payload, RTP_HEADER_BYTES)
  return out
}

/** How far `a` lies ahead of `b` on the 16-bit circle: -32768 to 32767. */
export function sequenceDistance(a: number, b: number): number {
  return ((a - b) << 16) >> 16
}

/** How far `a` lies ahead of `b` on the 32-bit circle: -2^31 to 2^31-1. */
export function timestampDistance(a: number, b: number): number {
  return (a - b) | 0
}

export function byteAt(bytes: Uint8Array, offset: number): number {
  return bytes[offset] ?? 0
}

export function uint16(bytes: Uint8Array, offset: number): number {
  return (byteAt(bytes, offset) << 8) | byteAt(bytes, offset + 1)
}

export function uint32(bytes: Uint8Array, offset: number): number {
  return ((uint16(bytes, offset) << 16) | uint16(bytes, offset + 2)) >>> 0
}

export function writeUint16(bytes: Uint8Array, offset: number, value: number): void {
  bytes[offset] = value >>> 8
  bytes[offset + 1] = value
}

export function writeUint32(bytes: Uint8Array, offset: number, value: number): void {
  writeUint16(bytes, offset, value >>> 16)
  writeUint16(bytes, offset + 2, value & 0xffff)
}
