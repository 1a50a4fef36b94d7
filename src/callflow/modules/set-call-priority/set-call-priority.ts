import { z } from 'zod'
import { onlyBranch, defineModule } from '../../define-module.ts'
import { count } from '../../design/fields.ts'
import { branch, perform } from '../../run/script.ts'
import { passedAtOnce } from '../../step-traits.ts'

/** Where the call stands in every queue after this step; a queue step with a priority of its own keeps that (A9). */
export const setCallPriority = defineModule({
  type: 'set-call-priority',
  version: 1,
  category: 'call-centre',
  name: 'Set call priority',
  description: 'Moves the call forward in the queues it comes to later.',
  icon: 'arrow-up-wide-narrow',
  settings: z.object({
    priority: count({
      label: 'Priority',
      help: 'Higher goes first; 0 is everybody else.',
      min: 0,
      max: 255,
      default: 10,
    }),
  }),
  branches: [onlyBranch],
  time: passedAtOnce,
  summary: ({ priority }) => `Priority ${priority}`,
  *script(_call, { priority }) {
    yield* perform({ kind: 'edit-call', edit: { kind: 'set-priority', priority } })
    return branch('_')
  },
})
