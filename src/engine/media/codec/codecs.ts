import type { AudioCodec } from '../media-engine.ts'
import { decodeG711, encodeG711 } from './g711.ts'

/** One row for each codec that media can decode and encode. */
export interface Codec {
  /** As in `a=rtpmap`. */
  readonly name: AudioCodec
  /** Hertz, of the samples and of RTP timestamps. */
  readonly clockRate: number
  readonly channels: number
  /** What the payload type stands for whatever was negotiated (RFC 3551 §6). */
  readonly staticPayloadType: number
  encode(samples: Int16Array): Uint8Array
  decode(payload: Uint8Array): Int16Array
}

export const codecs: Readonly<Record<AudioCodec, Codec>> = {
  PCMU: g711('PCMU', 0),
  PCMA: g711('PCMA', 8),
}

/** Undefined for a number that means nothing by itself. */
export function codecOfStaticType(payloadType: number): Codec | undefined {
  return Object.values(codecs).find((codec) => codec.staticPayloadType === payloadType)
}

function g711(name: AudioCodec, staticPayloadType: number): Codec {
  return {
    name,
    clockRate: 8_000,
    channels: 1,
    staticPayloadType,
    encode: (samples) => encodeG711(name, samples),
    decode: (payload) => decodeG711(name, payload),
  }
}
