import { readFile, stat } from 'node:fs/promises'
import { Resampler } from './resample.ts'
import { parseWav, readMono, type WavAudio } from '../files/wav-format.ts'

const MAX_FILE_BYTES = 200 * 1024 * 1024
const MAX_CACHE_BYTES = 64 * 1024 * 1024
const RATE_HZ = 8000
/** A file is looked at again when it was not for so long: not for every prompt of every call, and soon enough for one that was recorded anew. */
const TRUSTED_MS = 1000
/** A quarter of a second of output: well under a millisecond of work between two ticks. */
const SLICE_SAMPLES = 2000

export type DecodedFile =
  | { readonly ok: true; readonly samples: Int16Array }
  | { readonly ok: false; readonly error: string }

interface Entry {
  readonly stamp: string
  readonly decoded: Promise<DecodedFile>
  bytes: number
  lookedAtMs: number
}

/** Files as s16 at 8 kHz, decoded once as long as path, size and modification time stay; least recently used go first. */
export class AudioFileCache {
  readonly #entries = new Map<string, Entry>()
  readonly #maxBytes: number
  readonly #nowMs: () => number
  #bytes = 0

  /** `nowMs`: monotonic. */
  constructor({ maxBytes = MAX_CACHE_BYTES, nowMs = () => performance.now() } = {}) {
    this.#maxBytes = maxBytes
    this.#nowMs = nowMs
  }

  get sizeBytes(): number {
    return this.#bytes
  }

  /** Never rejects. */
  async load(path: string): Promise<DecodedFile> {
    try {
      const known = this.#entries.get(path)
      const nowMs = this.#nowMs()
      if (known !== undefined && nowMs - known.lookedAtMs < TRUSTED_MS) return await this.#use(path, known)
      if (known !== undefined) known.lookedAtMs = nowMs // by one; whoever asks meanwhile gets what is known
      const { mtimeMs, size } = await stat(path)
      const stamp = `${mtimeMs} ${size}`
      const still = this.#entries.get(path) // others may have asked meanwhile
      if (still?.stamp === stamp) return await this.#use(path, still)
      if (size > MAX_FILE_BYTES) return fail(path, `${size} bytes; at most ${MAX_FILE_BYTES} are played`)
      const entry: Entry = { stamp, decoded: decode(path), bytes: 0, lookedAtMs: nowMs }
      this.#forget(path)
      this.#entries.set(path, entry)
      return await this.#settle(path, entry)
    } catch (error) {
      this.#forget(path)
      return fail(path, error instanceof Error ? error.message : String(error))
    }
  }

  #use(path: string, entry: Entry): Promise<DecodedFile> {
    this.#entries.delete(path) // to the young end
    this.#entries.set(path, entry)
    return entry.decoded
  }

  #forget(path: string): void {
    this.#bytes -= this.#entries.get(path)?.bytes ?? 0
    this.#entries.delete(path)
  }

  async #settle(path: string, entry: Entry): Promise<DecodedFile> {
    const decoded = await entry.decoded.catch((error: unknown) => fail(path, String(error)))
    if (this.#entries.get(path) !== entry) return decoded // replaced meanwhile
    if (!decoded.ok) {
      this.#forget(path)
      return decoded
    }
    entry.bytes = decoded.samples.byteLength
    this.#bytes += entry.bytes
    for (const [oldest] of this.#entries) {
      if (this.#bytes <= this.#maxBytes) break
      this.#forget(oldest)
    }
    return decoded
  }
}

async function decode(path: string): Promise<DecodedFile> {
  const wav = parseWav(await readFile(path))
  if (!wav.ok) return fail(path, wav.error)
  return { ok: true, samples: await toTelephoneRate(wav.audio) }
}

/** In slices, letting ticks and packets in between. */
async function toTelephoneRate(audio: WavAudio): Promise<Int16Array> {
  const resampler = new Resampler(audio.rateHz, RATE_HZ)
  const out = new Int16Array(resampler.outputLength(audio.frames))
  for (let from = 0; from < out.length; from += SLICE_SAMPLES) {
    const count = Math.min(SLICE_SAMPLES, out.length - from)
    out.set(
      resampler.convert((first, length) => readMono(audio, first, length), from, count),
      from,
    )
    await new Promise((resume) => setImmediate(resume))
  }
  return out
}

function fail(path: string, reason: string): DecodedFile {
  return { ok: false, error: `cannot play ${path}: ${reason}` }
}
