import { byteAt, uint16, uint32, writeUint16, writeUint32 } from './rtp-packet.ts'

const SENDER_REPORT = 200
const RECEIVER_REPORT = 201
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

/** What a receiver says of one source (RFC 3550 §6.4.1). */
export interface ReportBlock {
  /** Of the source that is reported on. */
  readonly ssrc: number
  /** Lost since the last report, in 256ths of what was expected. */
  readonly fractionLost: number
  /** Since the beginning, doubles subtracted: -2^23 to 2^23-1. */
  readonly lost: number
  /** Sequence number with how often it came round above it. */
  readonly highestSequence: number
  /** In units of the source's timestamps. */
  readonly jitter: number
  /** The middle 32 bits of the NTP time of the last SR from the source; 0 for none. */
  readonly lastReport: number
  /** Since that came, in 65,536ths of a second. */
  readonly sinceLastReport: number
}

export interface SenderInfo {
  readonly wallClockMs: number
  readonly timestamp: number
  readonly packetsSent: number
  readonly octetsSent: number
}

const BLOCK_BYTES = 24
const SENDER_BYTES = 20

/**
 * SR, or RR from one who does not send, with at most one block, then an SDES with a CNAME of hexadecimal SSRC: the least that RFC 3550 §6.1 asks for.
 */
export function serializeReport(
  ssrc: number,
  sender: SenderInfo | undefined,
  block: ReportBlock | undefined,
): Uint8Array {
  const head = 8 + (sender ? SENDER_BYTES : 0)
  const words = (head + (block ? BLOCK_BYTES : 0)) / 4
  const out = new Uint8Array(4 * words + SOURCE_DESCRIPTION_BYTES)
  out[0] = 0x80 | (block ? 1 : 0)
  out[1] = sender ? SENDER_REPORT : RECEIVER_REPORT
  writeUint16(out, 2, words - 1)
  writeUint32(out, 4, ssrc)
  if (sender) writeSender(out, sender)
  if (block) writeBlock(out, head, block)
  writeSourceDescription(out, 4 * words, ssrc)
  return out
}

/** What `lastReport` says of an SR that was sent then (RFC 3550 §4). */
export function reportTime(wallClockMs: number): number {
  const { seconds, fraction } = ntpTime(wallClockMs)
  return ((seconds << 16) | (fraction >>> 16)) >>> 0
}

function ntpTime(wallClockMs: number): { readonly seconds: number; readonly fraction: number } {
  const seconds = Math.floor(wallClockMs / 1000)
  const fraction = Math.floor(((wallClockMs - seconds * 1000) / 1000) * 2 ** 32) >>> 0
  return { seconds: (seconds + NTP_EPOCH_OFFSET_SEC) >>> 0, fraction }
}

function writeSender(out: Uint8Array, sender: SenderInfo): void {
  const { seconds, fraction } = ntpTime(sender.wallClockMs)
  writeUint32(out, 8, seconds)
  writeUint32(out, 12, fraction)
  writeUint32(out, 16, sender.timestamp)
  writeUint32(out, 20, sender.packetsSent >>> 0)
  writeUint32(out, 24, sender.octetsSent >>> 0)
}

function writeBlock(out: Uint8Array, at: number, block: ReportBlock): void {
  writeUint32(out, at, block.ssrc)
  writeUint32(out, at + 4, ((block.fractionLost << 24) | (block.lost & 0xff_ffff)) >>> 0)
  writeUint32(out, at + 8, block.highestSequence)
  writeUint32(out, at + 12, block.jitter)
  writeUint32(out, at + 16, block.lastReport)
  writeUint32(out, at + 20, block.sinceLastReport)
}

const SOURCE_DESCRIPTION_BYTES = 20

function writeSourceDescription(out: Uint8Array, at: number, ssrc: number): void {
  out[at] = 0x81
  out[at + 1] = SOURCE_DESCRIPTION
  writeUint16(out, at + 2, SOURCE_DESCRIPTION_BYTES / 4 - 1)
  writeUint32(out, at + 4, ssrc)
  out[at + 8] = 1
  out[at + 9] = 8
  const cname = ssrc.toString(16).padStart(8, '0')
  for (let i = 0; i < 8; i++) out[at + 10 + i] = cname.charCodeAt(i)
}

export interface ReadReports {
  /** Of the last SR: who, and when by their clock, as `lastReport` names it. */
  readonly sender?: { readonly ssrc: number; readonly reportTime: number }
  readonly blocks: readonly ReportBlock[]
}

/** The reports of a compound that is valid; what is not a report, or does not hold what it claims to, is passed over. */
export function readReports(datagram: Uint8Array): ReadReports {
  let sender: ReadReports['sender']
  const blocks: ReportBlock[] = []
  for (let offset = 0; offset + 8 <= datagram.length; ) {
    const type = byteAt(datagram, offset + 1)
    const end = offset + 4 + 4 * uint16(datagram, offset + 2)
    const isSender = type === SENDER_REPORT && end - offset >= 8 + SENDER_BYTES
    if (isSender) {
      const middle = (uint16(datagram, offset + 10) << 16) | uint16(datagram, offset + 12)
      sender = { ssrc: uint32(datagram, offset + 4), reportTime: middle >>> 0 }
    }
    if (isSender || type === RECEIVER_REPORT) {
      const count = byteAt(datagram, offset) & 0x1f
      const first = offset + 8 + (isSender ? SENDER_BYTES : 0)
      for (let i = 0; i < count && first + (i + 1) * BLOCK_BYTES <= end; i++) {
        blocks.push(readBlock(datagram, first + i * BLOCK_BYTES))
      }
    }
    offset = end
  }
  return { ...(sender && { sender }), blocks }
}

function readBlock(bytes: Uint8Array, at: number): ReportBlock {
  const losses = uint32(bytes, at + 4)
  return {
    ssrc: uint32(bytes, at),
    fractionLost: losses >>> 24,
    lost: (losses << 8) >> 8,
    highestSequence: uint32(bytes, at + 8),
    jitter: uint32(bytes, at + 12),
    lastReport: uint32(bytes, at + 16),
    sinceLastReport: uint32(bytes, at + 20),
  }
}

/** SSRC of the first packet of a valid compound. */
export function rtcpSender(datagram: Uint8Array): number {
  return uint32(datagram, 4)
}
