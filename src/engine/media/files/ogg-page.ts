/*
 * Pages of Ogg (RFC 3533 §6) that hold whole packets, which is all that a recording of ours needs.
 */

export interface OggPage {
  readonly serial: number
  readonly sequence: number
  /** Samples at 48 kHz up to the end of its last packet (RFC 7845 §4). */
  readonly granule: number
  readonly isFirst?: boolean
  readonly isLast?: boolean
  /** Up to 255 segments of 255 bytes together. */
  readonly packets: readonly Uint8Array[]
}

const HEADER_BYTES = 27
const MOST_PAGE_BYTES = HEADER_BYTES + 255 + 255 * 255

export function serializePage({ serial, sequence, granule, isFirst, isLast, packets }: OggPage): Uint8Array {
  const lacing = packets.flatMap(({ length }) => [...Array<number>(Math.floor(length / 255)).fill(255), length % 255])
  if (lacing.length > 255) throw new RangeError(`${lacing.length} segments in a page of Ogg; 255 is the most`)
  const body = packets.reduce((sum, { length }) => sum + length, 0)
  const page = new Uint8Array(HEADER_BYTES + lacing.length + body)
  const view = new DataView(page.buffer)
  for (const [index, letter] of ['O', 'g', 'g', 'S'].entries()) page[index] = letter.charCodeAt(0)
  page[5] = (isFirst ? 2 : 0) | (isLast ? 4 : 0)
  view.setBigUint64(6, BigInt(granule), true)
  view.setUint32(14, serial, true)
  view.setUint32(18, sequence, true)
  page[26] = lacing.length
  page.set(lacing, HEADER_BYTES)
  let offset = HEADER_BYTES + lacing.length
  for (const packet of packets) {
    page.set(packet, offset)
    offset += packet.length
  }
  view.setUint32(22, crcOf(page), true)
  return page
}

export interface FoundPage {
  readonly serial: number
  readonly sequence: number
  readonly granule: number
  /** Of its end, from the beginning of what was searched. */
  readonly end: number
}

/** The last page that is whole; undefined for none. */
export function lastPageIn(bytes: Uint8Array): FoundPage | undefined {
  for (let at = bytes.length - HEADER_BYTES; at >= 0; at--) {
    const found = isPageMark(bytes, at) ? pageAt(bytes, at) : undefined
    if (found !== undefined) return found
  }
  return undefined
}

/** What has to be read of the end of a file to find its last whole page, and the torn one behind it. */
export const TAIL_BYTES = 2 * MOST_PAGE_BYTES

const isPageMark = (bytes: Uint8Array, at: number) =>
  bytes[at] === 0x4f && bytes[at + 1] === 0x67 && bytes[at + 2] === 0x67 && bytes[at + 3] === 0x53

function pageAt(bytes: Uint8Array, at: number): FoundPage | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, bytes.length - at)
  const segments = view.getUint8(26)
  const table = bytes.subarray(at + HEADER_BYTES, at + HEADER_BYTES + segments)
  const length = HEADER_BYTES + segments + table.reduce((sum, size) => sum + size, 0)
  if (at + length > bytes.length) return undefined
  const page = Uint8Array.from(bytes.subarray(at, at + length))
  page.fill(0, 22, 26)
  if (crcOf(page) !== view.getUint32(22, true)) return undefined
  const granule = Number(view.getBigUint64(6, true))
  return { serial: view.getUint32(14, true), sequence: view.getUint32(18, true), granule, end: at + length }
}

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte << 24
  for (let bit = 0; bit < 8; bit++) value = value & 0x8000_0000 ? (value << 1) ^ 0x04c1_1db7 : value << 1
  return value >>> 0
})

/** Not reflected, begun with 0, its own field taken as 0 (RFC 3533 §6). */
function crcOf(page: Uint8Array): number {
  let crc = 0
  for (const byte of page) crc = ((crc << 8) ^ (crcTable[((crc >>> 24) ^ byte) & 0xff] ?? 0)) >>> 0
  return crc
}
