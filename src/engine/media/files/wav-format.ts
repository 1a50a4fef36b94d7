import { decodeG711 } from '../codec/g711.ts'

/** A WAV file's audio, still encoded. Frames are samples per channel. */
export interface WavAudio {
  readonly encoding: 'pcm16' | 'ulaw' | 'alaw'
  readonly channels: number
  readonly rateHz: number
  readonly frames: number
  readonly data: Uint8Array
}

export type WavResult = { readonly ok: true; readonly audio: WavAudio } | { readonly ok: false; readonly error: string }

const FORMAT_PCM = 1
const FORMAT_ALAW = 6
const FORMAT_ULAW = 7
const FORMAT_EXTENSIBLE = 0xfffe
const MAX_CHUNKS = 256
const MIN_RATE_HZ = 4000
const MAX_RATE_HZ = 192_000

/** RIFF/WAVE of 16-bit PCM, µ-law or A-law, mono or stereo. A data chunk cut short by a crash is read as far as it goes. */
export function parseWav(file: Uint8Array): WavResult {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  if (file.length < 12 || tag(view, 0) !== 'RIFF' || tag(view, 8) !== 'WAVE') return fail('not a RIFF/WAVE file')
  let format: Format | undefined
  let offset = 12
  for (let chunks = 0; offset + 8 <= file.length; chunks++) {
    if (chunks === MAX_CHUNKS) return fail(`more than ${MAX_CHUNKS} chunks before the audio`)
    const id = tag(view, offset)
    const size = view.getUint32(offset + 4, true)
    const start = offset + 8
    if (id === 'fmt ') {
      const read = readFormat(view, start, size)
      if (typeof read === 'string') return fail(read)
      format = read
    }
    if (id === 'data') {
      if (format === undefined) return fail('the data chunk comes before the fmt chunk')
      return finish(format, file.subarray(start, Math.min(file.length, start + size)))
    }
    offset = start + size + (size & 1)
  }
  return fail(format === undefined ? 'no fmt chunk' : 'no data chunk')
}

type Format = Pick<WavAudio, 'encoding' | 'channels' | 'rateHz'>

function readFormat(view: DataView, start: number, size: number): Format | string {
  if (size < 16 || start + size > view.byteLength) return `fmt chunk of ${size} bytes; at least 16 are needed`
  let code = view.getUint16(start, true)
  const channels = view.getUint16(start + 2, true)
  const rateHz = view.getUint32(start + 4, true)
  const bits = view.getUint16(start + 14, true)
  if (code === FORMAT_EXTENSIBLE) {
    if (size < 26) return `extensible fmt chunk of ${size} bytes; at least 26 are needed`
    code = view.getUint16(start + 24, true)
  }
  if (channels !== 1 && channels !== 2) return `${channels} channels; only 1 or 2 are played`
  if (rateHz < MIN_RATE_HZ || rateHz > MAX_RATE_HZ) {
    return `sample rate ${rateHz} Hz; ${MIN_RATE_HZ} to ${MAX_RATE_HZ} Hz are played`
  }
  const wantedBits = code === FORMAT_PCM ? 16 : 8
  const encoding =
    code === FORMAT_PCM ? 'pcm16' : code === FORMAT_ULAW ? 'ulaw' : code === FORMAT_ALAW ? 'alaw' : undefined
  if (encoding === undefined) return `encoding ${code}; only PCM (1), A-law (6) and µ-law (7) are played`
  if (bits !== wantedBits) return `${bits} bits per sample; ${encoding} needs ${wantedBits}`
  return { encoding, channels, rateHz }
}

function finish(format: Format, data: Uint8Array): WavResult {
  const bytesPerFrame = format.channels * (format.encoding === 'pcm16' ? 2 : 1)
  const frames = Math.floor(data.length / bytesPerFrame)
  if (frames === 0) return fail('no audio in the data chunk')
  return { ok: true, audio: { ...format, frames, data } }
}

/** Frames `from` to `from + count`, channels averaged, s16; silence outside the file. */
export function readMono(audio: WavAudio, from: number, count: number): Int16Array {
  const out = new Int16Array(count)
  const first = Math.max(0, -from)
  const last = Math.min(count, audio.frames - from)
  if (last <= first) return out
  const samples = linearSamples(audio, (from + first) * audio.channels, (last - first) * audio.channels)
  if (audio.channels === 1) {
    out.set(samples, first)
    return out
  }
  for (let i = 0; i < last - first; i++) out[first + i] = ((samples[2 * i] ?? 0) + (samples[2 * i + 1] ?? 0)) >> 1
  return out
}

function linearSamples(audio: WavAudio, from: number, count: number): Int16Array {
  if (audio.encoding !== 'pcm16') {
    return decodeG711(audio.encoding === 'ulaw' ? 'PCMU' : 'PCMA', audio.data.subarray(from, from + count))
  }
  const view = new DataView(audio.data.buffer, audio.data.byteOffset + 2 * from, 2 * count)
  const out = new Int16Array(count)
  for (let i = 0; i < count; i++) out[i] = view.getInt16(2 * i, true)
  return out
}

export const WAV_HEADER_BYTES = 44

/** Header of a 16-bit file of `samples` samples in each channel. */
export function wavHeader(samples: number, rateHz = 8_000, channels = 1): Uint8Array {
  const frameBytes = 2 * channels
  const view = new DataView(new ArrayBuffer(WAV_HEADER_BYTES))
  writeTag(view, 0, 'RIFF')
  view.setUint32(4, WAV_HEADER_BYTES - 8 + frameBytes * samples, true)
  writeTag(view, 8, 'WAVE')
  writeTag(view, 12, 'fmt ')
  view.setUint32(16, 16, true)
  view.setUint16(20, FORMAT_PCM, true)
  view.setUint16(22, channels, true)
  view.setUint32(24, rateHz, true)
  view.setUint32(28, frameBytes * rateHz, true)
  view.setUint16(32, frameBytes, true)
  view.setUint16(34, 16, true)
  writeTag(view, 36, 'data')
  view.setUint32(40, frameBytes * samples, true)
  return new Uint8Array(view.buffer)
}

function tag(view: DataView, offset: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(offset + i)))
}

function writeTag(view: DataView, offset: number, text: string): void {
  for (let i = 0; i < 4; i++) view.setUint8(offset + i, text.charCodeAt(i))
}

function fail(error: string): WavResult {
  return { ok: false, error }
}
