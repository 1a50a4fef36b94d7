import type { DesignSnapshot } from '../../design/snapshot.ts'
import { routeAt } from '../../schedule/explain.ts'

/** Routes of a time-of-day step, the most specific first: what wins when all apply, then what wins among the rest (M56). */
export function bySpecificity(design: DesignSnapshot, routes: readonly string[]): string[] {
  const sorted: string[] = []
  let left = [...routes]
  while (left.length > 0) {
    const question = { design, routes: left, zone: 'UTC', mode: 'specific' as const, forced: () => 'on' as const }
    const winner = routeAt(question, 0)
    if (winner === undefined) break
    sorted.push(winner)
    left = left.filter((id) => id !== winner)
  }
  return [...sorted, ...left]
}
