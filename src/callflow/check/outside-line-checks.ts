import type { ModuleDefinition } from '../define-module.ts'
import type { DocumentId } from '../design/kind.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { lineOf } from '../numbering/admit.ts'
import { colleagueWith } from '../scripts/forwarding.ts'
import type { Finding } from './finding.ts'
import { forwardsAt, ringingSteps } from './forwards.ts'
import { mailboxSteps, type Reached, reachedFromOutside, callsOutSteps, wayTo } from './outside-walk.ts'

/** Every way on which a call from outside can leave again by a trunk, with its path, and the patterns by which it may come in. */
export const checkOutsideLines = (design: DesignSnapshot): Finding[] => [...byPatterns(design), ...waysOut(design)]

function waysOut(design: DesignSnapshot): Finding[] {
  if (!design.list('trunk').some(({ enabled }) => enabled)) return [] // nothing to leave by
  const byType = Map.groupBy(reachedFromOutside(design), ({ step }) => step.node.type)
  const at = (steps: readonly ModuleDefinition[]) => steps.flatMap(({ type }) => byType.get(type) ?? [])
  return [
    ...at(callsOutSteps).flatMap((reached) => atStep(reached, design)),
    ...forwarded(at(ringingSteps), design),
    ...calledBack(at(mailboxSteps), design),
  ]
}

function atStep(reached: Reached, design: DesignSnapshot): Finding[] {
  const { definition, settings } = reached.step
  const way = settings.ok ? definition?.callsOut?.how(settings.value, reached.at.by) : undefined
  return way
    ? [{ ...placeOf(reached), severity: way.severity, message: `${way.says}: ${wayTo(reached, design)}.` }]
    : []
}

const placeOf = ({ at, step }: Reached) =>
  ({ code: 'outside-line', documentId: at.flow.id, nodeId: step.node.id }) as const

/** Once for each person or phone. */
function forwarded(reached: readonly Reached[], design: DesignSnapshot): Finding[] {
  const seen = new Set<DocumentId>()
  return reached.flatMap((at) => {
    const { definition, settings } = at.step
    const forwards = settings.ok ? forwardsAt(definition?.ringing, settings.value, design) : []
    return forwards.flatMap(({ who, number }): Finding[] => {
      if (seen.has(who.id) || colleagueWith(design, number) || lineOf(design, number)) return []
      seen.add(who.id)
      const message = `Calls from outside to "${who.name}" leave again for ${number}: ${wayTo(at, design)} → ${number}.`
      return [{ code: 'outside-line', severity: 'info', documentId: who.id, message }]
    })
  })
}

/** Nearly every design has mailboxes: one finding says it for all, by the first way. */
function calledBack(reached: readonly Reached[], design: DesignSnapshot): Finding[] {
  const withPin = design.list('mailbox').filter(({ pin }) => pin !== '')
  const [at] = reached
  if (!at || withPin.length === 0) return []
  const message = `Who knows the PIN of a mailbox calls back from outside those who left messages in it, at your cost: ${wayTo(at, design)}.`
  return [{ ...placeOf(at), severity: 'info', message }]
}

/** Patterns that callers from outside may use, imported ones among them. */
function byPatterns(design: DesignSnapshot): Finding[] {
  return design.list('callflow').flatMap((flow): Finding[] => {
    const [pattern, ...others] = flow.patterns
    if (!flow.patternsFromOutside || pattern === undefined) return []
    const more = others.length === 0 ? '' : ` and ${others.length} more`
    const message = `Callers from outside reach "${flow.name}" by its pattern ${pattern}${more}: a carrier may send any digits.`
    const fix = { label: 'Only for phones of the company', put: [{ ...flow, patternsFromOutside: false }] }
    return [{ code: 'patterns-from-outside', severity: 'info', documentId: flow.id, message, fix }]
  })
}
