import { z } from 'zod'
import { onlyBranch, defineModule } from '../../define-module.ts'
import { branch, perform } from '../../run/script.ts'
import { passedAtOnce } from '../../step-traits.ts'

/** Ends the recording a start step began; passes when none runs (M45). */
export const stopRecording = defineModule({
  type: 'stop-recording',
  version: 1,
  category: 'recording',
  name: 'Stop call recording',
  description: 'Ends the recording of this call and continues.',
  icon: 'circle-stop',
  settings: z.object({}),
  branches: [onlyBranch],
  time: passedAtOnce,
  summary: () => '',
  *script() {
    yield* perform({ kind: 'stop-recording' })
    return branch('_')
  },
})
