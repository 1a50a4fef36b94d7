import { HOW_TO_CONVERT } from './sound-file.ts'
import { startsWith } from './starts-with.ts'

/** What a file is that Callwright does not read, where its first bytes say so. Ends the sentence "greeting.wma ...". */
export function unreadFormatOf(bytes: Uint8Array): string | undefined {
  if (bytes.length === 0) return 'is not audio: it is empty'
  const named = beginnings.find(({ at = 0, word }) => startsWith(bytes, at, word))?.name ?? unnamed(bytes)
  return named === undefined ? undefined : `is not audio that can be read: it is ${named}; ${HOW_TO_CONVERT}`
}

interface Beginning {
  readonly at?: number
  readonly word: string
  readonly name: string
}

const beginnings: readonly Beginning[] = [
  { word: '#!AMR', name: 'AMR' },
  { word: '\x30\x26\xb2\x75\x8e\x66\xcf\x11', name: 'Windows Media (WMA)' },
  { word: 'caff', name: 'Core Audio (CAF)' },
  { word: 'riff\x2e\x91\xcf\x11', name: 'Wave64' },
  { word: 'Creative Voice File', name: 'Creative Voice (VOC)' },
  { word: 'NIST_1A', name: 'NIST Sphere' },
  { word: 'MThd', name: 'MIDI, which holds notes and no sound' },
  { word: '\x1a\x45\xdf\xa3', name: 'Matroska or WebM' },
  { word: 'wvpk', name: 'WavPack' },
  { word: 'MAC ', name: "Monkey's Audio" },
  { word: 'TTA1', name: 'True Audio' },
  { word: '\x0b\x77', name: 'Dolby Digital (AC-3)' },
  { word: 'DSD ', name: 'DSD' },
  { word: '.RMF', name: 'RealMedia' },
  { at: 4, word: 'ftyp', name: 'MPEG-4 (M4A)' },
  { at: 8, word: 'AVI ', name: 'a film (AVI)' },
  { word: 'PK\x03\x04', name: 'a ZIP archive' },
]

function unnamed(bytes: Uint8Array): string | undefined {
  // ADTS: twelve bits of sync, then a layer of zero (ISO 13818-7 §6.2).
  if (bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xf6) === 0xf0) return 'AAC without a container'
  return isRawGsm(bytes) ? 'GSM 06.10 without a header, as PBXs keep messages' : undefined
}

/** Frames of 33 bytes, each marked with 1101 (RFC 3551 §4.5.8.1). */
function isRawGsm(bytes: Uint8Array): boolean {
  if (bytes.length < GSM_FRAME_BYTES * 4 || bytes.length % GSM_FRAME_BYTES !== 0) return false
  for (let at = 0; at < bytes.length; at += GSM_FRAME_BYTES) if ((bytes[at] ?? 0) >> 4 !== 0xd) return false
  return true
}

const GSM_FRAME_BYTES = 33
