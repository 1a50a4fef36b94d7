import { parseWav, readMono, WAV_HEADER_BYTES, wavHeader } from './wav-format.ts'

const RATE_HZ = 8_000

/** Two recordings of ours, one after the other, as one 8 kHz mono 16-bit file. Undefined when one of them is no such recording. */
export function joinWav(first: Uint8Array, second: Uint8Array): Uint8Array | undefined {
  const parts: Int16Array[] = []
  for (const file of [first, second]) {
    const read = parseWav(file)
    if (!read.ok || read.audio.rateHz !== RATE_HZ) return undefined
    parts.push(readMono(read.audio, 0, read.audio.frames))
  }
  const samples = parts.reduce((sum, part) => sum + part.length, 0)
  const joined = new Uint8Array(WAV_HEADER_BYTES + 2 * samples)
  joined.set(wavHeader(samples))
  const view = new DataView(joined.buffer, WAV_HEADER_BYTES)
  let at = 0
  for (const part of parts) for (const sample of part) view.setInt16(2 * at++, sample, true)
  return joined
}
