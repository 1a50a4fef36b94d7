import { iffChunks, nameAt } from './iff-chunks.ts'
import { isReadable, type PcmSound } from './pcm.ts'
import { broken, notRead, type SoundFile } from './sound-file.ts'

/** AIFF and AIFC: big-endian chunks; what the sound is in `COMM`, the sound in `SSND`, in either order. */
export function readAiff(bytes: Uint8Array): SoundFile {
  let common: Uint8Array | undefined
  let sound: Uint8Array | undefined
  for (const { id, body } of iffChunks(bytes, FORM_HEADER_BYTES, false)) {
    if (id === 'COMM') common ??= body
    if (id === 'SSND') sound ??= body
  }
  if (!common || common.length < COMM_BYTES) return broken('the file ends before its format is said')
  if (!sound || sound.length < SSND_HEADER_BYTES) return { kind: 'unreadable', problem: 'holds no sound' }
  const view = new DataView(common.buffer, common.byteOffset, common.byteLength)
  const channels = view.getUint16(0)
  const bits = view.getUint16(6)
  if (channels < 1 || channels > MAX_CHANNELS) return broken(`${channels} channels; 1 to ${MAX_CHANNELS} can be read`)
  const coding = common.length >= COMM_BYTES + 4 ? nameAt(common, COMM_BYTES) : 'NONE'
  const samples = samplesOf(coding, Math.ceil(bits / 8))
  if (!samples) return notRead(`AIFF with the coding "${coding.replaceAll(/[^ -~]/g, '?').trim()}"`)
  if (!isReadable(samples.encoding, samples.bytesPerSample)) return notRead(`AIFF of ${bits}-bit samples`)
  const offset = new DataView(sound.buffer, sound.byteOffset).getUint32(0)
  const data = sound.subarray(Math.min(SSND_HEADER_BYTES + offset, sound.length))
  const rateHz = extended(view, 8)
  return { kind: 'samples', sound: { ...samples, rateHz, channels, data } }
}

type Samples = Pick<PcmSound, 'encoding' | 'bytesPerSample' | 'littleEndian'>

function samplesOf(coding: string, bytesPerSample: number): Samples | undefined {
  const big = { littleEndian: false } as const
  switch (coding) {
    case 'NONE':
    case 'twos':
    case 'in24':
    case 'in32':
      return { ...big, encoding: 'signed', bytesPerSample }
    case 'sowt':
      return { littleEndian: true, encoding: 'signed', bytesPerSample }
    case 'raw ':
      return { ...big, encoding: 'unsigned-8', bytesPerSample }
    case 'fl32':
    case 'FL32':
      return { ...big, encoding: 'float', bytesPerSample: 4 }
    case 'fl64':
    case 'FL64':
      return { ...big, encoding: 'float', bytesPerSample: 8 }
    case 'ulaw':
    case 'ULAW':
      return { ...big, encoding: 'mu-law', bytesPerSample: 1 }
    case 'alaw':
    case 'ALAW':
      return { ...big, encoding: 'a-law', bytesPerSample: 1 }
    default:
      return undefined
  }
}

/** An IEEE 754 number of 80 bits: sign and exponent, then a mantissa of 64 bits whose first is the whole number. Rounded. */
function extended(view: DataView, at: number): number {
  const exponent = (view.getUint16(at) & 0x7fff) - 16_383
  return Math.round((view.getUint32(at + 2) + view.getUint32(at + 6) / 2 ** 32) * 2 ** (exponent - 31))
}

const FORM_HEADER_BYTES = 12
const COMM_BYTES = 18
const SSND_HEADER_BYTES = 8
const MAX_CHANNELS = 32
