import { decodeG711, encodeG711 } from '../src/engine/media/codec/g711.ts'

export interface PcmWav {
  readonly sampleRateHz: number
  readonly channels: number
  readonly bitsPerSample: number
  /** Interleaved when there is more than one channel. */
  readonly samples: Int16Array
}

const HEADER_BYTES = 44
const PCM = 1
const MU_LAW = 7

/** Reads the 16-bit PCM WAV files that sox and `encodeWav` write, and those of `encodeMuLawWav`. Throws an `Error` that names what is wrong. */
export function decodeWav(bytes: Uint8Array): PcmWav {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const tag = (at: number) => String.fromCharCode(...bytes.subarray(at, at + 4))
  if (bytes.length < HEADER_BYTES || tag(0) !== 'RIFF' || tag(8) !== 'WAVE') throw new Error('not a WAV file')
  let format: Omit<PcmWav, 'samples'> | undefined
  for (let at = 12; at + 8 <= bytes.length; ) {
    const size = view.getUint32(at + 4, true)
    const body = at + 8
    if (body + size > bytes.length) throw new Error(`chunk "${tag(at)}" of ${size} bytes runs past the end of the file`)
    if (tag(at) === 'fmt ') {
      const encoding = view.getUint16(body, true)
      if (encoding !== PCM && encoding !== MU_LAW) throw new Error(`encoding ${encoding} is not PCM (1) or µ-law (7)`)
      format = {
        channels: view.getUint16(body + 2, true),
        sampleRateHz: view.getUint32(body + 4, true),
        bitsPerSample: view.getUint16(body + 14, true),
      }
    }
    if (tag(at) === 'data') {
      if (format === undefined) throw new Error('chunk "data" stands before "fmt "')
      if (format.bitsPerSample === 8)
        return { ...format, samples: decodeG711('PCMU', bytes.subarray(body, body + size)) }
      if (format.bitsPerSample !== 16) throw new Error(`${format.bitsPerSample} bits per sample are not 16`)
      const samples = new Int16Array(size >> 1)
      for (let i = 0; i < samples.length; i++) samples[i] = view.getInt16(body + i * 2, true)
      return { ...format, samples }
    }
    at = body + size + (size % 2)
  }
  throw new Error('no chunk "data"')
}

/** Mono, 16-bit PCM. */
export function encodeWav(samples: Int16Array, sampleRateHz: number): Uint8Array {
  const data = new DataView(new ArrayBuffer(samples.length * 2))
  for (const [i, sample] of samples.entries()) data.setInt16(i * 2, sample, true)
  return wavOf(new Uint8Array(data.buffer), { encoding: PCM, sampleRateHz, bytesPerSample: 2 })
}

/** Mono, µ-law (G.711). */
export const encodeMuLawWav = (samples: Int16Array, sampleRateHz: number): Uint8Array =>
  wavOf(encodeG711('PCMU', samples), { encoding: MU_LAW, sampleRateHz, bytesPerSample: 1 })

interface WavFormat {
  readonly encoding: number
  readonly sampleRateHz: number
  readonly bytesPerSample: number
}

function wavOf(data: Uint8Array, { encoding, sampleRateHz, bytesPerSample }: WavFormat): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES + data.length + (data.length % 2))
  const view = new DataView(bytes.buffer)
  const tag = (at: number, text: string) => {
    for (let i = 0; i < 4; i++) view.setUint8(at + i, text.charCodeAt(i))
  }
  tag(0, 'RIFF')
  view.setUint32(4, bytes.length - 8, true)
  tag(8, 'WAVE')
  tag(12, 'fmt ')
  view.setUint32(16, 16, true)
  view.setUint16(20, encoding, true)
  view.setUint16(22, 1, true)
  view.setUint32(24, sampleRateHz, true)
  view.setUint32(28, sampleRateHz * bytesPerSample, true)
  view.setUint16(32, bytesPerSample, true)
  view.setUint16(34, bytesPerSample * 8, true)
  tag(36, 'data')
  view.setUint32(40, data.length, true)
  bytes.set(data, HEADER_BYTES)
  return bytes
}

/** Peak and RMS as fractions of full scale, 0 to 1. */
export function levelOf(samples: Int16Array): { readonly peak: number; readonly rms: number } {
  let peak = 0
  let energy = 0
  for (const sample of samples) {
    peak = Math.max(peak, Math.abs(sample))
    energy += sample * sample
  }
  return { peak: peak / 32_768, rms: Math.sqrt(energy / Math.max(1, samples.length)) / 32_768 }
}

export const decibels = (fraction: number): number => 20 * Math.log10(Math.max(fraction, 1e-9))
