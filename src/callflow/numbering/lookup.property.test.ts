import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Callflow, type Document, makeDocument } from '../design/document.ts'
import { snapshotOf } from '../design/snapshot.ts'
import { lookupInternal, lookupNumber, type NumberMatch } from './lookup.ts'

const digits = fc.stringMatching(/^[0-9*]{1,4}$/)
const dialable = fc.oneof(digits, fc.constantFrom('+16045550100', '6045550101'))
const patterns = fc.constantFrom('^\\*7([0-9]*)$', '^([0-9]{2})([0-9]*)$', '([0-9]+)', '^9(.*)$', '^1', '(', '^1(?!0)')
/** Those the language of patterns cannot read, though some of them are read here. */
const unreadable: ReadonlySet<string> = new Set(['(', '^1(?!0)'])

const flows = fc
  .array(
    fc.record({
      numbers: fc.uniqueArray(dialable, { maxLength: 3 }),
      patterns: fc.array(patterns, { maxLength: 2 }),
      patternsFromOutside: fc.boolean(),
      numbersFromOutside: fc.array(digits, { maxLength: 1 }),
      isCode: fc.boolean(),
      first: fc.constantFrom('check-voicemail', 'menu', undefined),
      takesTheRest: fc.boolean(),
    }),
    { maxLength: 5 },
  )
  .map((all) =>
    all.map(({ numbers, isCode, first, takesTheRest, ...rest }, index) =>
      makeDocument('callflow', {
        ...rest,
        id: `flow-${index}`,
        name: `Flow ${index}`,
        numbers: [...numbers, ...(takesTheRest ? ['no_match' as const] : [])],
        featureCode: isCode ? { type: 'move', code: '6683' } : null,
        entry: first ?? null,
        nodes: first
          ? {
              [first]: {
                id: first,
                type: first,
                version: 1,
                label: '',
                disabled: false,
                settings: {},
                position: { x: 0, y: 0 },
              },
            }
          : {},
      }),
    ),
  )
const people = fc
  .uniqueArray(digits, { maxLength: 3 })
  .map((extensions) =>
    extensions.map((extension, index) =>
      makeDocument('user', { id: `user-${index}`, name: `User ${index}`, firstName: 'A', extension }),
    ),
  )

/** The rules of A0 and ADR 58 read off line by line, with the language's own regular expressions. */
function naive(
  all: readonly Callflow[],
  extensions: readonly string[],
  dialled: string,
  isInternal: boolean,
): NumberMatch | undefined {
  if (dialled === 'no_match') return undefined
  const isFull = /^\+|^[0-9]{7,}$/.test(dialled)
  const isOfTheHouse = ({ featureCode, entry }: Callflow) =>
    dialled.includes('*') ||
    (!isFull && (extensions.includes(dialled) || featureCode !== null || entry === 'check-voicemail'))
  const exact = isInternal
    ? all.find(({ numbers }) => numbers.includes(dialled))
    : (all.find(({ numbersFromOutside }) => numbersFromOutside.includes(dialled)) ??
      all.find((flow) => flow.numbers.includes(dialled) && !isOfTheHouse(flow)))
  if (exact) return { callflowId: exact.id, captures: [], by: 'number' }
  const pattern = naivePattern(all, dialled, isInternal)
  if (pattern) return pattern
  const rest = all.find(({ numbers }) => numbers.includes('no_match'))
  return rest && isInternal && /^\+?[0-9]+$/.test(dialled)
    ? { callflowId: rest.id, captures: [], by: 'no-match' }
    : undefined
}

function naivePattern(all: readonly Callflow[], dialled: string, isInternal: boolean): NumberMatch | undefined {
  let best: NumberMatch | undefined
  for (const flow of all) {
    for (const source of flow.patterns) {
      if (unreadable.has(source) || (!isInternal && !flow.patternsFromOutside)) continue
      const captures = new RegExp(source).exec(dialled)?.slice(1)
      if (captures && (!best || captures.join('').length > best.captures.join('').length)) {
        best = { callflowId: flow.id, captures, by: 'pattern' }
      }
    }
  }
  return best
}

const dialledAnything = fc.oneof(dialable, fc.constantFrom('no_match', ''))

describe('number lookup (A0)', () => {
  it('given any flows and anything dialled, then it finds what a line by line reading finds', () => {
    fc.assert(
      fc.property(flows, people, dialledAnything, fc.boolean(), (all, users, dialled, isInternal) => {
        const extensions = users.map(({ extension }) => extension)
        const found = lookupNumber(snapshotOf([...all, ...users]), dialled, { isInternal })
        expect(found).toEqual(naive(all, extensions, dialled, isInternal))
      }),
      { seed: 8000, numRuns: 3_000 },
    )
  })

  it('given any flows, when a caller from outside keys something, then no pattern answers that is not for them', () => {
    fc.assert(
      fc.property(flows, dialledAnything, (all, dialled) => {
        const found = lookupInternal(snapshotOf(all), dialled, { isInternal: false })
        const listed = dialled === 'no_match' ? undefined : all.find(({ numbers }) => numbers.includes(dialled))
        expect(found).toEqual(
          listed ? { callflowId: listed.id, captures: [], by: 'number' } : naivePattern(all, dialled, false),
        )
      }),
      { seed: 8000, numRuns: 1_000 },
    )
  })

  it('given patterns of any characters, readable or not, and anything dialled, then a lookup never throws', () => {
    const piece = fc.constantFrom(
      '(',
      ')',
      '[',
      ']',
      '{2,',
      '}',
      '?',
      '*',
      '+',
      '\\',
      '|',
      '^',
      '$',
      '(?=1)',
      '(?<n>',
      '\\1',
      '1',
      '-',
    )
    const source = fc.oneof(
      fc.string({ minLength: 1, maxLength: 20, unit: 'binary' }),
      fc.array(piece, { minLength: 1, maxLength: 12 }).map((parts) => parts.join('')),
    )
    const flow = fc
      .array(source, { maxLength: 6 })
      .map(
        (own): Document => makeDocument('callflow', { id: 'f', name: 'F', patterns: own, patternsFromOutside: true }),
      )
    fc.assert(
      fc.property(flow, fc.string({ maxLength: 80, unit: 'binary' }), fc.boolean(), (one, dialled, isInternal) => {
        const found = lookupNumber(snapshotOf([one]), dialled, { isInternal })
        expect(found === undefined || found.callflowId === 'f').toBe(true)
      }),
      { seed: 8000, numRuns: 2_000 },
    )
  })
})
