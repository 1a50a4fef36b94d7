import { mpegFrameIn } from './mpeg-frame.ts'
import { startsWith } from './starts-with.ts'
import { unreadFormatOf } from './unread-formats.ts'

/** Formats that come as coded frames: a decoder turns them into samples. */
const codedFormats = ['mp3', 'opus', 'oga', 'flac'] as const
export type CodedFormat = (typeof codedFormats)[number]
/** Formats whose container we read ourselves. */
export type ContainerFormat = 'wav' | 'aiff' | 'au'
export type AudioFormat = CodedFormat | ContainerFormat

export interface FoundFormat {
  readonly format: AudioFormat
  /** Where it begins: zero bytes and ID3 tags may stand before it. */
  readonly start: number
}

/** Told by content, never by name. Undefined: none of the formats an upload may have. */
export function findFormat(bytes: Uint8Array): FoundFormat | undefined {
  const start = afterPadding(bytes)
  for (const at of new Set([0, start])) {
    const format = formatAt(bytes, at)
    if (format) return { format, start: at }
  }
  // A tone in another format may hold what looks like frames.
  const frame = unreadFormatOf(bytes) ? undefined : mpegFrameIn(bytes, start)
  return frame === undefined ? undefined : { format: 'mp3', start: frame }
}

export const audioFormatOf = (bytes: Uint8Array): AudioFormat | undefined => findFormat(bytes)?.format

function formatAt(bytes: Uint8Array, at: number): AudioFormat | undefined {
  if (riffNames.some((name) => startsWith(bytes, at, name)) && startsWith(bytes, at + 8, 'WAVE')) return 'wav'
  if (startsWith(bytes, at, 'FORM') && ['AIFF', 'AIFC'].some((type) => startsWith(bytes, at + 8, type))) return 'aiff'
  if (auNames.some((name) => startsWith(bytes, at, name))) return 'au'
  if (startsWith(bytes, at, 'fLaC')) return 'flac'
  if (!startsWith(bytes, at, 'OggS')) return undefined
  if (startsWith(bytes, at + OGG_PAYLOAD, 'OpusHead')) return 'opus'
  return startsWith(bytes, at + OGG_PAYLOAD, '\x7fFLAC') ? 'flac' : 'oga'
}

/** The first byte that is neither a leading zero nor part of an ID3v2 tag; several tags may follow one another. */
function afterPadding(bytes: Uint8Array): number {
  let at = 0
  for (;;) {
    while (bytes[at] === 0) at++
    if (!startsWith(bytes, at, 'ID3') || bytes.length < at + ID3_HEADER) return at
    // Four bytes of seven bits each (ID3v2.4 §6.2); a footer may follow what they count.
    const size = [6, 7, 8, 9].reduce((sum, byte) => sum * 128 + ((bytes[at + byte] ?? 0) & 0x7f), 0)
    const footer = ((bytes[at + 5] ?? 0) & 0x10) === 0 ? 0 : ID3_HEADER
    const end = at + ID3_HEADER + size + footer
    // A tag that claims to be longer than the file says nothing about where the sound begins.
    at = end < bytes.length ? end : at + ID3_HEADER
    if (end >= bytes.length) return at
  }
}

/** RIFF, its big-endian twin, and what is longer than 4 GB can be (EBU Tech 3306, ITU-R BS.2088). */
const riffNames = ['RIFF', 'RIFX', 'RF64', 'BW64']
/** Sun's, and the two that little-endian machines wrote. */
const auNames = ['.snd', 'dns.', '\0ds.']
/** Page header of 27 bytes and a segment table of one. */
const OGG_PAYLOAD = 28
const ID3_HEADER = 10
