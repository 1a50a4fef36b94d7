import { describe, expect, it } from 'vitest'
import { checkDesign } from '../../check/check-design.ts'
import { makeDocument } from '../../design/document.ts'
import { snapshotOf } from '../../design/snapshot.ts'
import { whatItMatches } from '../../numbering/caller-match.ts'
import { call, drawFlow, path } from '../../rehearse/small-design.ts'

/** Three numbers as the portal's manual tells people to write them (M39). */
const seedText = String.raw`\b6045550100|7785550101|6045550102\b`

const list = makeDocument('number-list', {
  id: 'vip',
  name: 'VIP',
  entries: [
    { match: 'number', value: '(604) 555-0100', label: '' },
    { match: 'prefix', value: '+1778', label: '' },
    { match: 'regex', value: '^1[0-9]{3}$', label: '' },
  ],
})

const flow = (settings: Record<string, unknown>, branches: string[]) =>
  drawFlow({
    nodes: { 'match-caller-id': settings, 'hang-up': {} },
    wires: branches.map((name) => `match-caller-id ${name} hang-up`),
  })

function leftBy(settings: Record<string, unknown>, number: string, branches = ['match', 'nomatch', '_']) {
  const caller = { name: '', number, origin: { kind: 'trunk' } } as const
  const rehearsed = call([flow(settings, branches)], [], { caller, documents: [list] })
  const left = rehearsed.trace.find((event) => event.kind === 'node-left')
  return left?.kind === 'node-left' ? left.taken : undefined
}

describe('match caller ID (M38)', () => {
  it.each(['6045550100', '+16045550100', '1 (604) 555-0100'])(
    'given the number %s, then that caller matches, whole',
    (written) => {
      const settings = { mode: 'numbers', numbers: [written] }
      expect(leftBy(settings, '+16045550100')).toBe('match')
      expect(leftBy(settings, '+160455501001')).toBe('nomatch')
      expect(leftBy(settings, '')).toBe('nomatch')
    },
  )

  it('given a regular expression, then it is found anywhere in the caller number', () => {
    expect(leftBy({ mode: 'regex', regex: '604' }, '+16045550100')).toBe('match')
    expect(leftBy({ mode: 'regex', regex: '^604' }, '+16045550100')).toBe('nomatch')
    expect(leftBy({ mode: 'regex', regex: '(' }, '+16045550100')).toBe('nomatch')
  })

  it('given a number list, then numbers match whole, prefixes by digits, expressions as they are', () => {
    const settings = { mode: 'list', listId: 'vip' }
    expect(['+16045550100', '+17785550199', '1001'].map((number) => leftBy(settings, number))).toEqual([
      'match',
      'match',
      'match',
    ])
    expect(['+16045550101', '+27785550199', '10011'].map((number) => leftBy(settings, number))).toEqual([
      'nomatch',
      'nomatch',
      'nomatch',
    ])
    expect(leftBy({ mode: 'list' }, '+16045550100')).toBe('nomatch')
  })

  it('given a branch that is not wired, then _', () => {
    expect(leftBy({ mode: 'regex' }, '+16045550100', ['_'])).toBe('_')
  })

  it('given one branch a number, then the expression must match and the branch is the caller', () => {
    const settings = { mode: 'regex', regex: '^\\+1604', absolute: true }
    const branches = ['+16045550100', '+17785550101', 'match', 'nomatch']
    expect(leftBy(settings, '+16045550100', branches)).toBe('+16045550100')
    expect(leftBy(settings, '+17785550101', branches)).toBe('nomatch')
    expect(leftBy(settings, '+16045550199', [...branches, '_'])).toBe('_')
  })

  it('given a hostile expression and number, then the answer comes at once', () => {
    const caller = { name: '', number: `${'1'.repeat(5_000)}x`, origin: { kind: 'trunk' } } as const
    const rehearsed = call([flow({ mode: 'regex', regex: '^(1+)+$' }, ['nomatch'])], [], { caller })
    expect(path(rehearsed)).toEqual(['match-caller-id nomatch', 'hang-up end'])
  })
})

describe(String.raw`the portal's \bA|B|C\b (M39)`, () => {
  it('is taken as it is written and matches as it does there: not the first, parts of the middle one, the end of the last', () => {
    const settings = { mode: 'regex', regex: seedText }
    expect(leftBy(settings, '+16045550100')).toBe('nomatch')
    expect(leftBy(settings, '+17785550101')).toBe('match')
    expect(leftBy(settings, '99977855501019')).toBe('match')
    expect(leftBy(settings, '+16045550102')).toBe('match')
  })

  it('what it matches is shown number by number, with the numbers to compare whole instead', () => {
    expect(whatItMatches(seedText, 'CA')).toEqual({
      kind: 'list',
      isExact: false,
      numbers: [
        { number: '6045550100', matchesItself: false, matchesLonger: false },
        { number: '7785550101', matchesItself: true, matchesLonger: true },
        { number: '6045550102', matchesItself: true, matchesLonger: true },
      ],
      safeNumbers: ['+16045550100', '+17785550101', '+16045550102'],
    })
  })

  it.each([
    [String.raw`^\+16045550100$`, 'list', true],
    [String.raw`^\+1(6045550100|7785550101)$`, 'list', true],
    ['^6045550100|7785550101$', 'list', false],
    ['^\\+1604', 'list', false],
    ['Sales', 'expression', undefined],
    ['(', 'unreadable', undefined],
  ])('%s is read as it is', (source, kind, isExact) => {
    const reading = whatItMatches(source, 'CA')
    expect(reading.kind).toBe(kind)
    expect(reading.kind === 'list' ? reading.isExact : undefined).toBe(isExact)
  })

  it('the check says what goes wrong, and its quick fix compares whole numbers', () => {
    const about = (settings: Record<string, unknown>) =>
      checkDesign(snapshotOf([flow(settings, ['match', '_'])])).filter(({ code }) => code.endsWith('regex'))
    const [finding] = about({ mode: 'regex', regex: seedText })
    expect(finding).toMatchObject({
      code: 'inexact-number-regex',
      message:
        'The numbers compared in "flow" are not compared whole: 6045550100 never matches; 7785550101, 6045550102 also match longer numbers.',
    })
    const fixed = finding?.fix?.put[0]
    expect(fixed && checkDesign(snapshotOf([fixed])).filter(({ code }) => code.endsWith('regex'))).toEqual([])
    expect(fixed).toMatchObject({
      nodes: {
        'match-caller-id': { settings: { mode: 'numbers', numbers: ['+16045550100', '+17785550101', '+16045550102'] } },
      },
    })
    expect(about({ mode: 'regex', regex: '(' })[0]?.code).toBe('unreadable-regex')
  })
})
