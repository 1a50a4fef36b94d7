import { z } from 'zod'
import { defaultBranch, defineModule } from '../../define-module.ts'
import { choice } from '../../design/fields.ts'
import { branch, callFlow, perform } from '../../run/script.ts'

/**
 * Hides the caller from everybody rung from here on; emergency calls always show them. As the feature code *67 it goes on to the number dialled
 * behind the code when nothing is wired and a flow answers that number.
 */
export const privacy = defineModule({
  type: 'privacy',
  version: 1,
  category: 'caller-id',
  name: 'Privacy',
  description: "Hides the caller's name, number or both from everybody rung from here on.",
  icon: 'eye-off',
  settings: z.object({
    mode: choice(['full', 'name', 'number', 'none'], {
      label: 'Hide',
      help: 'Nothing shows the caller again.',
      default: 'full',
      options: { full: 'Name and number', name: 'The name', number: 'The number', none: 'Nothing' },
    }),
  }),
  branches: [defaultBranch],
  summary: ({ mode }) => ({ full: 'Name and number', name: 'Name', number: 'Number', none: 'Nothing hidden' })[mode],
  *script(call, { mode }) {
    yield* perform({ kind: 'edit-caller-id', edit: { kind: 'privacy', mode } })
    const dialled = call.captures[0]
    const found = call.hasBranch('_') || !dialled ? undefined : call.lookup(dialled)
    return found ? callFlow(found.callflowId) : branch('_')
  },
})
