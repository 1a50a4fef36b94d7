import { z } from 'zod'
import { defaultBranch, defineModule } from '../../define-module.ts'
import { seconds, text } from '../../design/fields.ts'
import { branch, perform } from '../../run/script.ts'

/** Records both sides of the call beside whatever follows, until a stop step, the limit or the end of the call (M44). */
export const startRecording = defineModule({
  type: 'start-recording',
  version: 1,
  category: 'recording',
  name: 'Start call recording',
  description: 'Starts recording the call and continues. Recording ends at a stop step or with the call.',
  icon: 'circle-dot',
  settings: z.object({
    label: text({ label: 'Label', help: 'Part of the file name.', max: 64 }),
    maxDurationSec: seconds({
      label: 'Longest recording',
      help: 'It stops by itself then; the call goes on.',
      min: 5,
      max: 86_400,
      default: 600,
    }),
    minDurationSec: seconds({
      label: 'Shortest recording kept',
      help: 'Shorter ones are deleted.',
      min: 0,
      max: 3_600,
      default: 0,
      advanced: true,
    }),
    url: z
      .union([
        z
          .string()
          .max(2_048)
          .regex(/^https?:\/\/[^\s]+$/),
        z.literal(''),
      ])
      .default('')
      .meta({ label: 'Send to', help: 'Web address the file is put to; empty keeps it here.', control: 'text' }),
  }),
  branches: [defaultBranch],
  summary: ({ maxDurationSec, url }) => `Up to ${maxDurationSec} s${url === '' ? '' : ` · to ${hostOf(url)}`}`,
  *script(_call, { label, maxDurationSec, minDurationSec, url }) {
    yield* perform({
      kind: 'start-recording',
      label,
      maxDurationMs: maxDurationSec * 1_000,
      minDurationMs: minDurationSec * 1_000,
      url,
    })
    return branch('_')
  },
})

const hostOf = (url: string) => /^https?:\/\/([^/?#]+)/.exec(url)?.[1] ?? url
