import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { Decoder } from 'minimp3-wasm'
import type { SoundPiece } from '../pcm.ts'

/** MPEG 1, 2 and 2.5, layers I to III. */
export async function* mp3Pieces(bytes: Uint8Array): AsyncGenerator<SoundPiece> {
  const module = await readFile(fileURLToPath(import.meta.resolve('minimp3-wasm/dist/decoder.opt.wasm')))
  const { instance } = await WebAssembly.instantiate(module, {})
  const decoder = new Decoder(instance.exports, bytes)
  for (;;) {
    const { pcm, samplingRate, numChannels, numSamples } = decoder.decode(SECONDS_AT_ONCE)
    if (numSamples === 0) return
    yield { rateHz: samplingRate, channels: channelsOf(pcm.subarray(0, numSamples), numChannels) }
  }
}

function channelsOf(interleaved: Int16Array, count: number): Float32Array[] {
  return Array.from({ length: count }, (_, channel) =>
    Float32Array.from(
      { length: Math.floor(interleaved.length / count) },
      (__, i) => (interleaved[i * count + channel] ?? 0) / 32_768,
    ),
  )
}

const SECONDS_AT_ONCE = 1
