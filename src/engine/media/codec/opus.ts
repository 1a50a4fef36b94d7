import { createRequire } from 'node:module'

/*
 * Opus (RFC 6716) by libopus, mono. It encodes and decodes at 8 and 16 kHz by itself, so nothing is resampled for it.
 */

type OpusRate = 8_000 | 16_000

/** Bits a second: with fewer, libopus gives up wideband for the repair of lost packets. */
const BITRATE = 32_000
/** Of 10: more costs twice the work, and speech at these rates is hardly to be told apart. */
const COMPLEXITY = 1
/** In-band error correction is worth its bits when so many packets in a hundred are lost. */
const EXPECTED_LOSS_PERCENT = 10
/** 120 ms, in ticks of 125 µs (RFC 6716 §3.2.5). */
const MOST_TICKS = 960
/** In tenths of a millisecond, by the configuration in the first byte (RFC 6716 §3.1, table 2). */
const SILK_FRAMES = [100, 200, 400, 600]
const HYBRID_FRAMES = [100, 200]
const CELT_FRAMES = [25, 50, 100, 200]

/** Numbers of libopus's `opus_defines.h`. */
const SET_BITRATE = 4002
const SET_COMPLEXITY = 4010
const SET_INBAND_FEC = 4012
const SET_PACKET_LOSS_PERCENT = 4014

interface OpusEncoder {
  ctl(setting: number, value: number): number
  encode(samples: Int16Array): Uint8Array
}

interface OpusDecoder {
  decode(payload: Uint8Array): Uint8Array
}

/** As WebAssembly: the native build ends the process when a thread that loaded it ends. Memory of what is not used any more is freed with it. */
interface OpusLibrary {
  readonly Encoder: new (options: { channels: 1 | 2; sample_rate: OpusRate; application: 'voip' }) => OpusEncoder
  readonly Decoder: new (options: { channels: 1; sample_rate: OpusRate }) => OpusDecoder
}

let loaded: OpusLibrary | undefined

/** Loaded by the first Opus call of a thread: most never have one. */
function library(): OpusLibrary {
  // Untyped: the package describes its other entry, with the same classes.
  loaded ??= createRequire(import.meta.url)('@evan/opus/wasm/index.js') as OpusLibrary
  return loaded
}

export interface OpusStreamOptions {
  readonly channels: 1 | 2
  /** Bits a second. */
  readonly bitrate: number
  /** Each packet has something of the one before, should that be lost. */
  readonly repairs: boolean
}

const forCalls: OpusStreamOptions = { channels: 1, bitrate: BITRATE, repairs: true }

/** One stream in one direction. */
export class OpusStreamEncoder {
  readonly #options: OpusStreamOptions
  readonly #encoders = new Map<OpusRate, OpusEncoder>()

  constructor(options = forCalls) {
    this.#options = options
  }

  /** 10, 20, 40 or 60 ms; samples of two channels by turns. */
  encode(samples: Int16Array, rateHz: OpusRate): Uint8Array {
    return this.#at(rateHz).encode(samples)
  }

  #at(rateHz: OpusRate): OpusEncoder {
    const known = this.#encoders.get(rateHz)
    if (known !== undefined) return known
    const { Encoder } = library()
    const { channels, bitrate, repairs } = this.#options
    const encoder = new Encoder({ channels, sample_rate: rateHz, application: 'voip' })
    encoder.ctl(SET_BITRATE, bitrate)
    encoder.ctl(SET_COMPLEXITY, COMPLEXITY)
    encoder.ctl(SET_INBAND_FEC, repairs ? 1 : 0)
    if (repairs) encoder.ctl(SET_PACKET_LOSS_PERCENT, EXPECTED_LOSS_PERCENT)
    this.#encoders.set(rateHz, encoder)
    return encoder
  }
}

/** One stream in one direction, always at one rate, stereo mixed to mono. */
export class OpusStreamDecoder {
  readonly #decoder: OpusDecoder

  constructor(rateHz: OpusRate) {
    const { Decoder } = library()
    this.#decoder = new Decoder({ channels: 1, sample_rate: rateHz })
  }

  decode(payload: Uint8Array): Int16Array {
    if (opusTicks(payload) === 0) return new Int16Array(0)
    try {
      const bytes = this.#decoder.decode(payload)
      return new Int16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 1)
    } catch {
      return new Int16Array(0) // no packet, though it began like one
    }
  }
}

/** RFC 6716 §3.1 and §3.2: how long a packet says that it lasts; 0 when that is more than a packet may. */
export function opusTicks(payload: Uint8Array): number {
  const toc = payload[0]
  if (toc === undefined) return 0
  const code = toc & 3
  const frames = code === 0 ? 1 : code < 3 ? 2 : (payload[1] ?? 0) & 0x3f
  const ticks = frames * ticksOfFrame(toc >> 3)
  return ticks > MOST_TICKS ? 0 : ticks
}

function ticksOfFrame(configuration: number): number {
  const frames = configuration < 12 ? SILK_FRAMES : configuration < 16 ? HYBRID_FRAMES : CELT_FRAMES
  return ((frames[configuration % frames.length] ?? 0) * 8) / 10
}
