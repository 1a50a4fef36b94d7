export const audioFormats = ['wav', 'mp3', 'opus', 'oga', 'flac', 'm4a'] as const
export type AudioFormat = (typeof audioFormats)[number]

/** Told by content, never by name. Undefined: none of the formats an upload may have. */
export function audioFormatOf(bytes: Uint8Array): AudioFormat | undefined {
  if (startsWith(bytes, 0, 'RIFF') && startsWith(bytes, 8, 'WAVE')) return 'wav'
  if (startsWith(bytes, 0, 'fLaC')) return 'flac'
  if (startsWith(bytes, 4, 'ftyp')) return 'm4a'
  if (startsWith(bytes, 0, 'OggS')) {
    if (startsWith(bytes, OGG_PAYLOAD, 'OpusHead')) return 'opus'
    return startsWith(bytes, OGG_PAYLOAD, '\x7fFLAC') ? 'flac' : 'oga'
  }
  return startsWith(bytes, 0, 'ID3') || isMpegSync(bytes) ? 'mp3' : undefined
}

/** Eleven set bits, a layer that exists, a bit rate and a sample rate that are not reserved (ISO 11172-3 §2.4.1.3). */
function isMpegSync(bytes: Uint8Array): boolean {
  const [first = 0, second = 0, third = 0] = bytes
  const isSync = first === 0xff && (second & 0xe0) === 0xe0 && (second & 0x06) !== 0
  return isSync && third >> 4 !== 0xf && (third & 0x0c) !== 0x0c
}

function startsWith(bytes: Uint8Array, at: number, word: string): boolean {
  if (bytes.length < at + word.length) return false
  for (let i = 0; i < word.length; i++) if (bytes[at + i] !== word.charCodeAt(i)) return false
  return true
}

/** Page header of 27 bytes and a segment table of one. */
const OGG_PAYLOAD = 28
