import { z } from 'zod'
import { defineModule } from '../../define-module.ts'
import { end } from '../../run/script.ts'

/** Ends the call here, definitely (M50). */
export const hangUp = defineModule({
  type: 'hang-up',
  version: 1,
  category: 'advanced',
  name: 'Hang up',
  description: 'Ends the call.',
  icon: 'phone-off',
  settings: z.object({}),
  branches: [],
  summary: () => '',
  // oxlint-disable-next-line require-yield -- a script that asks nothing of the world is still a script
  *script() {
    return end('hung-up')
  },
})
