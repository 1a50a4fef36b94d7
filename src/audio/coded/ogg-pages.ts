import { startsWith } from '../starts-with.ts'

/** One page of a logical stream (RFC 3533 §6). */
export interface OggPage {
  /** As it stands in the file. */
  readonly bytes: Uint8Array
  /** It begins in the middle of a packet. */
  readonly isContinued: boolean
  /** Samples up to the end of the last packet that ends here; undefined where none does. */
  readonly granule: number | undefined
  readonly lacing: Uint8Array
  readonly payload: Uint8Array
}

/** The logical streams of a file in the order in which they begin; chained ones follow one another. What is no page is passed over. */
export function oggStreams(bytes: Uint8Array): readonly (readonly OggPage[])[] {
  const streams: OggPage[][] = []
  const open = new Map<number, OggPage[]>()
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = nextPage(bytes, 0); at !== undefined; ) {
    const page = pageAt(bytes, view, at)
    if (!page) {
      at = nextPage(bytes, at + 1)
      continue
    }
    const serial = view.getUint32(at + 14, true)
    if ((view.getUint8(at + 5) & BEGINS) !== 0) {
      const stream: OggPage[] = []
      open.set(serial, stream)
      streams.push(stream)
    }
    open.get(serial)?.push(page)
    at = nextPage(bytes, at + page.bytes.length)
  }
  return streams
}

/** Packets put together from the pages they are spread over (RFC 3533 §5); one that is cut off at either end is left out. */
export function* oggPackets(pages: Iterable<OggPage>): Generator<Uint8Array> {
  let parts: Uint8Array[] = []
  let isWhole = true
  for (const { isContinued, lacing, payload } of pages) {
    if (!isContinued) [parts, isWhole] = [[], true]
    else if (parts.length === 0) isWhole = false
    let at = 0
    let length = 0
    for (const part of lacing) {
      length += part
      if (part === 255) continue
      const last = payload.subarray(at, at + length)
      if (isWhole) yield parts.length === 0 ? last : Buffer.concat([...parts, last])
      at += length
      length = 0
      parts = []
      isWhole = true
    }
    if (length > 0) parts.push(payload.subarray(at, at + length))
  }
}

function pageAt(bytes: Uint8Array, view: DataView, at: number): OggPage | undefined {
  const segments = bytes[at + HEADER - 1]
  if (segments === undefined) return undefined
  const lacing = bytes.subarray(at + HEADER, at + HEADER + segments)
  const start = at + HEADER + segments
  const end = start + lacing.reduce((sum, part) => sum + part, 0)
  if (lacing.length < segments || end > bytes.length) return undefined
  const granule = view.getBigInt64(at + 6, true)
  return {
    bytes: bytes.subarray(at, end),
    isContinued: (view.getUint8(at + 5) & CONTINUES) !== 0,
    granule: granule < 0n ? undefined : Number(granule),
    lacing,
    payload: bytes.subarray(start, end),
  }
}

function nextPage(bytes: Uint8Array, from: number): number | undefined {
  for (let at = bytes.indexOf(CAPITAL_O, from); at >= 0; at = bytes.indexOf(CAPITAL_O, at + 1))
    if (startsWith(bytes, at, 'OggS\0')) return at // version 0, the only one there is
  return undefined
}

const CAPITAL_O = 0x4f
/** Up to the number of segments. */
const HEADER = 27
const CONTINUES = 1
const BEGINS = 2
