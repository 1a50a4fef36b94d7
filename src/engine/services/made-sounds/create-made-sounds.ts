import type { EngineOptions } from '../../engine-options.ts'
import type { EngineState } from '../../open-state.ts'
import { createSoundCache } from '../../state/sound-cache.ts'
import { MadeSounds } from './made-sounds.ts'
import { Speech } from './speech/speech.ts'

/** Speech by what the machine has, and sounds from the web, kept in the data folder. */
export function createMadeSounds(
  { dataDir, convertWorkerUrl, log }: EngineOptions,
  { files }: Pick<EngineState, 'files'>,
) {
  const speech = new Speech()
  const made = new MadeSounds({
    cache: createSoundCache({ dataDir, files }),
    speech,
    convertWorker: convertWorkerUrl,
    log,
  })
  return { speech, made }
}
