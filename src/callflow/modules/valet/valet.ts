import { z } from 'zod'
import { defaultBranch, defineModule } from '../../define-module.ts'
import { seconds } from '../../design/fields.ts'
import { parkIn } from '../../scripts/park-call.ts'

/** Parks the call in the first free slot from 101 and says which (B3 *4). */
export const valet = defineModule({
  type: 'valet',
  version: 1,
  category: 'advanced',
  name: 'Valet',
  description: 'Parks the call in a free slot and says its number.',
  icon: 'key-round',
  needs: ['park'],
  settings: z.object({
    ringBackSec: seconds({
      label: 'Ring back after',
      help: 'Unanswered parked calls return.',
      min: 10,
      max: 3_600,
      default: 120,
    }),
  }),
  branches: [{ ...defaultBranch, label: 'Cannot be parked', optional: true }],
  summary: ({ ringBackSec }) => `Rings back after ${ringBackSec} s`,
  script: (_call, { ringBackSec }) => parkIn('', ringBackSec * 1_000),
})
