import { closeSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs'
import { parseWav, WAV_HEADER_BYTES, wavHeader } from './wav-format.ts'

/**
 * Makes the header of a recording of ours say how much is in the file, as it does not when whoever wrote it was killed. Answers how long it is, in
 * milliseconds; undefined for a file that is none of ours or has no sound.
 */
export function mendWav(path: string): number | undefined {
  const held = heldIn(path)
  return held && Math.round((held.samples * 1_000) / held.rateHz)
}

export interface HeldWav {
  /** Of each channel. */
  readonly samples: number
  readonly rateHz: number
  readonly channels: number
  readonly tail: Int16Array
}

/** The same, telling what is in the file and, as s16, the last `tailSamples` of its first channel. */
export function heldIn(path: string, tailSamples = 0): HeldWav | undefined {
  const file = openSync(path, 'r+')
  try {
    const header = new Uint8Array(WAV_HEADER_BYTES)
    const read = readSync(file, header, 0, WAV_HEADER_BYTES, 0)
    const view = new DataView(header.buffer)
    const [channels, rateHz] = [view.getUint16(22, true), view.getUint32(24, true)]
    const samples = Math.floor((fstatSync(file).size - WAV_HEADER_BYTES) / (channels * BYTES_PER_SAMPLE))
    if (read < WAV_HEADER_BYTES || !(samples >= 1) || !isHeaderOfOurs(header, rateHz, channels)) return undefined
    ftruncateSync(file, WAV_HEADER_BYTES + samples * channels * BYTES_PER_SAMPLE) // half a sample is none
    writeSync(file, wavHeader(samples, rateHz, channels), 0, WAV_HEADER_BYTES, 0)
    return { samples, rateHz, channels, tail: readTail(file, samples, channels, Math.min(tailSamples, samples)) }
  } finally {
    closeSync(file)
  }
}

function readTail(file: number, samples: number, channels: number, count: number): Int16Array {
  const step = channels * BYTES_PER_SAMPLE
  const bytes = new DataView(new ArrayBuffer(count * step))
  readSync(file, bytes, 0, bytes.byteLength, WAV_HEADER_BYTES + (samples - count) * step)
  return Int16Array.from({ length: count }, (_, i) => bytes.getInt16(i * step, true))
}

/** Whatever its lengths say: with those of one sample it has to be the header we write, and one that plays. */
function isHeaderOfOurs(header: Uint8Array, rateHz: number, channels: number): boolean {
  const wanted = wavHeader(1, rateHz, channels)
  const isLength = (at: number) => (at >= 4 && at < 8) || at >= 40
  if (!header.every((byte, at) => isLength(at) || byte === wanted[at])) return false
  return parseWav(new Uint8Array([...wanted, 0, 0, 0, 0])).ok
}

const BYTES_PER_SAMPLE = 2
