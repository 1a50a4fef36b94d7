import type { Callflow, FlowNode } from '../design/document.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { countryOf } from '../numbering/country.ts'
import { type ListedNumber, whatItMatches } from '../numbering/caller-match.ts'
import type { Finding } from './finding.ts'

type Say = (finding: Omit<Finding, 'documentId'>) => Finding

/** An expression meant as a list of numbers that takes other callers for them, or does not know them (M39). */
export function checkCallerMatch(
  callflow: Callflow,
  node: FlowNode,
  settings: unknown,
  design: DesignSnapshot,
  say: Say,
): Finding[] {
  if (node.type !== 'match-caller-id') return []
  const { mode, regex, absolute } = settings as { mode: string; regex: string; absolute: boolean } // this type's own settings
  if (mode !== 'regex') return []
  const reading = whatItMatches(regex, countryOf(design))
  if (reading.kind !== 'list' || reading.isExact) return []
  const wrong = [
    ...phrase(
      reading.numbers.filter((each) => !each.matchesItself),
      'never matches',
      'never match',
    ),
    ...phrase(
      reading.numbers.filter((each) => each.matchesLonger),
      'also matches longer numbers',
      'also match longer numbers',
    ),
  ].join('; ')
  const safe = { ...node, settings: { ...node.settings, mode: 'numbers', numbers: [...reading.safeNumbers], absolute } }
  return [
    say({
      code: 'inexact-number-regex',
      severity: 'warning',
      message: `The numbers compared in "${callflow.name}" are not compared whole: ${wrong}.`,
      fix: {
        label: 'Compare whole numbers',
        put: [{ ...callflow, nodes: { ...callflow.nodes, [node.id]: safe } }],
      },
    }),
  ]
}

function phrase(numbers: readonly ListedNumber[], one: string, many: string): string[] {
  if (numbers.length === 0) return []
  const named = numbers.slice(0, 3).map(({ number }) => number)
  const rest = numbers.length > 3 ? ` and ${numbers.length - 3} more` : ''
  return [`${named.join(', ')}${rest} ${numbers.length === 1 ? one : many}`]
}
