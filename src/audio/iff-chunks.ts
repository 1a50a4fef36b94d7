/** Chunks of a RIFF or IFF file: four letters, a length, what they hold, and a pad byte after an odd length. */
export interface Chunk {
  readonly id: string
  /** As the file claims; `body` ends where the file does. */
  readonly sizeBytes: number
  readonly body: Uint8Array
}

/** Every chunk from `start` on, as far as they go. A length beyond the file is cut there: recorders that were stopped leave such. */
export function* iffChunks(bytes: Uint8Array, start: number, littleEndian: boolean): Generator<Chunk> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = start; at + HEADER_BYTES <= bytes.length; ) {
    const sizeBytes = view.getUint32(at + 4, littleEndian)
    const from = at + HEADER_BYTES
    const end = Math.min(from + sizeBytes, bytes.length)
    yield { id: nameAt(bytes, at), sizeBytes, body: bytes.subarray(from, end) }
    at = end + (isPadded(bytes, end, sizeBytes) ? 1 : 0)
  }
}

export const nameAt = (bytes: Uint8Array, at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4))

/** Some writers forget the pad byte. Then the next name begins at once. */
function isPadded(bytes: Uint8Array, end: number, sizeBytes: number): boolean {
  if (sizeBytes % 2 === 0) return false
  return isName(bytes, end + 1) || !isName(bytes, end)
}

const isName = (bytes: Uint8Array, at: number): boolean => /^[A-Za-z][\w ]{3}$/.test(nameAt(bytes, at))

const HEADER_BYTES = 8
