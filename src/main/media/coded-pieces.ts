import decode, { type AudioData } from 'audio-decode'
import type { CodedFormat } from './audio-format.ts'
import type { SoundPiece } from './pcm.ts'

/** What a coded file sounds like, piece by piece. The only place that knows the decoders. Rejects when they give up. */
export async function* codedPieces(format: CodedFormat | 'adpcm-wav', bytes: Uint8Array): AsyncGenerator<SoundPiece> {
  const decoder = await decode[format === 'adpcm-wav' ? 'wav' : format]()
  try {
    for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
      yield* pieceOf(await decoder(bytes.subarray(at, at + CHUNK_BYTES)))
    }
    yield* pieceOf(await decoder())
  } finally {
    decoder.free()
  }
}

function* pieceOf({ channelData, sampleRate }: AudioData): Generator<SoundPiece> {
  if (channelData.length > 0) yield { rateHz: sampleRate, channels: channelData }
}

const CHUNK_BYTES = 65_536
