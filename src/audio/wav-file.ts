import { type Chunk, iffChunks, nameAt } from './iff-chunks.ts'
import { isReadable, type SampleEncoding } from './pcm.ts'
import { broken, notRead, type SoundFile } from './sound-file.ts'

/** WAV of every kind: RIFF, RIFX (big-endian), RF64 and BW64 (EBU Tech 3306), with the chunks of broadcast files among them or not. */
export function readWav(bytes: Uint8Array): SoundFile {
  const littleEndian = nameAt(bytes, 0) !== 'RIFX'
  let fmt: Chunk | undefined
  let ds64: Chunk | undefined
  for (const chunk of iffChunks(bytes, RIFF_HEADER_BYTES, littleEndian)) {
    if (chunk.id === 'ds64') ds64 ??= chunk
    if (chunk.id === 'fmt ') fmt ??= chunk
    if (chunk.id !== 'data') continue
    if (!fmt) return broken('its sound stands before its format')
    return readData(fmt, dataOf({ bytes, littleEndian, ds64 }, chunk), littleEndian)
  }
  return fmt ? { kind: 'unreadable', problem: 'holds no sound' } : broken('the file ends before its format is said')
}

function readData({ body: fmt }: Chunk, data: Uint8Array, littleEndian: boolean): SoundFile {
  if (fmt.length < FMT_BYTES) return broken(`its format has ${fmt.length} bytes, ${FMT_BYTES} are needed`)
  const view = new DataView(fmt.buffer, fmt.byteOffset, fmt.byteLength)
  const tag = formatTag(view, littleEndian)
  const channels = view.getUint16(2, littleEndian)
  const rateHz = view.getUint32(4, littleEndian)
  const bits = view.getUint16(14, littleEndian)
  if (tag === MP3) return { kind: 'coded', format: 'mp3', bytes: data }
  if (adpcm.has(tag)) return { kind: 'coded', format: 'adpcm-wav', bytes: plainWav(fmt, data) }
  const encoding = encodingOf(tag, bits)
  if (!encoding) return notRead(`${codecs.get(tag) ?? `a WAV of format ${hex(tag)}`}`)
  if (channels < 1 || channels > MAX_CHANNELS) return broken(`${channels} channels; 1 to ${MAX_CHANNELS} can be read`)
  const bytesPerSample = sampleBytes(view.getUint16(12, littleEndian) / channels, bits)
  if (!isReadable(encoding, bytesPerSample)) return notRead(`a WAV of ${bits}-bit samples`)
  return { kind: 'samples', sound: { rateHz, channels, encoding, bytesPerSample, littleEndian, data } }
}

interface WavFile {
  readonly bytes: Uint8Array
  readonly littleEndian: boolean
  readonly ds64: Chunk | undefined
}

/**
 * What the data chunk holds. Its length may be a placeholder: all ones in RF64, where `ds64` has it, and in files written to a pipe; or zero in
 * one whose recorder was stopped. Then the sound goes to the end of the file.
 */
function dataOf(file: WavFile, { sizeBytes, body }: Chunk): Uint8Array {
  const { bytes, littleEndian, ds64 } = file
  const from = body.byteOffset - bytes.byteOffset
  if (sizeBytes === UNKNOWN && ds64 && ds64.body.length >= 16) {
    const real = new DataView(ds64.body.buffer, ds64.body.byteOffset).getBigUint64(8, true)
    return bytes.subarray(from, Math.min(bytes.length, from + Number(real)))
  }
  return sizeBytes === 0 && !isFinished(bytes, littleEndian) ? bytes.subarray(from) : body
}

/** The file's own length stands in its first chunk once it is whole. */
function isFinished(bytes: Uint8Array, littleEndian: boolean): boolean {
  const sizeBytes = new DataView(bytes.buffer, bytes.byteOffset).getUint32(4, littleEndian)
  return sizeBytes + 8 === bytes.length
}

/** Of WAVE_FORMAT_EXTENSIBLE the first two bytes of its sub-format. */
function formatTag(fmt: DataView, littleEndian: boolean): number {
  const tag = fmt.getUint16(0, littleEndian)
  return tag === EXTENSIBLE && fmt.byteLength >= 26 ? fmt.getUint16(24, littleEndian) : tag
}

function encodingOf(tag: number, bits: number): SampleEncoding | undefined {
  if (tag === 1) return bits <= 8 ? 'unsigned-8' : 'signed'
  return ({ 3: 'float', 6: 'a-law', 7: 'mu-law' } as const)[tag]
}

/** The block says how wide a sample stands in the file; a block that cannot be is passed over for the bits. */
function sampleBytes(ofBlock: number, bits: number): number {
  const needed = Math.ceil(bits / 8)
  return Number.isInteger(ofBlock) && ofBlock >= needed && ofBlock <= 8 ? ofBlock : needed
}

/** The same sound without the chunks that decoders stumble over. */
function plainWav(fmt: Uint8Array, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(RIFF_HEADER_BYTES + 8 + fmt.length + 8 + data.length)
  const view = new DataView(bytes.buffer)
  const head = (at: number, id: string, sizeBytes: number) => {
    for (let i = 0; i < 4; i++) bytes[at + i] = id.charCodeAt(i)
    view.setUint32(at + 4, sizeBytes, true)
    return at + 8
  }
  const wave = head(0, 'RIFF', bytes.length - 8)
  for (let i = 0; i < 4; i++) bytes[wave + i] = 'WAVE'.charCodeAt(i)
  bytes.set(fmt, head(RIFF_HEADER_BYTES, 'fmt ', fmt.length))
  bytes.set(data, head(RIFF_HEADER_BYTES + 8 + fmt.length, 'data', data.length))
  return bytes
}

const hex = (tag: number) => `0x${tag.toString(16).padStart(4, '0')}`

const MP3 = 0x55
const EXTENSIBLE = 0xfffe
/** Microsoft's and the IMA's. */
const adpcm: ReadonlySet<number> = new Set([0x02, 0x11])
/** As registered (RFC 2361) and as people call them. */
const codecs: ReadonlyMap<number, string> = new Map([
  [0x31, 'GSM 06.10 in WAV (WAV49, as PBXs keep messages)'],
  [0x32, 'GSM 06.10 in WAV'],
  [0x14, 'G.723 in WAV'],
  [0x40, 'G.721 in WAV'],
  [0x42, 'G.723.1 in WAV'],
  [0x45, 'G.726 in WAV'],
  [0x64, 'G.726 in WAV'],
  [0x65, 'G.722 in WAV'],
  [0x83, 'G.729 in WAV'],
  [0x22, 'TrueSpeech in WAV'],
  [0x50, 'MPEG layer II in WAV'],
  [0xff, 'AAC in WAV'],
  [0x160, 'Windows Media Audio in WAV'],
  [0x161, 'Windows Media Audio in WAV'],
])

const RIFF_HEADER_BYTES = 12
const FMT_BYTES = 16
const MAX_CHANNELS = 32
const UNKNOWN = 0xffff_ffff
