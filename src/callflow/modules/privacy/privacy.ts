import { z } from 'zod'
import { onlyBranch, defineModule } from '../../define-module.ts'
import { choice } from '../../design/fields.ts'
import { branch, callFlow, perform, type Script } from '../../run/script.ts'
import { callDialled } from '../../scripts/call-outside.ts'
import { passedAtOnce } from '../../step-traits.ts'

const RING_MS = 120_000

/**
 * Hides the caller from everybody rung from here on; emergency calls always show them. As the feature code *67 it goes on to the number dialled
 * behind the code inside or outside, when nothing is wired.
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
  branches: [onlyBranch],
  time: passedAtOnce,
  summary: ({ mode }) => ({ full: 'Name and number', name: 'Name', number: 'Number', none: 'Nothing hidden' })[mode],
  *script(call, { mode }) {
    yield* perform({ kind: 'edit-caller-id', edit: { kind: 'privacy', mode } })
    const dialled = call.captures[0] ?? ''
    if (call.hasBranch('_') || dialled === '') return branch('_')
    const found = call.lookup(dialled, 'caller')
    if (found) return callFlow(found.callflowId)
    const script = callDialled({ ...call, privacy: mode }, { number: dialled, timeoutMs: RING_MS })
    return yield* script as Script<'_'> // causes that are not wired fall back to `_`
  },
})
