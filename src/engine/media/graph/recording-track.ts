import { SpeechDetector } from './speech-detector.ts'

const SAMPLES_PER_MS = 8
const FRAME_SAMPLES = 160

export interface TrackLimits {
  readonly maxDurationMs: number
  /** 0 = never. */
  readonly endOnSilenceMs: number
}

/** Decides, frame by frame, what of the audio belongs to a recording and when it is over. */
export class RecordingTrack {
  readonly #limits: TrackLimits
  readonly #speech = new SpeechDetector()
  #samples = 0
  #silentSamples = 0
  #heardSpeech = false

  constructor(limits: TrackLimits) {
    this.#limits = limits
  }

  /** Goes on where another left off after `samples`, of which the last are `tail`: whether anybody was heard since the last silence is in them. */
  goOn(samples: number, tail: Int16Array): void {
    for (let from = 0; from < tail.length; from += FRAME_SAMPLES) {
      this.#isOverBySilence(tail.subarray(from, from + FRAME_SAMPLES))
    }
    this.#samples = samples
  }

  get durationMs(): number {
    return Math.round(this.#samples / SAMPLES_PER_MS)
  }

  /** `keep` is the part of `frame` to write; `endedBy` says that it is the last. */
  add(frame: Int16Array): { readonly keep: Int16Array; readonly endedBy?: 'limit' | 'silence' } {
    const room = Math.max(0, Math.round(this.#limits.maxDurationMs * SAMPLES_PER_MS) - this.#samples)
    const keep = frame.subarray(0, Math.min(frame.length, room))
    this.#samples += keep.length
    if (frame.length >= room) return { keep, endedBy: 'limit' }
    return this.#isOverBySilence(frame) ? { keep, endedBy: 'silence' } : { keep }
  }

  #isOverBySilence(frame: Int16Array): boolean {
    if (this.#limits.endOnSilenceMs <= 0) return false
    if (this.#speech.isSpeech(frame)) {
      this.#heardSpeech = true
      this.#silentSamples = 0
      return false
    }
    this.#silentSamples += frame.length
    return this.#heardSpeech && this.#silentSamples >= this.#limits.endOnSilenceMs * SAMPLES_PER_MS
  }
}
