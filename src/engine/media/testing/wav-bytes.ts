/** A WAV file by hand: `format` is the RIFF code, `data` the encoded audio. */
export function wavBytes(options: {
  readonly format: number
  readonly channels: number
  readonly rateHz: number
  readonly bits: number
  readonly data: Uint8Array
  readonly before?: Uint8Array
}): Uint8Array {
  const { format, channels, rateHz, bits, data, before = new Uint8Array() } = options
  const fmt = new DataView(new ArrayBuffer(24))
  writeText(fmt, 0, 'fmt ')
  fmt.setUint32(4, 16, true)
  fmt.setUint16(8, format, true)
  fmt.setUint16(10, channels, true)
  fmt.setUint32(12, rateHz, true)
  fmt.setUint32(16, (rateHz * channels * bits) / 8, true)
  fmt.setUint16(20, (channels * bits) / 8, true)
  fmt.setUint16(22, bits, true)
  const riff = new DataView(new ArrayBuffer(12))
  writeText(riff, 0, 'RIFF')
  riff.setUint32(4, 4 + before.length + 24 + 8 + data.length, true)
  writeText(riff, 8, 'WAVE')
  const head = new DataView(new ArrayBuffer(8))
  writeText(head, 0, 'data')
  head.setUint32(4, data.length, true)
  const parts = [riff, before, fmt, head, data]
  return Buffer.concat(parts.map((part) => new Uint8Array(part.buffer, part.byteOffset, part.byteLength)))
}

export function pcmBytes(samples: Int16Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(2 * samples.length))
  samples.forEach((sample, i) => view.setInt16(2 * i, sample, true))
  return new Uint8Array(view.buffer)
}

function writeText(view: DataView, offset: number, text: string): void {
  for (let i = 0; i < text.length; i++) view.setUint8(offset + i, text.charCodeAt(i))
}
