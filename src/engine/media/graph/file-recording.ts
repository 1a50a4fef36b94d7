import { heldInOpus, lengthOfOpus } from '../files/mend-opus.ts'
import { heldIn } from '../files/mend-wav.ts'
import { mix } from './mix.ts'
import { OpusFileWriter } from '../files/opus-file-writer.ts'
import type { SoundFile, SoundFileForm } from '../files/sound-file.ts'
import type { RecordOptions } from '../media-engine.ts'
import { RecordingTrack } from './recording-track.ts'
import type { FrameSink } from '../rtp-stream.ts'
import { StreamUpsampler } from './stream-upsampler.ts'
import { WavFileWriter } from '../files/wav-file-writer.ts'
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
  readonly sides: FrameSink['sides']
  readonly #track: RecordingTrack
  readonly #writer: SoundFile
  /** One for each channel; none at 8 kHz. */
  readonly #upsamplers: readonly StreamUpsampler[]
  readonly #onEnd: (end: RecordingEnd) => void
  #isPaused: boolean
  #finished: Promise<void> | undefined

  constructor(options: FileRecordingOptions) {
    this.sides = options.isJoined ? (options.sides ?? 'mixed') : 'far-end'
    this.#isPaused = options.isPaused ?? false
    const { path, sampleRateHz = 8_000, endOnSilenceMs = 0 } = options
    this.#track = new RecordingTrack({ maxDurationMs: Math.min(options.maxDurationMs, LONGEST_MS), endOnSilenceMs })
    const form: SoundFileForm = { rateHz: sampleRateHz, channels: this.sides === 'apart' ? 2 : 1 }
    const isContinued = options.isContinued === true
    const begun =
      options.container === 'opus'
        ? openOpus(path, form, isContinued)
        : openWav(path, form, isContinued, endOnSilenceMs)
    this.#writer = begun.file
    if (begun.held !== undefined) this.#track.goOn(begun.held.samples, begun.held.tail)
    const upsamplers = sampleRateHz === 8_000 ? 0 : form.channels
    this.#upsamplers = Array.from({ length: upsamplers }, () => new StreamUpsampler(sampleRateHz))
    this.#onEnd = options.onEnd
  }

  add(...sides: readonly Int16Array[]): void {
    if (this.#finished !== undefined) return
    if (this.#writer.error !== undefined) {
      void this.finish('closed')
      return
    }
    const length = sides[0]?.length ?? 0
    const said = this.#isPaused ? sides.map(() => new Int16Array(length)) : sides
    const [first = new Int16Array(length)] = said
    const { keep, endedBy } = this.#track.add(said.length > 1 ? mix(said, length) : first)
    const kept = said.map((side) => side.subarray(0, keep.length))
    this.#writer.append(byTurns(kept.map((side, index) => this.#upsamplers[index]?.add(side) ?? side)))
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
    this.#writer.append(byTurns(this.#upsamplers.map((upsampler) => upsampler.end())))
    const error = (await this.#writer.close()) ?? reason
    this.#onEnd({ durationMs: this.#track.durationMs, endedBy, ...(error === undefined ? {} : { error }) })
  }
}

interface Begun {
  readonly file: SoundFile
  /** What is in it already, in samples at 8 kHz. */
  readonly held?: { readonly samples: number; readonly tail: Int16Array }
}

function openWav(path: string, form: SoundFileForm, isContinued: boolean, endOnSilenceMs: number): Begun {
  const { rateHz, channels } = form
  const tailMs = endOnSilenceMs > 0 ? Math.min(endOnSilenceMs, MAX_TAIL_MS) + MORE_TAIL_MS : 0
  const held = isContinued ? unlessUnreadable(() => heldIn(path, (tailMs * rateHz) / 1_000)) : undefined
  if (held?.rateHz !== rateHz || held.channels !== channels) return { file: new WavFileWriter(path, form) }
  const step = rateHz / 8_000
  const tail = held.tail.filter((_, index) => index % step === 0)
  return {
    file: new WavFileWriter(path, form, held.samples),
    held: { samples: Math.round(held.samples / step), tail },
  }
}

/** Whether anybody was heard before is not listened to: what ends by silence is a message, and messages are WAV. */
function openOpus(path: string, form: SoundFileForm, isContinued: boolean): Begun {
  const held = isContinued ? unlessUnreadable(() => heldInOpus(path)) : undefined
  if (held?.form.channels !== form.channels || held.form.rateHz !== form.rateHz)
    return { file: new OpusFileWriter(path, form) }
  const samples = 8 * lengthOfOpus(held.granule)
  return { file: new OpusFileWriter(path, form, held), held: { samples, tail: new Int16Array(0) } }
}

/** Where nothing of ours is, the file is begun anew, and says itself why it cannot be. */
function unlessUnreadable<T>(read: () => T | undefined): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}

/** Left, right, left, right. */
function byTurns(sides: readonly Int16Array[]): Int16Array {
  const [first = new Int16Array(0), second] = sides
  if (second === undefined) return first
  const out = new Int16Array(2 * first.length)
  for (let i = 0; i < first.length; i++) {
    out[2 * i] = first[i] ?? 0
    out[2 * i + 1] = second[i] ?? 0
  }
  return out
}
