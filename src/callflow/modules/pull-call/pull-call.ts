import { z } from 'zod'
import { defaultBranch, defineModule } from '../../define-module.ts'
import { reference } from '../../design/fields.ts'
import { answer, branch, perform, play } from '../../run/script.ts'
import { type PromptId, prompt } from '../../scripts/prompts.ts'
import { whoCalls } from '../../scripts/who-calls.ts'

/** Brings the caller's one other call to the phone they call from (M98, B3 6683): from the mobile to the desk. */
export const pullCall = defineModule({
  type: 'pull-call',
  version: 1,
  category: 'office-anywhere',
  name: 'Pull a call here',
  description: "Brings the caller's own call, up on another phone, to the phone they call from.",
  icon: 'phone-incoming',
  servesTheHouse: true,
  needs: ['pull-call'],
  settings: z.object({
    userId: reference('user', { label: 'Whose call', help: 'The caller when empty.', advanced: true }),
  }),
  branches: [{ ...defaultBranch, label: 'Nothing to pull' }],
  summary: ({ userId }, design) => design.find('user', userId)?.name ?? '',
  *script(call, settings) {
    const userId = settings.userId ?? (yield* whoCalls(call)).userId
    yield* answer()
    const outcome = userId ? (yield* perform({ kind: 'pull-call', userId })).outcome : 'no-owner'
    yield* play({ sounds: [prompt(said[outcome])], terminators: '' })
    return branch('_')
  },
})

const said: Readonly<Record<'no-owner' | 'no-call' | 'too-many', PromptId>> = {
  'no-owner': 'cf-move-no_owner',
  'no-call': 'cf-move-no_channel',
  'too-many': 'cf-move-too_many_channels',
}
