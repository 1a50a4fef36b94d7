import type { DocumentId } from '../design/kind.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { lineOf } from '../numbering/admit.ts'
import { colleagueWith } from '../scripts/forwarding.ts'
import type { Finding, Severity } from './finding.ts'
import { forwardsAt, ringingSteps } from './forwards.ts'
import { mailboxSteps, type Reached, reachedFromOutside, wayOutSteps, wayTo } from './outside-walk.ts'

/** Every way on which a call from outside can leave again by a trunk, with its path, and the patterns by which it may come in. */
export const checkOutsideLines = (design: DesignSnapshot): Finding[] => [...byPatterns(design), ...waysOut(design)]

function waysOut(design: DesignSnapshot): Finding[] {
  if (!design.list('trunk').some(({ enabled }) => enabled)) return [] // nothing to leave by
  const byType = Map.groupBy(reachedFromOutside(design), ({ step }) => step.node.type)
  const at = (types: readonly string[]) => types.flatMap((type) => byType.get(type) ?? [])
  return [
    ...at(wayOutSteps).flatMap((reached) => atStep(reached, design)),
    ...forwarded(at(ringingSteps), design),
    ...calledBack(at(mailboxSteps), design),
  ]
}

interface Way {
  readonly severity: Severity
  readonly says: string
}

function atStep(reached: Reached, design: DesignSnapshot): Finding[] {
  const way = wayOf(reached)
  return way
    ? [{ ...placeOf(reached), severity: way.severity, message: `${way.says}: ${wayTo(reached, design)}.` }]
    : []
}

const placeOf = ({ at, step }: Reached) =>
  ({ code: 'outside-line', documentId: at.flow.id, nodeId: step.node.id }) as const

/** Undefined: no way out. A carrier step without a number calls what was dialled, which leaves only when it is a number listed. */
function wayOf({ step, at }: Reached): Way | undefined {
  const { type } = step.node
  const text = (name: string) =>
    String(Reflect.get(step.settings.ok ? (step.settings.value as object) : {}, name) ?? '')
  switch (type) {
    case 'disa':
      return text('pin') === ''
        ? { severity: 'warning', says: 'Anybody may call out at your cost, for DISA asks for no PIN' }
        : { severity: 'info', says: 'Who knows the PIN of DISA calls out at your cost' }
    case 'office-anywhere-portal':
      return {
        severity: 'info',
        says: 'People known by their number, which can be forged, or by their PIN call out at your cost',
      }
    case 'pivot':
      if (text('url') === '') return undefined
      return text('url').startsWith('https:')
        ? {
            severity: 'info',
            says: 'A web address decides where callers from outside are put through, outside as well',
          }
        : {
            severity: 'warning',
            says: 'A web address without encryption decides where callers from outside are put through, outside as well',
          }
    case 'account-carrier':
    case 'global-carrier': {
      const number = text('number')
      if (number !== '') return { severity: 'info', says: `Callers from outside are put through to ${number}` }
      return at.by === 'number'
        ? { severity: 'info', says: 'Calls from outside leave again for the number they came for' }
        : undefined
    }
    default:
      return undefined
  }
}

/** Once for each person or phone. */
function forwarded(reached: readonly Reached[], design: DesignSnapshot): Finding[] {
  const seen = new Set<DocumentId>()
  return reached.flatMap((at) => {
    const { node, settings } = at.step
    return forwardsAt(node.type, settings.ok ? settings.value : {}, design).flatMap(({ who, number }): Finding[] => {
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
