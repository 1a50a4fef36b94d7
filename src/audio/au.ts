import { nameAt } from './iff-chunks.ts'
import type { PcmSound, SampleEncoding } from './pcm.ts'
import { broken, notRead, type SoundFile } from './sound-file.ts'

/** Sun's and NeXT's AU: a header of six words, big-endian or, by another name, little-endian. */
export function readAu(bytes: Uint8Array): SoundFile {
  if (bytes.length < HEADER_BYTES) return broken(`its header has ${bytes.length} bytes, ${HEADER_BYTES} are needed`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const littleEndian = nameAt(bytes, 0) !== '.snd'
  const word = (index: number) => view.getUint32(index * 4, littleEndian)
  const [offset, sizeBytes, code, rateHz, channels] = [word(1), word(2), word(3), word(4), word(5)]
  const samples = encodings.get(code)
  if (!samples) return notRead(`AU with the coding ${code}${codings.has(code) ? ` (${codings.get(code)})` : ''}`)
  if (channels < 1 || channels > MAX_CHANNELS) return broken(`${channels} channels; 1 to ${MAX_CHANNELS} can be read`)
  if (offset < HEADER_BYTES || offset > bytes.length)
    return broken(`its sound begins at byte ${offset} of ${bytes.length}`)
  // All ones when its length was not known yet; a length of nothing is a recorder that was stopped.
  const end = sizeBytes === 0 || sizeBytes === UNKNOWN ? bytes.length : Math.min(bytes.length, offset + sizeBytes)
  const sound: PcmSound = { ...samples, rateHz, channels, littleEndian, data: bytes.subarray(offset, end) }
  return { kind: 'samples', sound }
}

const encodings: ReadonlyMap<number, { readonly encoding: SampleEncoding; readonly bytesPerSample: number }> = new Map([
  [1, { encoding: 'mu-law', bytesPerSample: 1 }],
  [2, { encoding: 'signed', bytesPerSample: 1 }],
  [3, { encoding: 'signed', bytesPerSample: 2 }],
  [4, { encoding: 'signed', bytesPerSample: 3 }],
  [5, { encoding: 'signed', bytesPerSample: 4 }],
  [6, { encoding: 'float', bytesPerSample: 4 }],
  [7, { encoding: 'float', bytesPerSample: 8 }],
  [27, { encoding: 'a-law', bytesPerSample: 1 }],
])
const codings: ReadonlyMap<number, string> = new Map([
  [23, 'G.721'],
  [24, 'G.722'],
  [25, 'G.723'],
  [26, 'G.723'],
])

const HEADER_BYTES = 24
const MAX_CHANNELS = 32
const UNKNOWN = 0xffff_ffff
