import decode, { type AudioData } from 'audio-decode'
import { audioFormatOf } from './audio-format.ts'
import { type Resampler, resampler } from './resampler.ts'
import { wavFile } from './wav.ts'

export type Conversion =
  | { readonly ok: true; readonly wav: Uint8Array<ArrayBuffer>; readonly durationMs: number }
  /** `problem` ends the sentence "greeting.mp3 ...". */
  | { readonly ok: false; readonly problem: string }

/** What phones hear: mono, 8 kHz, 16-bit. Decoded piece by piece, so that an hour of stereo never stands in memory at once. */
export async function convertAudio(bytes: Uint8Array): Promise<Conversion> {
  const format = audioFormatOf(bytes)
  if (format === undefined) return { ok: false, problem: NOT_A_FORMAT }
  const decoder = await decode[format]()
  const pieces: Float32Array[] = []
  let samples = 0
  let rateHz = 0
  let resample: Resampler | undefined
  const take = (data: AudioData) => {
    if (data.channelData.length === 0) return
    if (!resample) {
      rateHz = data.sampleRate
      if (!(rateHz >= MIN_RATE_HZ && rateHz <= MAX_RATE_HZ && Number.isInteger(rateHz))) return
      resample = resampler(rateHz, PHONE_RATE_HZ)
    }
    keep(resample.push(monoOf(data.channelData)))
  }
  const keep = (piece: Float32Array) => {
    pieces.push(piece)
    samples += piece.length
  }
  try {
    for (let at = 0; at < bytes.length && samples <= MAX_SAMPLES; at += CHUNK_BYTES) {
      take(await decoder(bytes.subarray(at, at + CHUNK_BYTES)))
    }
    take(await decoder())
  } catch (error) {
    return {
      ok: false,
      problem: `could not be decoded: ${error instanceof Error ? error.message.slice(0, 200) : 'unknown error'}`,
    }
  } finally {
    decoder.free()
  }
  if (rateHz !== 0 && !resample) {
    return { ok: false, problem: `has a sample rate of ${rateHz} Hz; ${MIN_RATE_HZ} to ${MAX_RATE_HZ} Hz can be read` }
  }
  if (resample) keep(resample.finish())
  if (samples < MIN_SAMPLES) return { ok: false, problem: 'holds no sound' }
  if (samples > MAX_SAMPLES)
    return { ok: false, problem: `is longer than ${MAX_MINUTES} minutes, the longest sound kept` }
  return { ok: true, wav: wavFile(pieces, PHONE_RATE_HZ), durationMs: Math.round((samples / PHONE_RATE_HZ) * 1_000) }
}

function monoOf(channels: readonly Float32Array[]): Float32Array {
  const [first = new Float32Array()] = channels
  if (channels.length === 1) return first
  const mono = new Float32Array(first.length)
  for (const channel of channels) for (let i = 0; i < mono.length; i++) mono[i] = (mono[i] ?? 0) + (channel[i] ?? 0)
  return mono.map((sum) => sum / channels.length)
}

export const PHONE_RATE_HZ = 8_000
const NOT_A_FORMAT = 'is not audio Callwright can read; WAV, MP3, OGG, Opus, FLAC and M4A are'
const MIN_RATE_HZ = 4_000
const MAX_RATE_HZ = 384_000
const MAX_MINUTES = 60
const MAX_SAMPLES = MAX_MINUTES * 60 * PHONE_RATE_HZ
/** 50 ms: less is what decoders make of noise that happens to begin like a frame. */
const MIN_SAMPLES = PHONE_RATE_HZ / 20
const CHUNK_BYTES = 65_536
