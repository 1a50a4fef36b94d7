/** How one sample of one channel stands in a file. Integers fill their bytes from the top, so 20 bits in 3 bytes read as 24. */
export type SampleEncoding = 'unsigned-8' | 'signed' | 'float' | 'a-law' | 'mu-law'

/** Samples as a container describes them. */
export interface PcmSound {
  readonly rateHz: number
  readonly channels: number
  readonly encoding: SampleEncoding
  /** Of one sample: 1 to 4, of floats 4 or 8. */
  readonly bytesPerSample: number
  readonly littleEndian: boolean
  readonly data: Uint8Array
}

/** Some sound: one array a channel, all of one length, full scale 1. */
export interface SoundPiece {
  readonly rateHz: number
  readonly channels: readonly Float32Array[]
}

export const framesOf = ({ channels, bytesPerSample, data }: PcmSound): number =>
  Math.floor(data.length / (channels * bytesPerSample))

/** A second or so at a time, so that a long file never stands in memory as floats. A last frame that is cut off is left out. */
export function* pcmPieces(sound: PcmSound): Generator<SoundPiece> {
  const { rateHz, channels, bytesPerSample } = sound
  const read = sampleReader(sound)
  const frameBytes = channels * bytesPerSample
  const frames = framesOf(sound)
  for (let first = 0; first < frames; first += FRAMES_A_PIECE) {
    const length = Math.min(FRAMES_A_PIECE, frames - first)
    yield {
      rateHz,
      channels: Array.from({ length: channels }, (_, channel) => {
        const samples = new Float32Array(length)
        for (let i = 0, at = first * frameBytes + channel * bytesPerSample; i < length; i++, at += frameBytes) {
          samples[i] = read(at)
        }
        return samples
      }),
    }
  }
}

/** Whether samples can be so: what a header says is not always what a reader knows. */
export const isReadable = (encoding: SampleEncoding, bytesPerSample: number): boolean =>
  sizes[encoding].includes(bytesPerSample)

const sizes: Readonly<Record<SampleEncoding, readonly number[]>> = {
  'unsigned-8': [1],
  signed: [1, 2, 3, 4],
  float: [4, 8],
  'a-law': [1],
  'mu-law': [1],
}

function sampleReader({ encoding, bytesPerSample, littleEndian, data }: PcmSound): (at: number) => number {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  switch (encoding) {
    case 'unsigned-8':
      return (at) => (view.getUint8(at) - 128) / 128
    case 'a-law':
      return (at) => (aLaw[view.getUint8(at)] ?? 0) / 32_768
    case 'mu-law':
      return (at) => (muLaw[view.getUint8(at)] ?? 0) / 32_768
    case 'float':
      return finite(
        bytesPerSample === 8 ? (at) => view.getFloat64(at, littleEndian) : (at) => view.getFloat32(at, littleEndian),
      )
    case 'signed':
      if (bytesPerSample === 1) return (at) => view.getInt8(at) / 128
      if (bytesPerSample === 2) return (at) => view.getInt16(at, littleEndian) / 32_768
      if (bytesPerSample === 4) return (at) => view.getInt32(at, littleEndian) / 2_147_483_648
      return littleEndian
        ? (at) => (view.getUint8(at) / 256 + view.getInt16(at + 1, true)) / 32_768
        : (at) => (view.getInt16(at, false) + view.getUint8(at + 2) / 256) / 32_768
  }
}

/** A float that is no number would spoil everything a filter makes after it. */
const finite = (read: (at: number) => number) => (at: number) => {
  const value = read(at)
  return Number.isFinite(value) ? value : 0
}

/** ITU-T G.711 §3, table 1a: 13 bits of the linear value, here at the top of 16. */
const aLaw = Int16Array.from({ length: 256 }, (_, byte) => {
  const code = byte ^ 0x55
  const segment = (code >> 4) & 7
  const step = ((code & 0x0f) << 4) + 8
  const value = segment === 0 ? step : (step + 256) << (segment - 1)
  return (code & 0x80) === 0 ? -value : value
})

/** ITU-T G.711 §3, table 2a: 14 bits of the linear value, here at the top of 16. */
const muLaw = Int16Array.from({ length: 256 }, (_, byte) => {
  const code = ~byte & 0xff
  const value = ((((code & 0x0f) << 3) + 132) << ((code >> 4) & 7)) - 132
  return (code & 0x80) === 0 ? value : -value
})

const FRAMES_A_PIECE = 32_768
