/** Turns mono samples of one rate into another, piece by piece. */
export interface Resampler {
  push(samples: Float32Array): Float32Array
  /** What the filter still holds. */
  finish(): Float32Array
}

/**
 * A polyphase FIR low-pass: a Kaiser-windowed sinc, flat to 90 % of the lower Nyquist frequency and about 80 dB down where it would alias
 * noticeably. The delay of the filter is taken out, so a click stays where it was.
 */
export function resampler(fromHz: number, toHz: number): Resampler {
  if (fromHz === toHz) return { push: (samples) => samples, finish: () => new Float32Array() }
  const { phases, halfTaps } = filterBank(fromHz, toHz)
  const divisor = gcd(fromHz, toHz)
  const up = toHz / divisor
  const down = fromHz / divisor
  const taps = halfTaps * 2
  // `history` begins `halfTaps` before the first input sample, in silence.
  let history = new Float32Array(halfTaps)
  let historyStart = -halfTaps
  let received = 0
  let made = 0

  /** Output `n` sits at input position n * down / up; it needs `halfTaps` samples either side. */
  const run = (available: number): Float32Array => {
    const output: number[] = []
    for (;;) {
      const scaled = made * down
      const center = Math.floor(scaled / up)
      if (center + halfTaps >= available) break
      const phase = phases[scaled % up] as Float32Array // one filter for each of `up` phases
      const first = center - halfTaps + 1 - historyStart
      let sum = 0
      for (let tap = 0; tap < taps; tap++) sum += (history[first + tap] ?? 0) * (phase[tap] ?? 0)
      output.push(sum)
      made += 1
    }
    const keepFrom = Math.floor((made * down) / up) - halfTaps + 1
    if (keepFrom > historyStart) {
      history = history.slice(keepFrom - historyStart)
      historyStart = keepFrom
    }
    return Float32Array.from(output)
  }

  const append = (samples: Float32Array): void => {
    const joined = new Float32Array(history.length + samples.length)
    joined.set(history)
    joined.set(samples, history.length)
    history = joined
  }

  return {
    push(samples) {
      append(samples)
      received += samples.length
      return run(received)
    },
    finish() {
      append(new Float32Array(taps))
      const wanted = Math.ceil((received * up) / down) - made
      return run(received + taps).slice(0, Math.max(0, wanted))
    },
  }
}

function filterBank(fromHz: number, toHz: number): { readonly phases: Float32Array[]; readonly halfTaps: number } {
  const up = toHz / gcd(fromHz, toHz)
  /** Cycles per input sample. */
  const cutoff = (PASS_BAND * Math.min(fromHz, toHz)) / 2 / fromHz
  const halfTaps = Math.ceil(LOBES / (2 * cutoff))
  const phases = Array.from({ length: up }, (_, phase) => {
    const filter = new Float32Array(halfTaps * 2)
    let sum = 0
    for (let tap = 0; tap < filter.length; tap++) {
      const distance = tap - halfTaps + 1 - phase / up
      const value = sinc(2 * cutoff * distance) * kaiser(distance / halfTaps)
      filter[tap] = value
      sum += value
    }
    return filter.map((value) => value / sum) // every phase passes a constant unchanged
  })
  return { phases, halfTaps }
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x)
}

function kaiser(x: number): number {
  return Math.abs(x) > 1 ? 0 : bessel0(KAISER_BETA * Math.sqrt(1 - x * x)) / bessel0(KAISER_BETA)
}

/** Modified Bessel function of the first kind, order 0, by its power series. */
function bessel0(x: number): number {
  let term = 1
  let sum = 1
  for (let k = 1; term > sum * 1e-9; k++) {
    term *= (x / (2 * k)) ** 2
    sum += term
  }
  return sum
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b)
}

const PASS_BAND = 0.92
const LOBES = 24
const KAISER_BETA = 8
