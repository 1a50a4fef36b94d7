import { z } from 'zod'
import { defaultBranch, defineModule } from '../../define-module.ts'
import { reference, seconds } from '../../design/fields.ts'
import { answer, branch, perform, play } from '../../run/script.ts'
import { numberLegs } from '../../scripts/ring-legs.ts'
import { type PromptId, prompt } from '../../scripts/prompts.ts'
import { whoCalls } from '../../scripts/who-calls.ts'

/** Rings the caller's own phones and moves their desk call to the one that is answered with a key press (M97). */
export const pushCall = defineModule({
  type: 'push-call',
  version: 1,
  category: 'office-anywhere',
  name: 'Push a call out',
  description:
    "Moves the caller's desk call to their Office Anywhere phones; the first that answers and presses 1 has it.",
  icon: 'phone-outgoing',
  servesTheHouse: true,
  needs: ['push-call'],
  settings: z.object({
    userId: reference('user', { label: 'Whose call', help: 'The caller when empty.', advanced: true }),
    ringSec: seconds({ label: 'Ring for', help: 'How long their phones ring.', min: 5, max: 120, default: 30 }),
  }),
  branches: [
    { ...defaultBranch, label: 'Afterwards' },
    { name: 'no-answer', label: 'Nobody answers', optional: true },
  ],
  summary: ({ userId, ringSec }, design) =>
    [design.find('user', userId)?.name, `${ringSec} s`].filter((part) => part !== undefined).join(' · '),
  *script(call, settings) {
    const userId = settings.userId ?? (yield* whoCalls(call)).userId
    const user = call.design.find('user', userId)
    yield* answer()
    const timeoutMs = settings.ringSec * 1_000
    const legs = user ? numberLegs(call, user, timeoutMs) : []
    const outcome = !user
      ? 'no-owner'
      : legs.length === 0
        ? 'nobody-answered'
        : (yield* perform({ kind: 'push-call', userId: user.id, legs, timeoutMs })).outcome
    if (outcome === 'pushed') return branch('_')
    yield* play({ sounds: [prompt(said[outcome])], terminators: '' })
    return branch(outcome === 'nobody-answered' && call.hasBranch('no-answer') ? 'no-answer' : '_')
  },
})

const said: Readonly<Record<'no-owner' | 'no-call' | 'nobody-answered', PromptId>> = {
  'no-owner': 'cf-move-no_owner',
  'no-call': 'cf-move-no_channel',
  'nobody-answered': 'vm-not_available_no_voicemail',
}
