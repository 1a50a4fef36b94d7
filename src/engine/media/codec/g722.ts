/*
 * ITU-T G.722 at 64 kbit/s (mode 1): two sub-bands of 4 kHz, each adaptive differential PCM, 6 bits of the lower and 2 of the upper in every byte. One byte
 * is 125 µs: two samples at 16 kHz, or one at 8 kHz when the lower sub-band alone is wanted, which is the same audio without what telephones cannot carry.
 * Block names are those of the Recommendation (§6.2, figures 6 to 12); signals are 15-bit in the sub-bands, s16 outside.
 */

export type G722Rate = 8_000 | 16_000

const MIN = -32_768
const MAX = 32_767

/** Decision levels of the 6-bit quantiser. */
const Q6 = Int32Array.from([
  0, 35, 72, 110, 150, 190, 233, 276, 323, 370, 422, 473, 530, 587, 650, 714, 786, 858, 940, 1023, 1121, 1219, 1339,
  1458, 1612, 1765, 1980, 2195, 2557, 2919,
])
/** What a code stands for, as a part of the step: of 4 bits, of 6 and of 2. The lowest four of 6 bits are never sent. */
const Q4_OUT = Int32Array.from([
  0, -20_456, -12_896, -8968, -6288, -4240, -2584, -1200, 20_456, 12_896, 8968, 6288, 4240, 2584, 1200, 0,
])
const Q6_HALF = [
  24_808, 21_904, 19_008, 16_704, 14_984, 13_512, 12_280, 11_192, 10_232, 9360, 8576, 7856, 7192, 6576, 6000, 5456,
  4944, 4464, 4008, 3576, 3168, 2776, 2400, 2032, 1688, 1360, 1040, 728,
]
const NEVER_SENT = [-136, -136, -136, -136]
const Q6_OUT = Int32Array.from([...NEVER_SENT, ...Q6_HALF.map((level) => -level), ...Q6_HALF, 432, 136, -432, -136])
const Q2_OUT = Int32Array.of(-7408, -1616, 7408, 1616)
/** How the logarithm of the step moves after each code, of the 4 upper bits below and of the 2 bits above. */
const LOW_LOG = Int32Array.of(-60, 3042, 1198, 538, 334, 172, 58, -30, 3042, 1198, 538, 334, 172, 58, -30, -60)
const HIGH_LOG = Int32Array.of(798, -214, 798, -214)
/** An octave in 32 steps. */
const ANTILOG = Int32Array.from({ length: 32 }, (_, step) => Math.round(2048 * 2 ** (step / 32)))
/** Every other coefficient of the 24-tap quadrature mirror filter; the others are the same backwards. */
const QMF = Int32Array.of(3, -11, 12, 32, -210, 951, 3876, -805, 362, -156, 53, -11)
const QMF_TAPS = 24

function saturate(value: number): number {
  return value > MAX ? MAX : value < MIN ? MIN : value
}

/** What encoder and decoder of one sub-band both know: a step that adapts and a predictor of two poles and six zeros. */
class SubBand {
  /** Prediction of the next sample. */
  s = 0
  /** Quantiser step. */
  det: number
  #nb = 0
  #sz = 0
  #r1 = 0
  #p1 = 0
  #p2 = 0
  #a1 = 0
  #a2 = 0
  readonly #b = new Int32Array(6)
  /** The last differences, doubled. */
  readonly #d = new Int32Array(6)
  readonly #maxLog: number
  readonly #shift: number

  constructor(isLow: boolean) {
    this.det = isLow ? 32 : 8
    this.#maxLog = isLow ? 18_432 : 22_528
    this.#shift = isLow ? 8 : 10
  }

