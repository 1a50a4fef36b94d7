import { type FileHandle, open } from 'node:fs/promises'
import { WAV_HEADER_BYTES, wavHeader } from './wav-format.ts'

/** One second at 8 kHz: what a crash may cost. */
const FLUSH_SAMPLES = 8000

/**
 * Writes a mono 16-bit WAV, 8 kHz unless told, whose header is right after every second written: data first, then the sizes, so a process that
 * dies leaves a file that plays. Writing happens behind the caller's back; the first failure is reported by `close`.
 */
export class WavFileWriter {
  readonly #file: Promise<FileHandle>
  #work: Promise<void>
  #error: string | undefined
  #pending: Int16Array[] = []
  #pendingSamples = 0
  #written: number

  /** `held`: samples that are in the file already, under a header that says so; they stay. */
  constructor(path: string, rateHz = 8_000, held = 0) {
    this.#rateHz = rateHz
    this.#written = held
    this.#file = open(path, held > 0 ? 'r+' : 'w', 0o600) // somebody's voice
    this.#work = this.#run(path, async (file) => {
      if (held === 0) await file.write(wavHeader(0, rateHz), 0, WAV_HEADER_BYTES, 0)
    })
    this.#path = path
  }

  readonly #path: string
  readonly #rateHz: number

  append(samples: Int16Array): void {
    if (this.#error !== undefined || samples.length === 0) return
    this.#pending.push(samples)
    this.#pendingSamples += samples.length
    if (this.#pendingSamples >= FLUSH_SAMPLES) this.#flush()
  }

  /** Why writing failed, as soon as that is known. */
  get error(): string | undefined {
    return this.#error
  }

  /** Resolves to the error, if any, once all is on disk. */
  async close(): Promise<string | undefined> {
    this.#flush()
    await this.#work
    await this.#file.then(
      (file) => this.#end(file),
      () => undefined,
    )
    return this.#error
  }

  /** Flushed, so that whoever is told that it is over is told of something that lasts. */
  async #end(file: FileHandle): Promise<void> {
    await this.#run(this.#path, () => file.datasync())
    await file.close()
  }

  #flush(): void {
    if (this.#pendingSamples === 0) return
    const bytes = toBytes(this.#pending, this.#pendingSamples)
    this.#pending = []
    const before = this.#written
    this.#written += this.#pendingSamples
    this.#pendingSamples = 0
    const previous = this.#work
    this.#work = previous.then(() =>
      this.#run(this.#path, async (file) => {
        const { bytesWritten } = await file.write(bytes, 0, bytes.length, WAV_HEADER_BYTES + 2 * before)
        // What the header says must be there: a disk that fills up takes a part.
        if (bytesWritten < bytes.length)
          throw new Error(`only ${bytesWritten} of ${bytes.length} bytes could be written`)
        await file.write(wavHeader(before + bytes.length / 2, this.#rateHz), 0, WAV_HEADER_BYTES, 0)
      }),
    )
  }

  async #run(path: string, step: (file: FileHandle) => Promise<void>): Promise<void> {
    if (this.#error !== undefined) return
    try {
      await step(await this.#file)
    } catch (error) {
      this.#error = `cannot record to ${path}: ${error instanceof Error ? error.message : String(error)}`
    }
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
