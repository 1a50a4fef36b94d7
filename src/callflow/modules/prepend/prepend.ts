import { z } from 'zod'
import { onlyBranch, defineModule } from '../../define-module.ts'
import { choice, text } from '../../design/fields.ts'
import { branch, perform } from '../../run/script.ts'
import { passedAtOnce } from '../../step-traits.ts'

/** Puts text before the caller's name and number for everybody rung from here on (M43, M64). */
export const prepend = defineModule({
  type: 'prepend',
  version: 1,
  category: 'caller-id',
  name: 'Prepend',
  description: "Puts text before the caller's name or number, so that phones show which line was called.",
  icon: 'text-cursor-input',
  settings: z.object({
    namePrefix: text({
      label: 'Before the name',
      help: 'Put before the name phones show, such as GEN for general calls.',
      max: 35,
    }),
    numberPrefix: text({ label: 'Before the number', help: 'Put before the number phones show.', max: 16 }),
    applyTo: choice(['original', 'current'], {
      label: 'Earlier prefixes',
      help: 'What becomes of prefixes that steps before this one put there.',
      default: 'original',
      options: { original: 'Replace them', current: 'Keep them after this one' },
    }),
  }),
  branches: [onlyBranch],
  time: passedAtOnce,
  summary: ({ namePrefix, numberPrefix }) => [namePrefix, numberPrefix].filter((prefix) => prefix !== '').join(' · '),
  *script(_call, { namePrefix, numberPrefix, applyTo }) {
    yield* perform({ kind: 'edit-caller-id', edit: { kind: 'prepend', namePrefix, numberPrefix, applyTo } })
    return branch('_')
  },
})
