import { z } from 'zod'
import { onlyBranch, defineModule } from '../../define-module.ts'
import { text } from '../../design/fields.ts'
import { branch, perform } from '../../run/script.ts'
import { passedAtOnce } from '../../step-traits.ts'

/** Replaces what phones show of the caller from here on, prefixes included (M24b "rewrite"). An empty field leaves what is there. */
export const setCallerId = defineModule({
  type: 'set-caller-id',
  version: 1,
  category: 'caller-id',
  name: 'Set caller ID',
  description: "Replaces the caller's name or number for everybody rung from here on.",
  icon: 'id-card',
  settings: z.object({
    name: text({ label: 'Caller name', help: 'Empty leaves the name as it is.', max: 35 }),
    number: text({ label: 'Caller number', help: 'Empty leaves the number as it is.', max: 35 }),
  }),
  branches: [onlyBranch],
  time: passedAtOnce,
  summary: ({ name, number }) => [name, number].filter((part) => part !== '').join(' · '),
  *script(_call, { name, number }) {
    if (name !== '' || number !== '') {
      yield* perform({ kind: 'edit-caller-id', edit: { kind: 'rewrite', name, number } })
    }
    return branch('_')
  },
})
