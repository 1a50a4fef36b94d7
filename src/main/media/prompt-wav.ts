import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { convertAudio } from '../../audio/convert-audio.ts'
import { resourcesDir } from '../resources-dir.ts'

/** A prompt that we ship, by `<language>/<id>`; browsers do not all play µ-law, so as 16 bit. Undefined: there is none. */
export async function promptWav(key: string): Promise<Uint8Array | undefined> {
  const bytes = await readFile(join(resourcesDir(), 'prompts', `${key}.wav`)).catch(() => undefined)
  const converted = bytes ? await convertAudio(bytes) : undefined
  return converted?.ok ? converted.wav : undefined
}
