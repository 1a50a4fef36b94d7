import { readFileSync } from 'node:fs'

export interface Wav {
  readonly sampleRateHz: number
  readonly samples: Int16Array
}

/** A mono 16-bit tone as a WAV file. */
export function toneWav(frequencyHz: number, durationMs = 60_000, sampleRateHz = 8_000): Buffer {
  const count = Math.round((durationMs / 1_000) * sampleRateHz)
  const data = Buffer.alloc(44 + count * 2)
  data.write('RIFF', 0)
  data.writeUInt32LE(36 + count * 2, 4)
  data.write('WAVEfmt ', 8)
  data.writeUInt32LE(16, 16)
  data.writeUInt16LE(1, 20)
  data.writeUInt16LE(1, 22)
  data.writeUInt32LE(sampleRateHz, 24)
  data.writeUInt32LE(sampleRateHz * 2, 28)
  data.writeUInt16LE(2, 32)
  data.writeUInt16LE(16, 34)
  data.write('data', 36)
  data.writeUInt32LE(count * 2, 40)
  for (let i = 0; i < count; i++) {
    data.writeInt16LE(Math.round(8_000 * Math.sin((2 * Math.PI * frequencyHz * i) / sampleRateHz)), 44 + i * 2)
  }
  return data
}

/** 16-bit PCM, first channel. A length that was never filled in (a recorder that was killed) means "to the end". */
export function readWav(file: string | Uint8Array): Wav {
  const bytes = typeof file === 'string' ? readFileSync(file) : Buffer.from(file)
  let at = 12
  let sampleRateHz = 8_000
  let channels = 1
  while (at + 8 <= bytes.length) {
    const id = bytes.toString('latin1', at, at + 4)
    const size = bytes.readUInt32LE(at + 4)
    if (id === 'fmt ') {
      channels = bytes.readUInt16LE(at + 10)
      sampleRateHz = bytes.readUInt32LE(at + 12)
    }
    if (id === 'data') {
      const end = size === 0 ? bytes.length : Math.min(bytes.length, at + 8 + size)
      const count = Math.floor((end - at - 8) / 2 / channels)
      const samples = new Int16Array(count)
      for (let i = 0; i < count; i++) samples[i] = bytes.readInt16LE(at + 8 + i * 2 * channels)
      return { sampleRateHz, samples }
    }
    at += 8 + size + (size % 2)
  }
  return { sampleRateHz, samples: new Int16Array(0) }
}

/** Milliseconds in which this tone carries at least `share` of the sound's energy, in steps of 20 ms (Goertzel). */
export function toneMs(wav: Wav, frequencyHz: number, share = 0.6): number {
  return stepsWith(wav, frequencyHz, share).length * STEP_MS
}

/** The longest time without the tone, the beginning and the end counted, in steps of 20 ms. */
export function longestWithoutToneMs(wav: Wav, frequencyHz: number, share = 0.6): number {
  const edges = [-1, ...stepsWith(wav, frequencyHz, share), Math.floor(durationMs(wav) / STEP_MS)]
  return STEP_MS * edges.reduce((longest, step, at) => Math.max(longest, step - (edges[at - 1] ?? step) - 1), 0)
}

/** The end of a sound; all of it when it is shorter. */
export function lastOf({ samples, sampleRateHz }: Wav, lastMs: number): Wav {
  return { sampleRateHz, samples: samples.subarray(-Math.round((lastMs / 1_000) * sampleRateHz)) }
}

const STEP_MS = 20

/** Which steps of the sound carry the tone. */
function stepsWith({ samples, sampleRateHz }: Wav, frequencyHz: number, share: number): readonly number[] {
  const step = (sampleRateHz * STEP_MS) / 1_000
  const found: number[] = []
  for (let at = 0; at + step <= samples.length; at += step) {
    if (toneShare(samples.subarray(at, at + step), frequencyHz / sampleRateHz) > share) found.push(at / step)
  }
  return found
}

export function durationMs({ samples, sampleRateHz }: Wav): number {
  return (samples.length / sampleRateHz) * 1_000
}

/** Milliseconds of anything that can be heard, in steps of 20 ms. */
export function soundMs({ samples, sampleRateHz }: Wav): number {
  const step = (sampleRateHz * STEP_MS) / 1_000
  let heard = 0
  for (let at = 0; at + step <= samples.length; at += step) if (isAudible(samples.subarray(at, at + step))) heard++
  return heard * STEP_MS
}

const isAudible = (block: Int16Array): boolean =>
  block.reduce((energy, sample) => energy + sample * sample, 0) / block.length > 200 * 200

/** 0 to 1; 0 for what is too quiet to matter. */
function toneShare(block: Int16Array, cyclesPerSample: number): number {
  const coefficient = 2 * Math.cos(2 * Math.PI * cyclesPerSample)
  let [s1, s2, energy] = [0, 0, 0]
  for (const sample of block) {
    energy += sample * sample
    const s0 = sample + coefficient * s1 - s2
    s2 = s1
    s1 = s0
  }
  const power = s1 * s1 + s2 * s2 - coefficient * s1 * s2
  return energy / block.length > 200 * 200 ? power / ((block.length / 2) * energy) : 0
}
