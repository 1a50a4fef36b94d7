import { z } from 'zod'
import { defaultBranch, defineModule } from '../../define-module.ts'
import { reference } from '../../design/fields.ts'
import { answer, branch } from '../../run/script.ts'
import { enterConference, reachedBy } from '../../scripts/enter-conference.ts'

/** One conference room; the number dialled or else the PIN, asked for on entry, says who moderates (M30, M76). */
export const conferenceStep = defineModule({
  type: 'conference',
  version: 1,
  category: 'basic',
  name: 'Conference',
  description: 'Puts the caller into one conference room, after its PIN when it has one.',
  icon: 'users-round',
  needs: ['join-conference'],
  settings: z.object({ conferenceId: reference('conference', { label: 'Room', help: 'Where callers meet.' }) }),
  branches: [{ ...defaultBranch, label: 'After leaving it, or not let in', optional: true }],
  summary: ({ conferenceId }, design) => design.find('conference', conferenceId)?.name ?? '',
  *script(call, { conferenceId }) {
    const room = call.design.find('conference', conferenceId)
    if (!room) return branch('_')
    yield* answer()
    return yield* enterConference(call, reachedBy(room, call.dialled))
  },
})
