import { Resampler } from './resample.ts'

const FROM_HZ = 8_000
/** More than the kernel reaches to either side, in samples at 8 kHz. */
const MARGIN = 160

/** 8 kHz to a higher rate, piece by piece as the audio comes in; `end` gives what the edge of the kernel still held back. */
export class StreamUpsampler {
  readonly #resampler: Resampler
  readonly #factor: number
  /** Input samples kept, the first of which is number `#start` of all. */
  #kept: Int16Array = new Int16Array(0)
  #start = 0
  #written = 0

  /** `toHz` is a multiple of 8,000. */
  constructor(toHz: number) {
    this.#resampler = new Resampler(FROM_HZ, toHz)
    this.#factor = toHz / FROM_HZ
  }

  add(samples: Int16Array): Int16Array {
    const kept = new Int16Array(this.#kept.length + samples.length)
    kept.set(this.#kept)
    kept.set(samples, this.#kept.length)
    this.#kept = kept
    return this.#upTo(this.#start + kept.length - MARGIN)
  }

  end(): Int16Array {
    return this.#upTo(this.#start + this.#kept.length)
  }

  #upTo(inputEnd: number): Int16Array {
    const count = Math.max(0, inputEnd * this.#factor - this.#written)
    if (count === 0) return new Int16Array(0)
    const out = this.#resampler.convert((from, length) => this.#read(from, length), this.#written, count)
    this.#written += count
    const done = Math.max(0, inputEnd - MARGIN - this.#start)
    this.#kept = this.#kept.subarray(done)
    this.#start += done
    return out
  }

  #read(from: number, length: number): Int16Array {
    const out = new Int16Array(length)
    const first = Math.max(from, this.#start)
    const last = Math.min(from + length, this.#start + this.#kept.length)
    if (last > first) out.set(this.#kept.subarray(first - this.#start, last - this.#start), first - from)
    return out
  }
}
