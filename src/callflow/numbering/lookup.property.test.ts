import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Callflow, makeDocument } from '../design/document.ts'
import { snapshotOf } from '../design/snapshot.ts'
import { lookupNumber, type NumberMatch } from './lookup.ts'

const digits = fc.stringMatching(/^[0-9*]{1,4}$/)
const patterns = fc.constantFrom('^\\*7([0-9]*)$', '^([0-9]{2})([0-9]*)$', '([0-9]+)', '^9(.*)$', '^1', '(')
const flows = fc
  .array(
    fc.record({
      numbers: fc.uniqueArray(digits, { maxLength: 3 }),
      patterns: fc.array(patterns, { maxLength: 2 }),
      takesTheRest: fc.boolean(),
    }),
    { maxLength: 5 },
  )
  .map((all) =>
    all.map(({ numbers, patterns: own, takesTheRest }, index) =>
      makeDocument('callflow', {
        id: `flow-${index}`,
        name: `Flow ${index}`,
        numbers: [...numbers, ...(takesTheRest ? ['no_match' as const] : [])],
        patterns: own,
      }),
    ),
  )

/** The rules of A0 read off line by line, with the language's own regular expressions. */
function naive(all: readonly Callflow[], dialled: string, isInternal: boolean): NumberMatch | undefined {
  // `no_match` is a word of ours, not a number anybody can dial.
  const exact = dialled === 'no_match' ? undefined : all.find(({ numbers }) => numbers.includes(dialled))
  if (exact) return { callflowId: exact.id, captures: [], by: 'number' }
  let best: NumberMatch | undefined
  for (const flow of all) {
    for (const source of flow.patterns) {
      const captures = groups(source, dialled)
      if (captures && (!best || captures.join('').length > best.captures.join('').length)) {
        best = { callflowId: flow.id, captures, by: 'pattern' }
      }
    }
  }
  if (best) return best
  const rest = all.find(({ numbers }) => numbers.includes('no_match'))
  return rest && isInternal && /^\+?[0-9]+$/.test(dialled)
    ? { callflowId: rest.id, captures: [], by: 'no-match' }
    : undefined
}

function groups(source: string, dialled: string): string[] | undefined {
  if (source === '(') return undefined
  return new RegExp(source).exec(dialled)?.slice(1)
}

describe('number lookup (A0)', () => {
  it('given any flows and anything dialled, then it finds what a line by line reading finds', () => {
    fc.assert(
      fc.property(
        flows,
        fc.oneof(digits, fc.constantFrom('no_match', '+16045550100', '')),
        fc.boolean(),
        (all, dialled, isInternal) => {
          expect(lookupNumber(snapshotOf(all), dialled, { isInternal })).toEqual(naive(all, dialled, isInternal))
        },
      ),
      { seed: 8000, numRuns: 1_000 },
    )
  })
})
