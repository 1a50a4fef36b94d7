import { z } from 'zod'
import { onlyBranch, defineModule } from '../../define-module.ts'
import { reference } from '../../design/fields.ts'
import { branch, callFlow } from '../../run/script.ts'
import { passedAtOnce } from '../../step-traits.ts'

/** Continues in another flow and comes back to its own `_` when that flow stops; 50 jumps end a call (M35, M58, A0). */
export const callflowStep = defineModule({
  type: 'callflow',
  version: 1,
  category: 'advanced',
  name: 'Callflow',
  description:
    'Continues in another callflow, and comes back to the next step here when that flow has nothing more to do.',
  icon: 'workflow',
  settings: z.object({
    callflowId: reference('callflow', {
      label: 'Callflow',
      help: 'The call comes back to the next step when that one ends.',
    }),
  }),
  branches: [onlyBranch],
  mainSetting: 'callflowId',
  time: ({ callflowId }) => (callflowId === null ? passedAtOnce() : { kind: 'jump', callflowId }),
  summary: ({ callflowId }, design) => design.find('callflow', callflowId)?.name ?? '',
  leadsTo: ({ callflowId }) => callflowId,
  // oxlint-disable-next-line require-yield -- jumping is the interpreter's business
  *script(_call, { callflowId }) {
    return callflowId ? callFlow(callflowId) : branch('_')
  },
})
