/** Samples at 8 kHz: where the voice repeats itself, 50 to 200 Hz. */
const MIN_PERIOD = 40
const MAX_PERIOD = 160
/** Over so much two periods are compared. */
const WINDOW = 160
const SEAM = 40
const KEPT = MAX_PERIOD + WINDOW + SEAM
/** What is made up fades from here on, and is silence at the end: 10 and 60 ms. */
const FADES_AFTER = 80
const SILENT_AFTER = 480
/** From what was made up to what was said: 4 ms. */
const BLEND = 32

/** From the first sample up to, not including, the second. */
export type Gap = readonly [from: number, to: number]

/**
 * Fills gaps in a voice with its last period, again and again and fainter, as ITU-T G.711 Appendix I describes: one lost packet is hardly heard, and a longer
 * loss ends in silence. 8 kHz, s16.
 */
export class Concealer {
  /** The last that was said, before the gap. */
  readonly #said = new Int16Array(KEPT)
  #isHeard = false
  /** One period; empty outside of a gap. */
  #period: Float32Array = new Float32Array(0)
  #made = 0

  /** Writes into the gaps of the next frame. */
  fill(frame: Int16Array, gaps: readonly Gap[]): void {
    let at = 0
    for (const [from, to] of gaps) {
      this.#hear(frame, at, from)
      this.#lost(frame, from, to)
      at = to
    }
    this.#hear(frame, at, frame.length)
  }

  /** Nothing was said, or so long ago that nothing is made of it any more. */
  get isSilent(): boolean {
    return !this.#isHeard || (this.#period.length > 0 && this.#made >= SILENT_AFTER)
  }

  #hear(frame: Int16Array, from: number, to: number): void {
    if (from === to) return
    if (this.#period.length > 0) {
      const blended = Math.min(BLEND, to - from)
      for (let i = 0; i < blended; i++) {
        const made = this.#next()
        frame[from + i] = made + (((frame[from + i] ?? 0) - made) * (i + 1)) / (BLEND + 1)
      }
      this.#period = new Float32Array(0)
    }
    const kept = frame.subarray(Math.max(from, to - KEPT), to)
    this.#said.copyWithin(0, kept.length)
    this.#said.set(kept, KEPT - kept.length)
    this.#isHeard = true
  }

  #lost(frame: Int16Array, from: number, to: number): void {
    if (!this.#isHeard) return
    if (this.#period.length === 0) {
      this.#period = lastPeriod(this.#said)
      this.#made = 0
    }
    for (let i = from; i < to; i++) frame[i] = this.#next()
  }

  #next(): number {
    const sample = this.#period[this.#made % this.#period.length] ?? 0
    const fade = 1 - Math.max(0, this.#made - FADES_AFTER) / (SILENT_AFTER - FADES_AFTER)
    this.#made++
    return fade > 0 ? sample * fade : 0
  }
}

/** The end of `said`, made so that it follows itself without a step. */
function lastPeriod(said: Int16Array): Float32Array {
  const length = periodOf(said)
  const period = Float32Array.from(said.subarray(KEPT - length))
  const seam = Math.min(SEAM, length >> 1)
  for (let i = 0; i < seam; i++) {
    const at = length - seam + i
    const before = said[KEPT - length - seam + i] ?? 0
    period[at] = (period[at] ?? 0) + ((before - (period[at] ?? 0)) * (i + 1)) / (seam + 1)
  }
  return period
}

/** By how many samples the end of `said` is most like itself. */
function periodOf(said: Int16Array): number {
  let best = MAX_PERIOD
  let most = 0
  for (let lag = MIN_PERIOD; lag <= MAX_PERIOD; lag++) {
    let likeness = 0
    let energy = 1
    for (let i = KEPT - WINDOW; i < KEPT; i++) {
      const before = said[i - lag] ?? 0
      likeness += (said[i] ?? 0) * before
      energy += before * before
    }
    const score = likeness > 0 ? (likeness * likeness) / energy : 0
    if (score > most) {
      most = score
      best = lag
    }
  }
  return best
}
