import type { Callflow, FlowNode } from '../../design/document.ts'
import type { DesignSnapshot } from '../../design/snapshot.ts'
import { timeOfDay } from '../../modules/time-of-day/time-of-day.ts'
import { rulesBySpecificity } from '../../schedule/explain.ts'
import { isKnownZone } from '../../schedule/local-time.ts'
import { get } from './json.ts'
import { titleOf } from './losses.ts'
import { dateInZone } from './start-date.ts'

/**
 * A step with a zone of its own reads start dates in that zone in Kazoo, and we in the account's: the rules for which that is another day. Where
 * only the start of a rule without interval is meant, a day more or less years ago is not worth a word.
 */
export function otherDates({ nodes }: Callflow, design: DesignSnapshot, accountZone: string): string[] {
  return Object.values(nodes).flatMap((node) => {
    const zone = ownZone(node)
    if (zone === undefined || zone === accountZone) return []
    const { routes } = node.settings
    const ids = Array.isArray(routes) ? routes.filter((id): id is string => typeof id === 'string') : []
    return rulesBySpecificity(design, ids).flatMap(({ rule }) => {
      if (rule.cycle !== 'date' && rule.interval === 1) return []
      const date = dateInZone(rule.startDate, get(rule.foreign, 'kazoo', 'start_date'), accountZone, zone)
      if (date === rule.startDate) return []
      return [
        `${titleOf(node)}: Kazoo reads dates in ${zone} here: "${rule.name}" starts on ${date}, not ${rule.startDate}`,
      ]
    })
  })
}

function ownZone({ type, settings: { timezone } }: FlowNode): string | undefined {
  return type === timeOfDay.type && typeof timezone === 'string' && isKnownZone(timezone) ? timezone : undefined
}
