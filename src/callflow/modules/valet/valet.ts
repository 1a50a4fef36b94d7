import { z } from 'zod'
import { defaultBranch, defineModule } from '../../define-module.ts'
import { isSlot, parkIn, parkSettings, parkTimes } from '../../scripts/park-call.ts'

/** Parks the call in the first free slot from 101 and says which (B3 *4). */
export const valet = defineModule({
  type: 'valet',
  version: 1,
  category: 'advanced',
  name: 'Valet',
  description: 'Parks the call in a free slot and says its number.',
  icon: 'key-round',
  servesTheHouse: true,
  needs: ['park'],
  settings: z.object({
    ...parkSettings,
  }),
  branches: [{ ...defaultBranch, label: 'Not taken, or cannot be parked', optional: true }],
  acceptsBranch: isSlot,
  summary: ({ ringBackSec }) => `Rings back after ${ringBackSec} s`,
  script: (call, settings) => parkIn(call, '', parkTimes(settings)),
})
