import { join } from 'node:path'
import type { Conversion } from '../../audio/convert-audio.ts'
import { convertSound } from '../../audio/convert-sound.ts'
import { builtEntry } from '../built-entry.ts'

/** Converts on a thread of its own. Rejects with the signal's reason when it is aborted. */
export function convertUpload(bytes: Uint8Array, signal?: AbortSignal): Promise<Conversion> {
  const worker = builtEntry('convert-worker') ?? join(import.meta.dirname, '../../audio/convert-worker.ts')
  return convertSound(bytes, { worker, ...(signal ? { signal } : {}) })
}
