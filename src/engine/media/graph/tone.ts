import type { AudioSource } from '../media-engine.ts'

const RATE_HZ = 8000
/** Sum of all partials, about -10 dBm0: as loud as speech, far from clipping. */
const AMPLITUDE = 9000

/** ITU-T Q.23, top to bottom and left to right. */
export const dtmfRowsHz = [697, 770, 852, 941]
export const dtmfColumnsHz = [1209, 1336, 1477, 1633]
const DTMF_LAYOUT = '123A456B789C*0#D'

/** Row and column frequency of a key (ITU-T Q.23). */
export function dtmfFrequencies(key: string): readonly number[] {
  const index = DTMF_LAYOUT.indexOf(key)
  return [dtmfRowsHz[index >> 2] ?? 0, dtmfColumnsHz[index & 3] ?? 0]
}

export function dtmfKeyOf(row: number, column: number): string {
  return DTMF_LAYOUT.charAt(4 * row + column)
}

/** The frames that anybody asks for: 60 ms. */
const LONGEST_FRAME = 480
const MAX_TABLES = 64
const tables = new Map<string, Table>()

interface Table {
  readonly period: number
  /** One period and the longest frame, so that a frame is a part of it wherever it begins. */
  readonly samples: Int16Array
}

/** Samples `from` to `from + count` of sines added up, s16 at 8 kHz; phase follows from the position, so blocks join. Not to be written to. */
export function sines(frequenciesHz: readonly number[], from: number, count: number): Int16Array {
  if (count > LONGEST_FRAME || !frequenciesHz.every((hz) => Number.isInteger(hz) && hz >= 0)) {
    return computed(frequenciesHz, from, count)
  }
  const { period, samples } = tableOf(frequenciesHz)
  const start = from % period
  return samples.subarray(start, start + count)
}

/** Whole frequencies come round within a second. The same few are played to everybody. */
function tableOf(frequenciesHz: readonly number[]): Table {
  const key = frequenciesHz.join(' ')
  const known = tables.get(key)
  if (known !== undefined) return known
  const period = RATE_HZ / frequenciesHz.reduce(greatestDivisor, RATE_HZ)
  const table = { period, samples: computed(frequenciesHz, 0, period + LONGEST_FRAME) }
  const [oldest] = tables.keys()
  if (tables.size >= MAX_TABLES && oldest !== undefined) tables.delete(oldest)
  tables.set(key, table)
  return table
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b)
}

function computed(frequenciesHz: readonly number[], from: number, count: number): Int16Array {
  const out = new Int16Array(count)
  const amplitude = AMPLITUDE / Math.max(1, frequenciesHz.length)
  for (const frequency of frequenciesHz) {
    const step = (2 * Math.PI * frequency) / RATE_HZ
    for (let i = 0; i < count; i++) out[i] = (out[i] ?? 0) + Math.round(amplitude * Math.sin(step * (from + i)))
  }
  return out
}

export type Tone = Extract<AudioSource, { kind: 'tone' }>

/** Whole length in samples, possibly Infinity. */
export function toneLength(tone: Tone): number {
  return (samplesOf(tone.onMs) + samplesOf(tone.offMs)) * tone.repeats
}

/** Samples `from` to `from + count` of the cadence. */
export function toneSamples(tone: Tone, from: number, count: number): Int16Array {
  const on = samplesOf(tone.onMs)
  const period = on + samplesOf(tone.offMs)
  const position = from % period
  if (position + count <= on) return sines(tone.frequenciesHz, position, count)
  const out = new Int16Array(count)
  for (let filled = 0; filled < count; ) {
    const at = (from + filled) % period
    const run = Math.min(count - filled, (at < on ? on : period) - at)
    if (at < on) out.set(sines(tone.frequenciesHz, at, run), filled)
    filled += run
  }
  return out
}

function samplesOf(ms: number): number {
  return Math.round((ms * RATE_HZ) / 1000)
}
