import { byteAt, uint16, uint32, writeUint16, writeUint32 } from './rtp-packet.ts'

const SENDER_REPORT = 200
const SOURCE_DESCRIPTION = 202
const LAST_KNOWN_TYPE = 207
/** Seconds from 1900 (NTP) to 1970. */
const NTP_EPOCH_OFFSET_SEC = 2_208_988_800

/** Second byte of a datagram on an RTP port that carries RTCP (RFC 5761 §4). */
export function looksLikeRtcp(datagram: Uint8Array): boolean {
  const type = byteAt(datagram, 1)
  return type >= 192 && type <= 223
}

/** RFC 3550 appendix A.2: versions, lengths adding up, padding only in the last packet, types known. */
export function isValidRtcp(datagram: Uint8Array): boolean {
  if (datagram.length < 8 || datagram.length > 2048 || datagram.length % 4 !== 0) return false
  for (let offset = 0; offset < datagram.length; ) {
    const first = byteAt(datagram, offset)
    const type = byteAt(datagram, offset + 1)
    const next = offset + 4 + 4 * uint16(datagram, offset + 2)
    if (first >> 6 !== 2 || type < SENDER_REPORT || type > LAST_KNOWN_TYPE || next > datagram.length) return false
    if (first & 0x20 && next !== datagram.length) return false
    offset = next
  }
  return true
}

export interface SenderReport {
  readonly ssrc: number
  readonly wallClockMs: number
  readonly timestamp: number
  readonly packetsSent: number
  readonly octetsSent: number
}

/** SR without report blocks, then an SDES with a CNAME of hexadecimal SSRC: the least RFC 3550 §6.1 asks of a sender. */
export function serializeSenderReport(report: SenderReport): Uint8Array {
  const out = new Uint8Array(28 + 20)
  out[0] = 0x80
  out[1] = SENDER_REPORT
  writeUint16(out, 2, 6)
  writeUint32(out, 4, report.ssrc)
  const seconds = Math.floor(report.wallClockMs / 1000)
  writeUint32(out, 8, (seconds + NTP_EPOCH_OFFSET_SEC) >>> 0)
  writeUint32(out, 12, Math.floor(((report.wallClockMs - seconds * 1000) / 1000) * 2 ** 32) >>> 0)
  writeUint32(out, 16, report.timestamp)
  writeUint32(out, 20, report.packetsSent >>> 0)
  writeUint32(out, 24, report.octetsSent >>> 0)
  out[28] = 0x81
  out[29] = SOURCE_DESCRIPTION
  writeUint16(out, 30, 4)
  writeUint32(out, 32, report.ssrc)
  out[36] = 1
  out[37] = 8
  const cname = report.ssrc.toString(16).padStart(8, '0')
  for (let i = 0; i < 8; i++) out[38 + i] = cname.charCodeAt(i)
  return out
}

/** SSRC of the first packet of a valid compound. */
export function rtcpSender(datagram: Uint8Array): number {
  return uint32(datagram, 4)
}
