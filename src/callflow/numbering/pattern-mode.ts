import type { Account } from '../design/document.ts'
import { type LinearRegex, linearRegex } from './linear-regex.ts'

/** Which of several patterns that match a dialled number answers it, and what of the number counts as captured. */
export type PatternMode = Account['patternMode']

export interface FlowPattern {
  readonly callflowId: string
  readonly source: string
  readonly regex: LinearRegex
  /** Whether callers from outside may use it. */
  readonly isForStrangers: boolean
}

/**
 * Patterns as the mode reads them: the one with the longest captures wins, the earlier of equals. `longest-group` is Kazoo's way
 * (`cf_flow`): a pattern captures its longest single group, the first of equals, or all it matched when it has no groups; Kazoo goes
 * through its listing from the end, so of equals the one that sorts last wins.
 */
export function inMode(patterns: readonly FlowPattern[], mode: PatternMode | undefined): readonly FlowPattern[] {
  if (mode !== 'longest-group') return patterns
  return patterns
    .toSorted((one, other) => lastFirst(one.source, other.source) || lastFirst(one.callflowId, other.callflowId))
    .map((pattern) => ({ ...pattern, regex: { match: longestGroupOf(pattern) } }))
}

function longestGroupOf({ source, regex }: FlowPattern): LinearRegex['match'] {
  const whole = linearRegex(`(${source})`)
  const outer = whole.ok ? whole.regex : regex
  return (text) => {
    const groups = regex.match(text)
    if (groups?.length === 0) return outer.match(text)?.slice(0, 1)
    return groups && [groups.reduce((longest, group) => (group.length > longest.length ? group : longest))]
  }
}

const { compare } = new Intl.Collator('en')
/** Kazoo's database sorts by Unicode collation. */
const lastFirst = (one: string, other: string) => compare(other, one)
