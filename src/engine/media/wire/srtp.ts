import { timingSafeEqual } from 'node:crypto'
import type { SrtpSuite } from '../media-engine.ts'
import { byteAt, RTP_HEADER_BYTES, uint16, uint32, writeUint32 } from './rtp-packet.ts'
import { ReplayWindow } from './replay-window.ts'
import { crypt, deriveKeys, type SessionKeys, SRTCP_TAG_BYTES, tagBytes, tagOf } from './srtp-keys.ts'

/** Sources of one key that are remembered; a phone has one, and another after a transfer. */
const MAX_SOURCES = 16
const RTCP_HEADER_BYTES = 8
const ENCRYPTED = 0x80000000
/** How often numbers may have gone round before our first packet: a thread that takes over knows the keys and not that. 16 times are five hours. */
const MAX_ROLLOVERS_BEFORE = 16

interface Source {
  /** Of 48 bits: how often numbers went round, and the number. */
  readonly rtp: ReplayWindow
  readonly rtcp: ReplayWindow
}

/** One key's half of SRTP (RFC 3711): protects what goes out, or opens what comes in. */
export class SrtpContext {
  readonly #rtp: SessionKeys
  readonly #rtcp: SessionKeys
  readonly #tagBytes: number
  readonly #sources = new Map<number, Source>()
  #nextRtcp = 0
  #hasOpened = false

  /** `master`: key and salt, 30 bytes. */
  constructor(suite: SrtpSuite, master: Uint8Array) {
    this.#rtp = deriveKeys(master, 'rtp')
    this.#rtcp = deriveKeys(master, 'rtcp')
    this.#tagBytes = tagBytes[suite]
  }

  /** A whole RTP packet of ours, in the order of its numbers or nearly. */
  protectRtp(packet: Uint8Array): Buffer {
    const ssrc = uint32(packet, 8)
    const { rtp } = this.#source(ssrc)
    const index = indexOf(uint16(packet, 2), rtp.newest)
    rtp.note(index)
    const start = payloadStart(packet) ?? packet.length
    const body = Buffer.concat([packet.subarray(0, start), crypt(this.#rtp, ssrc, index, packet.subarray(start))])
    return Buffer.concat([body, tagOf(this.#rtp, body, Math.floor(index / 65_536), this.#tagBytes)])
  }

  /** Undefined: not of this key, changed on the way, a copy, or too old. */
  openRtp(packet: Uint8Array): Buffer | undefined {
    const length = packet.length - this.#tagBytes
    const start = payloadStart(packet)
    if (start === undefined || start > length) return undefined
    const ssrc = uint32(packet, 8)
    const known = this.#sources.get(ssrc)
    const body = packet.subarray(0, length)
    const tag = packet.subarray(length)
    const sequence = uint16(packet, 2)
    const rollovers = this.#hasOpened ? 1 : MAX_ROLLOVERS_BEFORE
    const index = known
      ? this.#genuine(body, tag, [indexOf(sequence, known.rtp.newest)])
      : this.#genuine(
          body,
          tag,
          Array.from({ length: rollovers }, (_, rollover) => rollover * 65_536 + sequence),
        )
    if (index === undefined || known?.rtp.isNew(index) === false) return undefined
    this.#source(ssrc).rtp.note(index)
    this.#hasOpened = true
    return Buffer.concat([packet.subarray(0, start), crypt(this.#rtp, ssrc, index, packet.subarray(start, length))])
  }

  /** A compound of ours (§3.4). */
  protectRtcp(packet: Uint8Array): Buffer {
    const index = this.#nextRtcp
    this.#nextRtcp = (index + 1) % ENCRYPTED
    const body = Buffer.concat([
      packet.subarray(0, RTCP_HEADER_BYTES),
      crypt(this.#rtcp, uint32(packet, 4), index, packet.subarray(RTCP_HEADER_BYTES)),
      Buffer.alloc(4),
    ])
    writeUint32(body, body.length - 4, (ENCRYPTED | index) >>> 0)
    return Buffer.concat([body, tagOf(this.#rtcp, body, undefined, SRTCP_TAG_BYTES)])
  }

  openRtcp(packet: Uint8Array): Buffer | undefined {
    const length = packet.length - SRTCP_TAG_BYTES
    if (length < RTCP_HEADER_BYTES + 4) return undefined
    const body = packet.subarray(0, length)
    if (!isEqual(tagOf(this.#rtcp, body, undefined, SRTCP_TAG_BYTES), packet.subarray(length))) return undefined
    const [ssrc, word] = [uint32(packet, 4), uint32(packet, length - 4)]
    const index = word % ENCRYPTED
    const { rtcp } = this.#source(ssrc)
    if (!rtcp.isNew(index)) return undefined
    rtcp.note(index)
    const content = packet.subarray(RTCP_HEADER_BYTES, length - 4)
    const plain = word >= ENCRYPTED ? crypt(this.#rtcp, ssrc, index, content) : content
    return Buffer.concat([packet.subarray(0, RTCP_HEADER_BYTES), plain])
  }

  #genuine(body: Uint8Array, tag: Uint8Array, indexes: readonly number[]): number | undefined {
    return indexes.find((index) => isEqual(tagOf(this.#rtp, body, Math.floor(index / 65_536), this.#tagBytes), tag))
  }

  #source(ssrc: number): Source {
    const known = this.#sources.get(ssrc)
    if (known !== undefined) return known
    const [oldest] = this.#sources.keys()
    if (this.#sources.size >= MAX_SOURCES && oldest !== undefined) this.#sources.delete(oldest)
    const source = { rtp: new ReplayWindow(), rtcp: new ReplayWindow() }
    this.#sources.set(ssrc, source)
    return source
  }
}

/** The number in 48 bits that is nearest to the newest (§3.3.1). */
function indexOf(sequence: number, newest: number): number {
  if (newest < 0) return sequence
  const distance = ((sequence - (newest % 65_536)) << 16) >> 16
  const index = newest + distance
  return index < 0 ? index + 65_536 : index
}

function payloadStart(packet: Uint8Array): number | undefined {
  if (packet.length < RTP_HEADER_BYTES || byteAt(packet, 0) >> 6 !== 2) return undefined
  let start = RTP_HEADER_BYTES + 4 * (byteAt(packet, 0) & 0x0f)
  if (byteAt(packet, 0) & 0x10) {
    if (start + 4 > packet.length) return undefined
    start += 4 + 4 * uint16(packet, start + 2)
  }
  return start <= packet.length ? start : undefined
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b)
}
