import { z } from 'zod'
import { defaultBranch, defineModule } from '../../define-module.ts'
import { choice, referenceList } from '../../design/fields.ts'
import { branch, wait } from '../../run/script.ts'

/** Goes on by the schedule rule or set that applies now; branches carry the rule's or set's id (M46, M55, M56, A5). */
export const timeOfDay = defineModule({
  type: 'time-of-day',
  version: 1,
  category: 'time',
  name: 'Time of day',
  description: 'Goes on by the hours, days or holidays that apply right now.',
  icon: 'clock',
  settings: z.object({
    routes: referenceList(['schedule-rule', 'schedule-set'], { label: 'Hours', max: 200 }),
    orderMode: choice(['specific', 'listed'], {
      label: 'When several apply',
      default: 'specific',
      options: { specific: 'The most specific wins', listed: 'The first in the list wins' },
    }),
    timezone: z
      .string()
      .max(64)
      .nullable()
      .default(null)
      .meta({ label: 'Time zone', help: "The account's when empty.", control: 'timezone', advanced: true }),
  }),
  branches: [{ ...defaultBranch, label: 'All other times' }],
  dataBranches: ({ routes }, design) => routes.map((id) => ({ name: id, label: design.get(id)?.name ?? id })),
  summary: ({ routes }, design) =>
    routes
      .map((id) => design.get(id)?.name)
      .filter((name) => name !== undefined)
      .join(' · '),
  *script() {
    yield* wait(0)
    return branch('_')
  },
})
