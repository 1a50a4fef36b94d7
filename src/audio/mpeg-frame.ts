/**
 * Where the first MPEG audio frame begins, at `from` or in the 64 KB after it. Undefined when there is none. One header is four bytes that noise
 * may hold too, so the frames it announces must follow: three in a row, or all that fit before the file ends.
 */
export function mpegFrameIn(bytes: Uint8Array, from: number): number | undefined {
  const last = Math.min(bytes.length - HEADER_BYTES, from + MOST_SKIPPED)
  for (let at = from; at <= last; at++) if (isChain(bytes, at, at === from)) return at
  return undefined
}

function isChain(bytes: Uint8Array, start: number, mayBeFree: boolean): boolean {
  let at = start
  for (let frames = 0; frames < FRAMES_IN_A_ROW; frames++) {
    if (frames > 0 && at + HEADER_BYTES > bytes.length) return true
    const length = frameLength(bytes, at)
    if (length === undefined || !isSameKind(bytes, start, at)) return false
    if (length === FREE_FORMAT) return mayBeFree
    at += length
  }
  return true
}

/** Version, layer and sample rate stay the same through a file. */
const isSameKind = (bytes: Uint8Array, a: number, b: number): boolean =>
  bytes[a + 1] === bytes[b + 1] && ((bytes[a + 2] ?? 0) & 0x0c) === ((bytes[b + 2] ?? 0) & 0x0c)

/** Bytes of the frame whose header stands at `at` (ISO 11172-3 §2.4.1.3, ISO 13818-3). Undefined when none does. */
function frameLength(bytes: Uint8Array, at: number): number | undefined {
  const [sync = 0, second = 0, third = 0] = bytes.subarray(at, at + 3)
  if (sync !== 0xff || (second & 0xe0) !== 0xe0) return undefined
  const version = (second >> 3) & 3 // 0 is MPEG 2.5, 2 MPEG 2, 3 MPEG 1
  const layer = 4 - ((second >> 1) & 3) // 1 to 3; 4 is reserved, which AAC in ADTS uses
  const rateHz = (rates[(third >> 2) & 3] ?? 0) / (version === 3 ? 1 : version === 2 ? 2 : 4)
  const index = third >> 4
  if (version === 1 || layer === 4 || rateHz === 0 || index === 15) return undefined
  if (index === 0) return FREE_FORMAT
  const table = version === 3 ? bitRates[layer] : layer === 1 ? lowRatesLayer1 : lowRates
  const bitsPerSec = (table?.[index] ?? 0) * 1_000
  const padding = (third >> 1) & 1
  if (layer === 1) return (Math.floor((12 * bitsPerSec) / rateHz) + padding) * 4
  const samples = layer === 3 && version !== 3 ? 576 : 1_152
  return Math.floor(((samples / 8) * bitsPerSec) / rateHz) + padding
}

const rates = [44_100, 48_000, 32_000]
/** kbit/s by layer, MPEG 1. */
const bitRates: Readonly<Record<number, readonly number[]>> = {
  1: [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
  2: [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
  3: [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
}
/** MPEG 2 and 2.5. */
const lowRatesLayer1 = [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256]
const lowRates = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160]

const HEADER_BYTES = 4
const FRAMES_IN_A_ROW = 3
const MOST_SKIPPED = 65_536
/** A bit rate of its own, so the length is not in the header. */
const FREE_FORMAT = 0
