import { z } from 'zod'
import { defaultBranch, defineModule } from '../../define-module.ts'
import { choice, referenceList } from '../../design/fields.ts'
import type { DocumentId } from '../../design/kind.ts'
import { oncePer } from '../../design/once-per.ts'
import { branch, now, perform } from '../../run/script.ts'
import { forcedKey } from '../../run/state-keys.ts'
import { decide, type Forced, ruleIdsOf } from '../../schedule/explain.ts'
import { clockOf } from '../../schedule/local-time.ts'
import { passedAtOnce } from '../../step-traits.ts'

/**
 * Goes on by the schedule rule or set that applies now; branches carry the rule's or set's id (M46, M55, M56, A5). The trace says which rule won,
 * which lost to it and why. Windows over midnight apply, in both orders: they belong to the day they open on.
 */
export const timeOfDay = defineModule({
  type: 'time-of-day',
  version: 1,
  category: 'time',
  name: 'Time of day',
  description: 'Goes on by the hours, days or holidays that apply right now.',
  icon: 'clock',
  settings: z.object({
    routes: referenceList(['schedule-rule', 'schedule-set'], {
      label: 'Hours',
      help: 'Rules and sets. Each becomes a branch.',
      max: 200,
    }),
    orderMode: choice(['specific', 'listed'], {
      label: 'When several apply',
      help: 'Specific: hours for the fewest days of a year win, and of those the shortest.',
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
  mainSetting: 'routes',
  time: passedAtOnce,
  summary: ({ routes }, design) =>
    routes
      .map((id) => design.get(id)?.name)
      .filter((name) => name !== undefined)
      .join(' · '),
  *script(call, { routes, orderMode, timezone }) {
    const { design } = call
    const { epochMs } = yield* now()
    const ruleIds = ruleIdsOf(design, routes)
    const keys = forcedKeys(ruleIds)
    const values = keys.length === 0 ? [] : (yield* perform({ kind: 'read-state', keys })).values
    const { zone } = clockOf(design, timezone)
    const forced = (ruleId: string) => forcedStates.find((state) => state === values[ruleIds.indexOf(ruleId)])
    const { routeId, why } = decide({ design, routes, zone, mode: orderMode, forced }, epochMs)
    if (ruleIds.length > 0) yield* perform({ kind: 'note', message: why })
    return branch(routeId ?? '_')
  },
})

const forcedKeys = oncePer((ruleIds: readonly DocumentId[]) => ruleIds.map(forcedKey))

/** State set by hand at run time beats the document's (A5 "enabled"). */
const forcedStates: readonly Forced[] = ['by-time', 'on', 'off']
