import { FileQueue } from './file-queue.ts'
import type { SoundFile, SoundFileForm } from './sound-file.ts'
import { WAV_HEADER_BYTES, wavHeader } from './wav-format.ts'

/** What a crash may cost. */
const FLUSH_SECONDS = 1

/**
 * Writes a 16-bit WAV whose header is right after every second written: data first, then the sizes, so a process that dies leaves a file that plays.
 */
export class WavFileWriter implements SoundFile {
  readonly #form: SoundFileForm
  readonly #file: FileQueue
  #pending: Int16Array[] = []
  #pendingSamples = 0
  /** Samples of all channels. */
  #written: number

  /** `held`: samples of each channel that are in the file already, under a header that says so; they stay. */
  constructor(path: string, form: SoundFileForm, held = 0) {
    this.#form = form
    this.#written = held * form.channels
    this.#file = new FileQueue(path, held > 0)
    if (held === 0) this.#writeHeader()
  }

  get error(): string | undefined {
    return this.#file.error
  }

  append(samples: Int16Array): void {
    if (this.error !== undefined || samples.length === 0) return
    this.#pending.push(samples)
    this.#pendingSamples += samples.length
    if (this.#pendingSamples >= FLUSH_SECONDS * this.#form.rateHz * this.#form.channels) this.#flush()
  }

  close(): Promise<string | undefined> {
    this.#flush()
    return this.#file.close()
  }

  #flush(): void {
    if (this.#pendingSamples === 0) return
    this.#file.write(toBytes(this.#pending, this.#pendingSamples), WAV_HEADER_BYTES + 2 * this.#written)
    this.#written += this.#pendingSamples
    this.#pending = []
    this.#pendingSamples = 0
    this.#writeHeader()
  }

  #writeHeader(): void {
    this.#file.write(wavHeader(this.#written / this.#form.channels, this.#form.rateHz, this.#form.channels), 0)
  }
}

/** Little-endian whatever the machine. */
function toBytes(frames: readonly Int16Array[], samples: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(2 * samples))
  let offset = 0
  for (const frame of frames) {
    for (const sample of frame) {
      view.setInt16(offset, sample, true)
      offset += 2
    }
  }
  return new Uint8Array(view.buffer)
}
