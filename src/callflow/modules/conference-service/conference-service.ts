import { z } from 'zod'
import { defaultBranch, defineModule } from '../../define-module.ts'
import { answer, branch } from '../../run/script.ts'
import { askRoom, enterConference } from '../../scripts/enter-conference.ts'

/** One number for all conference rooms: the caller keys the room's number, then its PIN (M42, M78). */
export const conferenceService = defineModule({
  type: 'conference-service',
  version: 1,
  category: 'advanced',
  name: 'Conference service',
  description: 'Asks for a room number and puts the caller into that conference, after its PIN when it has one.',
  icon: 'grid-3x3',
  needs: ['join-conference'],
  settings: z.object({}),
  branches: [{ ...defaultBranch, label: 'After leaving it, or not let in', optional: true }],
  summary: () => '',
  *script(call) {
    yield* answer()
    const reached = yield* askRoom(call)
    return reached ? yield* enterConference(call, reached) : branch('_')
  },
})
