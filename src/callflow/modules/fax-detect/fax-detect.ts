import { z } from 'zod'
import { defineModule } from '../../define-module.ts'
import { seconds } from '../../design/fields.ts'
import { answer, branch, perform } from '../../run/script.ts'

/** Tells fax machines from people by listening for their tone (M75b). Whatever cannot be told is a person. */
export const faxDetect = defineModule({
  type: 'fax-detect',
  version: 1,
  category: 'advanced',
  name: 'Fax detect',
  description: 'Answers and listens: fax machines leave by one way, people by the other. For a number that takes both.',
  icon: 'audio-lines',
  needs: ['detect-fax'],
  settings: z.object({
    listenSec: seconds({
      label: 'Listen for',
      help: 'People hear silence meanwhile; fax machines show within a few seconds.',
      min: 1,
      max: 30,
      default: 5,
    }),
  }),
  branches: [
    { name: 'fax', label: 'Fax' },
    { name: 'voice', label: 'Voice' },
  ],
  summary: ({ listenSec }) => `${listenSec} s`,
  *script(_call, { listenSec }) {
    yield* answer()
    const { outcome } = yield* perform({ kind: 'detect-fax', timeoutMs: listenSec * 1_000 })
    return branch(outcome === 'fax' ? 'fax' : 'voice')
  },
})
