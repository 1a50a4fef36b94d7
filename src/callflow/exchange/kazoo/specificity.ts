import type { Callflow, FlowNode } from '../../design/document.ts'
import type { DesignSnapshot } from '../../design/snapshot.ts'
import { timeOfDay } from '../../modules/time-of-day/time-of-day.ts'
import { parseSettings } from '../../run/compile.ts'
import { rulesBySpecificity } from '../../schedule/explain.ts'
import { titleOf } from './losses.ts'

/** Routes of a time-of-day step in the order of their most specific rules, for Kazoo takes the first that applies (M56); those that are gone last. */
export function bySpecificity(design: DesignSnapshot, routes: readonly string[]): string[] {
  return [...new Set([...rulesBySpecificity(design, routes).map(({ routeId }) => routeId), ...routes])]
}

/** Kazoo goes through a set as a whole; a rule that should win over some of a set and lose to others cannot stand in its list. One for a step. */
export function takenTogether(design: DesignSnapshot, { nodes }: Callflow): string[] {
  return Object.values(nodes).flatMap((node) => {
    const routes = specificRoutes(node)
    if (routes.length < 2) return []
    const ranked = rulesBySpecificity(design, routes)
    const order = bySpecificity(design, routes)
    const at = ranked.map(({ routeId }) => order.indexOf(routeId))
    const late = at.findIndex((place, index) => index > 0 && place < (at[index - 1] ?? 0))
    const [winner, loser] = [ranked[late - 1], ranked[late]]
    if (!winner || !loser) return []
    const set = design.get(loser.routeId)?.name ?? ''
    return [
      `${titleOf(node)}: Kazoo takes "${set}" as a whole: "${loser.rule.name}" of it wins over "${winner.rule.name}" there`,
    ]
  })
}

function specificRoutes(node: FlowNode): readonly string[] {
  if (node.type !== timeOfDay.type) return []
  const parsed = parseSettings(timeOfDay, node)
  const { orderMode, routes } = (parsed.ok ? parsed.value : {}) as { orderMode?: string; routes?: string[] } // of that module
  return orderMode === 'specific' && routes ? routes : []
}
