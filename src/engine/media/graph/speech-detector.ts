/** A frame quieter than this (-47 dBFS) is silence whatever the line's noise. */
const LEAST_SPEECH_RMS = 150
/** Speech stands out of the noise floor by this factor (9 dB) ... */
const ABOVE_FLOOR = 2.8
/** ... up to here: nobody speaks below -30 dBFS only because the line is noisy. */
const MOST_NOISE_RMS = 1000
const FLOOR_RISE = 1.002

/** Tells speech from silence by energy over an estimate of the line's noise, frame by frame (20 ms). */
export class SpeechDetector {
  #floor = LEAST_SPEECH_RMS / ABOVE_FLOOR

  isSpeech(frame: Int16Array): boolean {
    const level = rms(frame)
    // Falls at once, rises slowly: between words the floor finds the noise, within a word it hardly moves.
    this.#floor = level < this.#floor ? level : Math.min(MOST_NOISE_RMS / ABOVE_FLOOR, this.#floor * FLOOR_RISE + 0.05)
    return level > Math.max(LEAST_SPEECH_RMS, this.#floor * ABOVE_FLOOR)
  }
}

export function rms(frame: Int16Array): number {
  let sum = 0
  for (const sample of frame) sum += sample * sample
  return frame.length === 0 ? 0 : Math.sqrt(sum / frame.length)
}
