/** Zero crossings of the sinc on either side: sets how steep the edge is. */
const ZERO_CROSSINGS = 32
/** Middle of the edge as a part of the lower Nyquist frequency: 3.74 kHz when ending at 8 kHz, flat to 3.4, gone at 4.1. */
const PASSBAND = 0.935
const KAISER_BETA = 8

/** Reads `count` mono s16 samples from `from`, silence outside the recording. */
export type SampleReader = (from: number, count: number) => Int16Array

/**
 * Band-limited conversion between two rates by windowed sinc, one kernel per phase (ratios in lowest terms: 44.1 kHz to 8 kHz has
 * 80). Stateless: any slice of the output can be asked for, so long files are converted in small pieces between ticks.
 */
export class Resampler {
  readonly #up: number
  readonly #down: number
  readonly #half: number
  readonly #cutoff: number
  readonly #kernels = new Map<number, Float32Array>()

  constructor(fromHz: number, toHz: number) {
    const divisor = greatestCommonDivisor(fromHz, toHz)
    this.#up = toHz / divisor
    this.#down = fromHz / divisor
    // Cycles per input sample.
    this.#cutoff = (PASSBAND * Math.min(1, toHz / fromHz)) / 2
    this.#half = Math.ceil(ZERO_CROSSINGS / (2 * this.#cutoff))
  }

  /** Output samples that `frames` input samples make. */
  outputLength(frames: number): number {
    return Math.floor((frames * this.#up) / this.#down)
  }

  /** Output samples `from` to `from + count`. */
  convert(read: SampleReader, from: number, count: number): Int16Array {
    if (this.#up === this.#down) return read(from, count)
    const firstInput = Math.floor((from * this.#down) / this.#up) - this.#half + 1
    const lastInput = Math.floor(((from + count - 1) * this.#down) / this.#up) + this.#half
    const input = read(firstInput, lastInput - firstInput + 1)
    const out = new Int16Array(count)
    for (let i = 0; i < count; i++) {
      const position = (from + i) * this.#down
      const start = Math.floor(position / this.#up) - this.#half + 1 - firstInput
      out[i] = convolve(input, start, this.#kernel(position % this.#up))
    }
    return out
  }

  #kernel(phase: number): Float32Array {
    const known = this.#kernels.get(phase)
    if (known !== undefined) return known
    const kernel = new Float32Array(2 * this.#half)
    const centre = this.#half - 1 + phase / this.#up
    let sum = 0
    for (let i = 0; i < kernel.length; i++) {
      const value = windowedSinc(i - centre, this.#cutoff, this.#half)
      kernel[i] = value
      sum += value
    }
    for (let i = 0; i < kernel.length; i++) kernel[i] = (kernel[i] ?? 0) / sum // unity gain at 0 Hz in every phase
    this.#kernels.set(phase, kernel)
    return kernel
  }
}

function convolve(input: Int16Array, start: number, kernel: Float32Array): number {
  let sum = 0
  for (let i = 0; i < kernel.length; i++) sum += (input[start + i] ?? 0) * (kernel[i] ?? 0)
  return Math.max(-32_768, Math.min(32_767, Math.round(sum)))
}

function windowedSinc(x: number, cutoff: number, half: number): number {
  const ratio = x / half
  if (Math.abs(ratio) >= 1) return 0
  const angle = 2 * Math.PI * cutoff * x
  const sinc = x === 0 ? 2 * cutoff : (2 * cutoff * Math.sin(angle)) / angle
  return (sinc * bessel0(KAISER_BETA * Math.sqrt(1 - ratio * ratio))) / bessel0(KAISER_BETA)
}

/** Modified Bessel function of the first kind, order 0, by its series. */
function bessel0(x: number): number {
  let sum = 1
  let term = 1
  for (let k = 1; term > sum * 1e-10; k++) {
    term *= (x / (2 * k)) ** 2
    sum += term
  }
  return sum
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b)
}
