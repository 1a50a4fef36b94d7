import { heldIn } from './mend-wav.ts'
import type { RecordOptions } from '../media-engine.ts'
import { RecordingTrack } from './recording-track.ts'
import type { FrameSink } from '../rtp-stream.ts'
import { StreamUpsampler } from './stream-upsampler.ts'
import { WavFileWriter } from './wav-file-writer.ts'
import type { RecordingEnd } from '../worker-messages.ts'

/** Sizes in a WAV header are 32 bits: 74 hours at 8 kHz, 37 at 16. */
const LONGEST_MS = 36 * 3_600_000

/** Of a file that is gone on with, so much is listened to again: for longer nobody is waited for to speak. */
const MAX_TAIL_MS = 60_000
/** What a thread that died had not written yet, and what a detector needs to find the line's noise. */
const MORE_TAIL_MS = 2_000

export type FileRecordingOptions = RecordOptions & {
  readonly isJoined: boolean
  /** What the file holds stays, and the recording goes on behind it. */
  readonly isContinued?: boolean
  readonly isPaused?: boolean
  readonly onEnd: (end: RecordingEnd) => void
}

/** One recording from first frame to closed file. `onEnd` is called once, when the file is complete. */
export class FileRecording implements FrameSink {
  readonly isJoined: boolean
  readonly #track: RecordingTrack
  readonly #writer: WavFileWriter
  readonly #upsampler: StreamUpsampler | undefined
  readonly #onEnd: (end: RecordingEnd) => void
  #isPaused: boolean
  #finished: Promise<void> | undefined

  constructor(options: FileRecordingOptions) {
    this.isJoined = options.isJoined
    this.#isPaused = options.isPaused ?? false
    const { path, sampleRateHz = 8_000, endOnSilenceMs = 0 } = options
    this.#track = new RecordingTrack({ maxDurationMs: Math.min(options.maxDurationMs, LONGEST_MS), endOnSilenceMs })
    const held = options.isContinued === true ? heldBefore(path, sampleRateHz, endOnSilenceMs) : undefined
    if (held !== undefined) this.#track.goOn(held.samples, held.tail)
    this.#writer = new WavFileWriter(path, sampleRateHz, held?.inFile)
    this.#upsampler = sampleRateHz === 8_000 ? undefined : new StreamUpsampler(sampleRateHz)
    this.#onEnd = options.onEnd
  }

  add(frame: Int16Array): void {
    if (this.#finished !== undefined) return
    if (this.#writer.error !== undefined) {
      void this.finish('closed')
      return
    }
    const { keep, endedBy } = this.#track.add(this.#isPaused ? new Int16Array(frame.length) : frame)
    this.#writer.append(this.#upsampler?.add(keep) ?? keep)
    if (endedBy !== undefined) void this.finish(endedBy)
  }

  /** Silence stands for what is said meanwhile, so that the rest stays where it is in time. */
  pause(isPaused: boolean): void {
    this.#isPaused = isPaused
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

/** In samples at 8 kHz, but `inFile`. Undefined when nothing of ours is there: then the file is begun anew, and says itself why it cannot be. */
function heldBefore(path: string, rateHz: number, endOnSilenceMs: number) {
  const step = rateHz / 8_000
  const tailMs = endOnSilenceMs > 0 ? Math.min(endOnSilenceMs, MAX_TAIL_MS) + MORE_TAIL_MS : 0
  try {
    const held = heldIn(path, (tailMs * rateHz) / 1_000)
    if (held?.rateHz !== rateHz) return undefined
    return {
      inFile: held.samples,
      samples: Math.round(held.samples / step),
      tail: held.tail.filter((_, index) => index % step === 0),
    }
  } catch {
    return undefined
  }
}
