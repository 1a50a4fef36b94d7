import { createRequire } from 'node:module'
import type * as Flac from 'libflacjs/dist/index.js'
import type { SoundPiece } from '../pcm.ts'
import { isReadable, pcmPieces } from '../pcm.ts'
import { startsWith } from '../starts-with.ts'

/** FLAC (RFC 9639), by itself or in Ogg. */
export async function* flacPieces(bytes: Uint8Array): AsyncGenerator<SoundPiece> {
  const flac = await library()
  const decoder = flac.create_libflac_decoder(false)
  const decoded: SoundPiece[] = []
  let at = 0
  const read: Flac.decoder_read_callback_fn = (most) => {
    const buffer = bytes.slice(at, at + most)
    at += buffer.length
    return { buffer, readDataLength: buffer.length, error: false }
  }
  const write: Flac.decoder_write_callback_fn = (channels, info) => void decoded.push(...pieceOf(channels, info))
  const nothing = () => {}
  try {
    const init = startsWith(bytes, 0, 'OggS') ? flac.init_decoder_ogg_stream : flac.init_decoder_stream
    if (init(decoder, read, write, nothing) !== 0) throw new Error('the FLAC decoder does not start')
    while (flac.FLAC__stream_decoder_process_single(decoder) && !isOver(flac, decoder)) yield* decoded.splice(0)
    yield* decoded
  } finally {
    flac.FLAC__stream_decoder_finish(decoder)
    flac.FLAC__stream_decoder_delete(decoder)
  }
}

/** One array a channel: signed integers at the bottom of two or four octets, little-endian. */
function* pieceOf(
  channels: readonly Uint8Array[],
  { sampleRate, bitsPerSample, blocksize }: Flac.BlockMetadata,
): Generator<SoundPiece> {
  const bytesPerSample = (channels[0]?.length ?? 0) / blocksize
  if (!isReadable('signed', bytesPerSample)) throw new Error(`it has ${bitsPerSample} bits a sample`)
  const about = { rateHz: sampleRate, channels: 1, encoding: 'signed', bytesPerSample, littleEndian: true } as const
  const scale = 2 ** (bytesPerSample * 8 - bitsPerSample)
  const each = channels.map((data) => [...pcmPieces({ ...about, data })])
  for (const [index] of (each[0] ?? []).entries()) {
    const samples = each.map((pieces) => scaled(pieces[index]?.channels[0] ?? new Float32Array(), scale))
    yield { rateHz: sampleRate, channels: samples }
  }
}

const scaled = (samples: Float32Array, scale: number) =>
  scale === 1 ? samples : samples.map((sample) => sample * scale)

/** From "end of stream" upwards nothing more comes. */
const isOver = (flac: typeof Flac, decoder: number) => flac.FLAC__stream_decoder_get_state(decoder) >= 4

let loaded: Promise<typeof Flac> | undefined

/** The build without WebAssembly: the other one asks for its code by `fetch`, which Node refuses for files. */
function library(): Promise<typeof Flac> {
  loaded ??= new Promise((resolve) => {
    const flac = createRequire(import.meta.url)('libflacjs/dist/libflac.min.js') as typeof Flac
    if (flac.isReady()) resolve(flac)
    else flac.on('ready', () => resolve(flac))
  })
  return loaded
}
