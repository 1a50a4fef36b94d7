import type { RecordOptions } from './media-engine.ts'
import { RecordingTrack } from './recording-track.ts'
import type { FrameSink } from './rtp-stream.ts'
import { StreamUpsampler } from './stream-upsampler.ts'
import { WavFileWriter } from './wav-file-writer.ts'
import type { RecordingEnd } from './worker-messages.ts'

/** Sizes in a WAV header are 32 bits: 74 hours at 8 kHz, 37 at 16. */
const LONGEST_MS = 36 * 3_600_000

/** One recording from first frame to closed file. `onEnd` is called once, when the file is complete. */
export class FileRecording implements FrameSink {
  readonly isJoined: boolean
  readonly #track: RecordingTrack
  readonly #writer: WavFileWriter
  readonly #upsampler: StreamUpsampler | undefined
  readonly #onEnd: (end: RecordingEnd) => void
  #finished: Promise<void> | undefined

  constructor(options: RecordOptions & { readonly isJoined: boolean; readonly onEnd: (end: RecordingEnd) => void }) {
    this.isJoined = options.isJoined
    this.#track = new RecordingTrack({
      maxDurationMs: Math.min(options.maxDurationMs, LONGEST_MS),
      endOnSilenceMs: options.endOnSilenceMs ?? 0,
    })
    const { sampleRateHz = 8_000 } = options
    this.#writer = new WavFileWriter(options.path, sampleRateHz)
    this.#upsampler = sampleRateHz === 8_000 ? undefined : new StreamUpsampler(sampleRateHz)
    this.#onEnd = options.onEnd
  }

  add(frame: Int16Array): void {
    if (this.#finished !== undefined) return
    if (this.#writer.error !== undefined) {
      void this.finish('closed')
      return
    }
    const { keep, endedBy } = this.#track.add(frame)
    this.#writer.append(this.#upsampler?.add(keep) ?? keep)
    if (endedBy !== undefined) void this.finish(endedBy)
  }

  /** Resolves when the file is closed; later calls wait for the first. */
  finish(endedBy: RecordingEnd['endedBy'], reason?: string): Promise<void> {
    this.#finished ??= this.#close(endedBy, reason)
    return this.#finished
  }

  async #close(endedBy: RecordingEnd['endedBy'], reason: string | undefined): Promise<void> {
    if (this.#upsampler) this.#writer.append(this.#upsampler.end())
    const error = (await this.#writer.close()) ?? reason
    this.#onEnd({ durationMs: this.#track.durationMs, endedBy, ...(error === undefined ? {} : { error }) })
  }
}
