import { type AudioData, decoder as decoderOfWav } from '@audio/decode-wav'
import type { SoundPiece } from '../pcm.ts'

/** WAV with ADPCM (IMA, Microsoft). */
export async function* adpcmPieces(bytes: Uint8Array): AsyncGenerator<SoundPiece> {
  const decoder = decoderOfWav()
  try {
    for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
      yield* pieceOf(decoder.decode(bytes.subarray(at, at + CHUNK_BYTES)))
    }
    yield* pieceOf(decoder.flush())
  } finally {
    decoder.free()
  }
}

function* pieceOf({ channelData, sampleRate }: AudioData): Generator<SoundPiece> {
  if (channelData.length > 0) yield { rateHz: sampleRate, channels: channelData }
}

const CHUNK_BYTES = 65_536
