/** A WAV file of mono 16-bit PCM. Samples are floats, full scale 1; louder ones are clipped. */
export function wavFile(pieces: readonly Float32Array[], sampleRateHz: number): Uint8Array<ArrayBuffer> {
  const samples = pieces.reduce((sum, piece) => sum + piece.length, 0)
  const bytes = new Uint8Array(HEADER_BYTES + samples * 2)
  const view = new DataView(bytes.buffer)
  writeHeader(view, samples * 2, sampleRateHz)
  let at = HEADER_BYTES
  for (const piece of pieces) {
    for (const sample of piece) {
      view.setInt16(at, Math.max(-32_768, Math.min(32_767, Math.round(sample * 32_767))), true)
      at += 2
    }
  }
  return bytes
}

function writeHeader(view: DataView, dataBytes: number, sampleRateHz: number): void {
  const text = (at: number, word: string) => {
    for (let i = 0; i < word.length; i++) view.setUint8(at + i, word.charCodeAt(i))
  }
  text(0, 'RIFF')
  view.setUint32(4, HEADER_BYTES - 8 + dataBytes, true)
  text(8, 'WAVEfmt ')
  view.setUint32(16, 16, true)
  view.setUint16(20, 1, true) // PCM
  view.setUint16(22, 1, true) // mono
  view.setUint32(24, sampleRateHz, true)
  view.setUint32(28, sampleRateHz * 2, true)
  view.setUint16(32, 2, true)
  view.setUint16(34, 16, true)
  text(36, 'data')
  view.setUint32(40, dataBytes, true)
}

const HEADER_BYTES = 44
