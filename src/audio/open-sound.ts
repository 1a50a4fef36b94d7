import { readAiff } from './aiff.ts'
import { readAu } from './au.ts'
import { findFormat } from './audio-format.ts'
import { type SoundFile, unreadable } from './sound-file.ts'
import { unreadFormatOf } from './unread-formats.ts'
import { readWav } from './wav-file.ts'

/** Reads what a file says of itself, and refuses what cannot be heard before anything is decoded. */
export function openSound(bytes: Uint8Array): SoundFile {
  const found = findFormat(bytes)
  if (!found) return unreadable(unreadFormatOf(bytes) ?? NOT_A_FORMAT)
  const sound = bytes.subarray(found.start)
  switch (found.format) {
    case 'wav':
      return readWav(sound)
    case 'aiff':
      return readAiff(sound)
    case 'au':
      return readAu(sound)
    default:
      return { kind: 'coded', format: found.format, bytes: sound }
  }
}

const NOT_A_FORMAT = 'is not audio that can be read. WAV, MP3, AIFF, AU, OGG, Opus and FLAC are'
