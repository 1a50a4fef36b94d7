import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeDocument } from '../design/document.ts'
import { snapshotOf } from '../design/snapshot.ts'
import { lookupNumber } from './lookup.ts'
import type { PatternMode } from './pattern-mode.ts'

const inside = { isInternal: true }

function designOf(patterns: Readonly<Record<string, readonly string[]>>, patternMode: PatternMode) {
  return snapshotOf([
    makeDocument('account', { id: 'account', name: 'Account', patternMode }),
    ...Object.entries(patterns).map(([id, own]) => makeDocument('callflow', { id, name: id, patterns: [...own] })),
  ])
}

const answers = (patterns: Readonly<Record<string, readonly string[]>>, dialled: string, mode: PatternMode) =>
  lookupNumber(designOf(patterns, mode), dialled, inside)

describe('overlapping patterns', () => {
  const parts = { split: ['^([0-9]{3})([0-9]{3})$'], single: ['^1([0-9]{4})[0-9]$'] }

  it('made here, all captured text together decides', () => {
    const found = answers(parts, '123456', 'captured-together')
    expect(found).toEqual({ callflowId: 'split', captures: ['123', '456'], by: 'pattern' })
  })

  describe("in Kazoo's way", () => {
    it('the longest single group decides, and is what counts as captured', () => {
      const found = answers(parts, '123456', 'longest-group')
      expect(found).toEqual({ callflowId: 'single', captures: ['2345'], by: 'pattern' })
      const alone = answers({ split: ['^([0-9]{2})([0-9]{4})$'] }, '123456', 'longest-group')
      expect(alone?.captures).toEqual(['3456'])
    })

    it('of groups of one length the first is captured', () => {
      expect(answers({ split: parts.split }, '123456', 'longest-group')?.captures).toEqual(['123'])
    })

    it('a pattern without groups counts with all it matches', () => {
      const overlapping = { whole: ['^[0-9]{4}'], group: ['^[0-9]([0-9]{3})$'] }
      expect(answers(overlapping, '1234', 'longest-group')).toMatchObject({ callflowId: 'whole', captures: ['1234'] })
      expect(answers(overlapping, '1234', 'captured-together')).toMatchObject({ callflowId: 'group' })
    })

    it('of equals the one that sorts last wins, whatever the order of the callflows', () => {
      const equals = { low: ['^2([0-9])'], high: ['^2([1-9])'] }
      expect(answers(equals, '23', 'longest-group')?.callflowId).toBe('high')
      const { low, high } = equals
      expect(answers({ high, low }, '23', 'longest-group')?.callflowId).toBe('high')
      expect(answers({ a: low, b: low }, '23', 'longest-group')?.callflowId).toBe('b')
      expect(answers({ b: low, a: low }, '23', 'longest-group')?.callflowId).toBe('b')
    })

    it('an expression that cannot be read answers nothing', () => {
      expect(answers({ broken: [')('] }, '1', 'longest-group')).toBeUndefined()
    })
  })

  const some = fc.constantFrom(
    '^\\*7([0-9]*)$',
    '^([0-9]{2})([0-9]*)$',
    '([0-9]+)',
    '^9(.*)$',
    '^1',
    '^(1)?2',
    '^1[0-9]+$',
  )

  it("given any patterns and anything dialled, Kazoo's listing read from its end finds the same", () => {
    fc.assert(
      fc.property(fc.uniqueArray(some, { maxLength: 6 }), fc.stringMatching(/^[0-9*]{1,6}$/), (patterns, dialled) => {
        const flows = Object.fromEntries(patterns.map((pattern, index) => [`f${index}`, [pattern]]))
        const found = answers(flows, dialled, 'longest-group')
        expect(found?.captures).toEqual(kazoos(patterns, dialled))
      }),
      { seed: 8001, numRuns: 500 },
    )
  })
})

/** What is captured, read off `cf_flow` line by line, with the language's own regular expressions. */
function kazoos(patterns: readonly string[], dialled: string): readonly [string] | undefined {
  let best: string | undefined
  for (const pattern of patterns.toSorted(new Intl.Collator('en').compare).reverse()) {
    const match = new RegExp(pattern).exec(dialled)
    if (!match) continue
    const texts = match.length > 1 ? match.slice(1).map((group) => group ?? '') : [match[0]]
    const [longest = ''] = texts.toSorted((one, other) => other.length - one.length)
    if (best === undefined || longest.length > best.length) best = longest
  }
  return best === undefined ? undefined : [best]
}
