import { closeSync, openSync, readSync } from 'node:fs'
import { heldInOpus, lengthOfOpus } from './mend-opus.ts'
import { mendWav } from './mend-wav.ts'

/**
 * Makes a recording of ours, WAV or Opus, one that plays to the last that is in the file, as it may not when whoever wrote it was killed. Answers how long it
 * is, in milliseconds; undefined for a file that is none of ours or has no sound.
 */
export function mendRecording(path: string): number | undefined {
  if (!isOgg(path)) return mendWav(path)
  const held = heldInOpus(path)
  return held && lengthOfOpus(held.granule)
}

function isOgg(path: string): boolean {
  const file = openSync(path, 'r')
  try {
    const mark = Buffer.alloc(4)
    readSync(file, mark, 0, 4, 0)
    return mark.toString('latin1') === 'OggS'
  } finally {
    closeSync(file)
  }
}
