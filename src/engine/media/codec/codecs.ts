import type { AudioCodec } from '../media-engine.ts'
import { decodeG711, encodeG711, type G711Law } from './g711.ts'
import { G722Decoder, G722Encoder } from './g722.ts'
import { OpusStreamDecoder, OpusStreamEncoder, opusTicks } from './opus.ts'

/** Of s16 samples: what telephones carry, and wideband. */
export type SampleRate = 8_000 | 16_000

/** The audio of one stream in one direction, in the order in which it is spoken. */
export interface AudioEncoder {
  /** Whole packets of the codec; the rate may change from one to the next. */
  encode(samples: Int16Array, rateHz: SampleRate): Uint8Array
}

/** As above. */
export interface AudioDecoder {
  /** Whatever the bytes are: what cannot be decoded is no samples. */
  decode(payload: Uint8Array): Int16Array
}

/** One row for each codec that media can decode and encode. Durations are ticks of 125 µs, one for each sample at 8 kHz. */
export interface Codec {
  /** As in `a=rtpmap`, upper case. */
  readonly name: AudioCodec
  /** Hertz, of RTP timestamps: a multiple of 8,000. That of G.722 is 8,000 by mistake (RFC 3551 §4.5.2). */
  readonly clockRate: number
  /** As in `a=rtpmap`; what we send is mono. */
  readonly channels: number
  /** What the payload type stands for whatever was negotiated (RFC 3551 §6). */
  readonly staticPayloadType?: number
  /** The most it has to give. */
  readonly bestRateHz: SampleRate
  /** 0 for what is no packet of it. */
  ticksOf(payload: Uint8Array): number
  encoder(): AudioEncoder
  decoder(rateHz: SampleRate): AudioDecoder
}

const MIN_PACKET_MS = 10
const MAX_PACKET_MS = 60
const DEFAULT_PACKET_MS = 20
const TICKS_PER_MS = 8
/** RFC 6716 §2.1.4, of 10 to 60 ms. */
const OPUS_PACKET_MS = [10, 20, 40, 60]

export const codecs: Readonly<Record<AudioCodec, Codec>> = {
  PCMU: g711('PCMU', 0),
  PCMA: g711('PCMA', 8),
  G722: {
    name: 'G722',
    clockRate: 8_000,
    channels: 1,
    staticPayloadType: 9,
    bestRateHz: 16_000,
    ticksOf: (payload) => payload.length,
    encoder: () => new G722Encoder(),
    decoder: (rateHz) => new G722Decoder(rateHz),
  },
  OPUS: {
    name: 'OPUS',
    clockRate: 48_000,
    channels: 2,
    bestRateHz: 16_000,
    ticksOf: opusTicks,
    encoder: () => new OpusStreamEncoder(),
    decoder: (rateHz) => new OpusStreamDecoder(rateHz),
  },
}

/** Undefined for a number that means nothing by itself. */
export function codecOfStaticType(payloadType: number): Codec | undefined {
  return Object.values(codecs).find((codec) => codec.staticPayloadType === payloadType)
}

/** How long our own packets are. */
export function packetTicks({ codec, ptimeMs }: { readonly codec: AudioCodec; readonly ptimeMs: number }): number {
  const wanted = Math.min(MAX_PACKET_MS, Math.max(MIN_PACKET_MS, Math.round(ptimeMs) || DEFAULT_PACKET_MS))
  const isPossible = codec !== 'OPUS' || OPUS_PACKET_MS.includes(wanted)
  return (isPossible ? wanted : DEFAULT_PACKET_MS) * TICKS_PER_MS
}

function g711(name: G711Law, staticPayloadType: number): Codec {
  return {
    name,
    clockRate: 8_000,
    channels: 1,
    staticPayloadType,
    bestRateHz: 8_000,
    ticksOf: (payload) => payload.length,
    encoder: () => ({ encode: (samples) => encodeG711(name, samples) }),
    decoder: () => ({ decode: (payload) => decodeG711(name, payload) }),
  }
}
