import type { DocumentId } from '../design/kind.ts'
import type { RuleVerdict } from './explain.ts'

/** More rules than that are counted, not named. */
const MOST_NAMED = 3

/** What became of the rules, in a few sentences: the winner, whoever lost to it and why, and what is switched off. */
export function explanationWords(verdicts: readonly RuleVerdict[], nameOf: (routeId: DocumentId) => string): string {
  const winner = verdicts.find(({ verdict }) => verdict === 'won')
  const lost = verdicts.filter(({ verdict }) => verdict === 'lost')
  const off = verdicts.filter(({ verdict }) => verdict === 'switched-off').map(({ rule }) => `"${rule.name}"`)
  return [
    winner ? `${named(winner, nameOf)} ${winnerWords(winner)}.` : 'None of the hours apply now.',
    ...lost.slice(0, MOST_NAMED).map(({ rule, why }) => `"${rule.name}" would too, but ${why}.`),
    ...(lost.length > MOST_NAMED ? [`${lost.length - MOST_NAMED} more would too.`] : []),
    ...(off.length > 0 ? [`Switched off: ${off.slice(0, MOST_NAMED).join(', ')}${andMore(off.length)}.`] : []),
  ].join(' ')
}

const winnerWords = ({ why }: RuleVerdict) => (why === 'applies now' ? why : `is ${why}`)

const andMore = (count: number) => (count > MOST_NAMED ? ` and ${count - MOST_NAMED} more` : '')

/** With the set it came in by. */
const named = ({ routeId, rule }: RuleVerdict, nameOf: (routeId: DocumentId) => string) =>
  routeId === rule.id ? `"${rule.name}"` : `"${rule.name}" of "${nameOf(routeId)}"`
