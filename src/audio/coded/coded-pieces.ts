import type { CodedFormat } from '../audio-format.ts'
import type { SoundPiece } from '../pcm.ts'
import { adpcmPieces } from './adpcm-wav.ts'
import { flacPieces } from './flac.ts'
import { mp3Pieces } from './mp3.ts'
import { opusPieces } from './opus.ts'
import { vorbisPieces } from './vorbis.ts'

/** What a coded file sounds like, piece by piece. Rejects when a decoder gives up. */
export const codedPieces = (format: CodedFormat | 'adpcm-wav', bytes: Uint8Array): AsyncGenerator<SoundPiece> =>
  decoders[format](bytes)

const decoders: Readonly<Record<CodedFormat | 'adpcm-wav', (bytes: Uint8Array) => AsyncGenerator<SoundPiece>>> = {
  'adpcm-wav': adpcmPieces,
  flac: flacPieces,
  mp3: mp3Pieces,
  oga: vorbisPieces,
  opus: opusPieces,
}
