import { z } from 'zod'
import { onlyBranch, defineModule } from '../../define-module.ts'
import { choice, text } from '../../design/fields.ts'
import { branch, perform } from '../../run/script.ts'
import { passedAtOnce } from '../../step-traits.ts'

/** Lights the lamps of phones that watch a presence id (B1), e.g. a night-service lamp. */
export const manualPresence = defineModule({
  type: 'manual-presence',
  version: 1,
  category: 'advanced',
  name: 'Manual presence',
  description: 'Turns the lamps of phones that watch an id on or off.',
  icon: 'lightbulb',
  needs: ['publish-presence'],
  settings: z.object({
    presenceId: text({ label: 'Presence ID', help: 'What the lamp key watches, such as night.', max: 64 }),
    status: choice(['idle', 'ringing', 'busy'], {
      label: 'Show as',
      help: 'What lamps and lists of other phones show.',
      default: 'idle',
      options: { idle: 'Idle', ringing: 'Ringing', busy: 'Busy' },
    }),
  }),
  branches: [onlyBranch],
  time: passedAtOnce,
  summary: ({ presenceId, status }) => (presenceId === '' ? '' : `${presenceId} · ${status}`),
  *script(_call, { presenceId, status }) {
    if (presenceId !== '') yield* perform({ kind: 'publish-presence', presenceId, status })
    return branch('_')
  },
})
