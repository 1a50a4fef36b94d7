import { z } from 'zod'
import { onlyBranch, defineModule } from '../../define-module.ts'
import { branch, perform } from '../../run/script.ts'
import { passedAtOnce } from '../../step-traits.ts'

/** Takes back what prepend steps put before the caller's name and number (M43). */
export const resetPrepend = defineModule({
  type: 'reset-prepend',
  version: 1,
  category: 'caller-id',
  name: 'Reset prepend',
  description: "Takes away everything put before the caller's name and number so far.",
  icon: 'eraser',
  settings: z.object({}),
  branches: [onlyBranch],
  time: passedAtOnce,
  summary: () => '',
  *script() {
    yield* perform({ kind: 'edit-caller-id', edit: { kind: 'reset-prepend' } })
    return branch('_')
  },
})