  /** The difference `d` that both ends know, and how much its code moves the step. */
  adapt(d: number, logStep: number): void {
    this.#scale(logStep)
    const r0 = saturate(this.s + d)
    const p0 = saturate(this.#sz + d)
    this.#movePoles(p0)
    this.#moveZeros(d)
    this.#predict(r0)
    this.#p2 = this.#p1
    this.#p1 = p0
  }

  /** LOGSCL and SCALEL, LOGSCH and SCALEH. */
  #scale(logStep: number): void {
    const moved = ((this.#nb * 127) >> 7) + logStep
    const nb = moved < 0 ? 0 : moved > this.#maxLog ? this.#maxLog : moved
    this.#nb = nb
    const mantissa = ANTILOG[(nb >> 6) & 31] ?? 0
    const right = this.#shift - (nb >> 11)
    this.det = (right < 0 ? mantissa << -right : mantissa >> right) << 2
  }

  /** UPPOL2 and UPPOL1. */
  #movePoles(p0: number): void {
    const isSameAs1 = p0 < 0 === this.#p1 < 0
    const isSameAs2 = p0 < 0 === this.#p2 < 0
    const a1 = saturate(this.#a1 << 2)
    const towards = Math.min(MAX, isSameAs1 ? -a1 : a1) >> 7
    const a2 = towards + (isSameAs2 ? 128 : -128) + ((this.#a2 * 32_512) >> 15)
    this.#a2 = a2 > 12_288 ? 12_288 : a2 < -12_288 ? -12_288 : a2
    const moved = saturate((isSameAs1 ? 192 : -192) + ((this.#a1 * 32_640) >> 15))
    const most = saturate(15_360 - this.#a2)
    this.#a1 = moved > most ? most : moved < -most ? -most : moved
  }

  /** UPZERO and FILTEZ in one pass, and the differences move on. No coefficient can leave 16 bits: it shrinks by more than the step. */
  #moveZeros(d: number): void {
    const b = this.#b
    const past = this.#d
    const step = d === 0 ? 0 : 128
    const isDown = d < 0
    const newest = saturate(2 * d)
    let zeros = 0
    for (let i = 5; i >= 0; i--) {
      const isSame = (past[i] ?? 0) < 0 === isDown
      const coefficient = (((b[i] ?? 0) * 32_640) >> 15) + (isSame ? step : -step)
      const difference = i === 0 ? newest : (past[i - 1] ?? 0)
      b[i] = coefficient
      past[i] = difference
      zeros = saturate(zeros + ((coefficient * difference) >> 15))
    }
    this.#sz = zeros
  }

  /** FILTEP and PREDIC. */
  #predict(r0: number): void {
    const poles = ((this.#a1 * saturate(2 * r0)) >> 15) + ((this.#a2 * saturate(2 * this.#r1)) >> 15)
    this.#r1 = r0
    this.s = saturate(saturate(poles) + this.#sz)
  }
}

/** The last 24 values in a ring, written twice so that they always lie in one piece. */
class MirrorFilter {
  readonly #x = new Int32Array(2 * QMF_TAPS)
  #at = 0
  even = 0
  odd = 0

  /** Two values go in; `even` and `odd` are the sums of the two halves of the filter. */
  filter(first: number, second: number): void {
    const x = this.#x
    const at = this.#at
    x[at] = first
    x[at + QMF_TAPS] = first
    x[at + 1] = second
    x[at + 1 + QMF_TAPS] = second
    const start = at === QMF_TAPS - 2 ? 0 : at + 2
    this.#at = start
    let even = 0
    let odd = 0
    for (let i = 0; i < 12; i++) {
      const coefficient = QMF[i] ?? 0
      even += (x[start + 2 * i] ?? 0) * coefficient
      odd += (x[start + QMF_TAPS - 1 - 2 * i] ?? 0) * coefficient
    }
    this.even = even
    this.odd = odd
  }
}

/** One stream in one direction. */
export class G722Encoder {
  readonly #low = new SubBand(true)
  readonly #high = new SubBand(false)
  readonly #filter = new MirrorFilter()

  /** One byte for two samples at 16 kHz, or for one at 8 kHz; the rate may change from call to call. An odd sample at the end is left out. */
  encode(samples: Int16Array, rateHz: G722Rate): Uint8Array {
    const isWide = rateHz === 16_000
    const out = new Uint8Array(isWide ? samples.length >> 1 : samples.length)
    const filter = this.#filter
    for (let i = 0; i < out.length; i++) {
      if (isWide) {
        filter.filter(samples[2 * i] ?? 0, samples[2 * i + 1] ?? 0)
        out[i] = this.#code((filter.even + filter.odd) >> 14, (filter.odd - filter.even) >> 14)
      } else out[i] = this.#code((samples[i] ?? 0) >> 1, 0)
    }
    return out
  }

  #code(low: number, high: number): number {
    return (this.#codeHigh(high) << 6) | this.#codeLow(low)
  }

  /** QUANTL: the level by halving, since decision levels grow. */
  #codeLow(sample: number): number {
    const { s, det } = this.#low
    const difference = saturate(sample - s)
    const size = difference < 0 ? ~difference : difference
    let level = 1
    for (let above = 30; level < above; ) {
      const middle = (level + above) >> 1
      if (size < ((Q6[middle] ?? 0) * det) >> 12) above = middle
      else level = middle + 1
    }
    const code = difference >= 0 ? 62 - level : level < 3 ? 64 - level : 34 - level
    const upper = code >> 2
    this.#low.adapt((det * (Q4_OUT[upper] ?? 0)) >> 15, LOW_LOG[upper] ?? 0)
    return code
  }

  /** QUANTH. */
  #codeHigh(sample: number): number {
    const { s, det } = this.#high
    const difference = saturate(sample - s)
    const size = difference < 0 ? ~difference : difference
    const isNear = size < (564 * det) >> 12
    const code = difference < 0 ? (isNear ? 1 : 0) : isNear ? 3 : 2
    this.#high.adapt((det * (Q2_OUT[code] ?? 0)) >> 15, HIGH_LOG[code] ?? 0)
    return code
  }
}

/** One stream in one direction, always at one rate. Any bytes are audio. */
export class G722Decoder {
  readonly #low = new SubBand(true)
  readonly #high = new SubBand(false)
  readonly #filter = new MirrorFilter()
  readonly #isWide: boolean

  constructor(rateHz: G722Rate) {
    this.#isWide = rateHz === 16_000
  }

  /** Two samples at 16 kHz for each byte, or one at 8 kHz. */
  decode(payload: Uint8Array): Int16Array {
    return this.#isWide ? this.#decodeBoth(payload) : this.#decodeLow(payload)
  }

  #decodeBoth(payload: Uint8Array): Int16Array {
    const out = new Int16Array(2 * payload.length)
    const filter = this.#filter
    for (let i = 0; i < payload.length; i++) {
      const byte = payload[i] ?? 0
      const low = this.#lowOf(byte & 0x3f)
      const high = this.#highOf(byte >> 6)
      filter.filter(low + high, low - high)
      out[2 * i] = saturate(filter.odd >> 11)
      out[2 * i + 1] = saturate(filter.even >> 11)
    }
    return out
  }

  #decodeLow(payload: Uint8Array): Int16Array {
    const out = new Int16Array(payload.length)
    for (let i = 0; i < payload.length; i++) out[i] = this.#lowOf((payload[i] ?? 0) & 0x3f) << 1
    return out
  }

  #lowOf(code: number): number {
    const { s, det } = this.#low
    const out = limit(s + ((det * (Q6_OUT[code] ?? 0)) >> 15))
    const upper = code >> 2
    this.#low.adapt((det * (Q4_OUT[upper] ?? 0)) >> 15, LOW_LOG[upper] ?? 0)
    return out
  }

  #highOf(code: number): number {
    const { s, det } = this.#high
    const difference = (det * (Q2_OUT[code] ?? 0)) >> 15
    this.#high.adapt(difference, HIGH_LOG[code] ?? 0)
    return limit(s + difference)
  }
}

/** LIMIT: 15 bits. */
function limit(value: number): number {
  return value > 16_383 ? 16_383 : value < -16_384 ? -16_384 : value
}
