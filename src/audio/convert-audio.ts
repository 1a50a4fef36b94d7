import { codedPieces } from './coded/coded-pieces.ts'
import { openSound } from './open-sound.ts'
import { framesOf, pcmPieces, type SoundPiece } from './pcm.ts'
import { type Resampler, resampler } from './resampler.ts'
import type { SoundFile } from './sound-file.ts'
import { wavFile } from './wav.ts'

export type Conversion =
  | { readonly ok: true; readonly wav: Uint8Array<ArrayBuffer>; readonly durationMs: number }
  /** `problem` ends the sentence "greeting.mp3 ...". */
  | { readonly ok: false; readonly problem: string }

/** What phones hear: mono, 8 kHz, 16-bit. Decoded piece by piece, so that an hour of stereo never stands in memory at once. */
export async function convertAudio(bytes: Uint8Array, maxMinutes = MAX_MINUTES): Promise<Conversion> {
  const maxSamples = maxMinutes * 60 * PHONE_RATE_HZ
  const opened = openSound(bytes)
  if (opened.kind === 'unreadable') return { ok: false, problem: opened.problem }
  if (opened.kind === 'samples') {
    const { sound } = opened
    if (!isRate(sound.rateHz)) return wrongRate(sound.rateHz)
    if (framesOf(sound) > maxMinutes * 60 * sound.rateHz) return tooLong(maxMinutes)
  }
  const pieces: Float32Array[] = []
  let samples = 0
  let resample: Resampler | undefined
  const keep = (piece: Float32Array) => {
    pieces.push(piece)
    samples += piece.length
  }
  try {
    for await (const piece of piecesOf(opened)) {
      if (!isRate(piece.rateHz)) return wrongRate(piece.rateHz)
      resample ??= resampler(piece.rateHz, PHONE_RATE_HZ)
      keep(resample.push(monoOf(piece.channels)))
      if (samples > maxSamples) break
    }
  } catch (error) {
    return {
      ok: false,
      problem: `could not be decoded: ${error instanceof Error ? error.message.slice(0, 200) : 'unknown error'}`,
    }
  }
  if (resample) keep(resample.finish())
  if (samples < MIN_SAMPLES) return { ok: false, problem: 'holds no sound' }
  if (samples > maxSamples) return tooLong(maxMinutes)
  return { ok: true, wav: wavFile(pieces, PHONE_RATE_HZ), durationMs: Math.round((samples / PHONE_RATE_HZ) * 1_000) }
}

const piecesOf = (
  opened: Exclude<SoundFile, { kind: 'unreadable' }>,
): Iterable<SoundPiece> | AsyncIterable<SoundPiece> =>
  opened.kind === 'samples' ? pcmPieces(opened.sound) : codedPieces(opened.format, opened.bytes)

const isRate = (hz: number) => hz >= MIN_RATE_HZ && hz <= MAX_RATE_HZ && Number.isInteger(hz)

const wrongRate = (hz: number): Conversion => ({
  ok: false,
  problem: `has a sample rate of ${hz} Hz; ${MIN_RATE_HZ} to ${MAX_RATE_HZ} Hz can be read`,
})

function monoOf(channels: readonly Float32Array[]): Float32Array {
  const [first = new Float32Array()] = channels
  if (channels.length === 1) return first
  const mono = new Float32Array(first.length)
  for (const channel of channels) for (let i = 0; i < mono.length; i++) mono[i] = (mono[i] ?? 0) + (channel[i] ?? 0)
  return mono.map((sum) => sum / channels.length)
}

export const PHONE_RATE_HZ = 8_000
const MIN_RATE_HZ = 4_000
const MAX_RATE_HZ = 384_000
const MAX_MINUTES = 60
const tooLong = (maxMinutes: number): Conversion => ({
  ok: false,
  problem: `is longer than ${maxMinutes} minutes, the longest sound kept; cut it first`,
})
/** 50 ms: less is what decoders make of noise that happens to begin like a frame. */
const MIN_SAMPLES = PHONE_RATE_HZ / 20
