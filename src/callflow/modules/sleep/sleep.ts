import { z } from 'zod'
import { onlyBranch, defineModule } from '../../define-module.ts'
import { seconds } from '../../design/fields.ts'
import { branch, wait } from '../../run/script.ts'
import { passedAtOnce } from '../../step-traits.ts'

/** Pauses the flow; keys pressed meanwhile wait for the next step (B1). */
export const sleep = defineModule({
  type: 'sleep',
  version: 1,
  category: 'advanced',
  name: 'Sleep',
  description: 'Waits. The caller hears silence, or whatever they heard before.',
  icon: 'hourglass',
  settings: z.object({
    durationSec: seconds({ label: 'Pause for', help: 'At most a day.', min: 0, max: 86_400, default: 1 }),
  }),
  branches: [onlyBranch],
  time: ({ durationSec }) => (durationSec === 0 ? passedAtOnce() : { kind: 'busy' }),
  summary: ({ durationSec }) => `${durationSec} s`,
  *script(_call, { durationSec }) {
    if (durationSec > 0) yield* wait(durationSec * 1_000)
    return branch('_')
  },
})
