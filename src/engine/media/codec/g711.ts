/*
 * ITU-T G.711 by table. Linear is signed 16-bit: the 14-bit µ-law and 13-bit A-law values of the Recommendation, shifted left.
 */

export type G711Law = 'PCMU' | 'PCMA'

const ULAW_BIAS = 132
const ULAW_CLIP = 32_635

function decodeUlaw(byte: number): number {
  const bits = ~byte & 0xff
  const magnitude = ((((bits & 0x0f) << 3) + ULAW_BIAS) << ((bits >> 4) & 7)) - ULAW_BIAS
  return bits & 0x80 ? -magnitude : magnitude
}

function encodeUlaw(sample: number): number {
  const biased = Math.min(Math.abs(sample), ULAW_CLIP) + ULAW_BIAS
  const exponent = 31 - Math.clz32(biased >> 7)
  const mantissa = (biased >> (exponent + 3)) & 0x0f
  return ~((sample < 0 ? 0x80 : 0) | (exponent << 4) | mantissa) & 0xff
}

function decodeAlaw(byte: number): number {
  const bits = byte ^ 0x55 // even bits are inverted on the line, §3.1
  const exponent = (bits >> 4) & 7
  const step = ((bits & 0x0f) << 4) + 8
  const magnitude = exponent === 0 ? step : (step + 0x100) << (exponent - 1)
  return bits & 0x80 ? magnitude : -magnitude
}

function encodeAlaw(sample: number): number {
  // One's complement for negatives: -1 and 0 fall into the first interval of their own sign.
  const magnitude = (sample < 0 ? ~sample : sample) >> 4
  const exponent = magnitude < 16 ? 0 : 28 - Math.clz32(magnitude)
  const mantissa = (exponent === 0 ? magnitude : magnitude >> (exponent - 1)) & 0x0f
  return ((sample < 0 ? 0 : 0x80) | (exponent << 4) | mantissa) ^ 0x55
}

interface Tables {
  readonly toLinear: Int16Array
  readonly fromLinear: Uint8Array
}

function buildTables(decode: (byte: number) => number, encode: (sample: number) => number): Tables {
  return {
    toLinear: Int16Array.from({ length: 256 }, (_, byte) => decode(byte)),
    fromLinear: Uint8Array.from({ length: 65_536 }, (_, index) => encode(index < 32_768 ? index : index - 65_536)),
  }
}

const tables: Record<G711Law, Tables> = {
  PCMU: buildTables(decodeUlaw, encodeUlaw),
  PCMA: buildTables(decodeAlaw, encodeAlaw),
}

const crossTables: Record<G711Law, Uint8Array> = {
  PCMU: crossTable(tables.PCMU, tables.PCMA),
  PCMA: crossTable(tables.PCMA, tables.PCMU),
}

function crossTable(from: Tables, to: Tables): Uint8Array {
  return from.toLinear.reduce((out, sample, byte) => {
    out[byte] = to.fromLinear[sample & 0xffff] ?? 0
    return out
  }, new Uint8Array(256))
}

export function isG711(codec: string): codec is G711Law {
  return codec === 'PCMU' || codec === 'PCMA'
}

/** One sample per byte, s16. */
export function decodeG711(codec: G711Law, payload: Uint8Array): Int16Array {
  const table = tables[codec].toLinear
  const out = new Int16Array(payload.length)
  for (let i = 0; i < payload.length; i++) out[i] = table[payload[i] ?? 0] ?? 0
  return out
}

/** One byte per s16 sample. */
export function encodeG711(codec: G711Law, samples: Int16Array): Uint8Array {
  const table = tables[codec].fromLinear
  const out = new Uint8Array(samples.length)
  for (let i = 0; i < samples.length; i++) out[i] = table[(samples[i] ?? 0) & 0xffff] ?? 0
  return out
}

/** `payload` in the other law, byte for byte: no delay, no state. */
export function transcodeG711(from: G711Law, to: G711Law, payload: Uint8Array): Uint8Array {
  if (from === to) return payload
  const table = crossTables[from]
  const out = new Uint8Array(payload.length)
  for (let i = 0; i < payload.length; i++) out[i] = table[payload[i] ?? 0] ?? 0
  return out
}
