import { describe, expect, it } from 'vitest'
import { checkDesign } from '../../../src/callflow/check/check-design.ts'
import { makeDocument } from '../../../src/callflow/design/document.ts'
import { snapshotOf } from '../../../src/callflow/design/snapshot.ts'
import { whatItMatches } from '../../../src/callflow/numbering/caller-match.ts'
import { call, drawFlow, insideCaller, operations, path } from '../../../src/callflow/rehearse/small-design.ts'
import type { Caller } from '../../../src/callflow/run/script.ts'

const list = makeDocument('number-list', {
  id: 'vip',
  name: 'VIP',
  entries: [
    { match: 'number', value: '(604) 555-0100', label: '' },
    { match: 'prefix', value: '+1778', label: '' },
    { match: 'regex', value: '^1[0-9]{3}$', label: '' },
  ],
})

const flow = (settings: Record<string, unknown>, branches: readonly string[]) =>
  drawFlow({
    nodes: { 'match-caller-id': settings, 'hang-up': {} },
    wires: branches.map((name) => `match-caller-id ${name} hang-up`),
  })

const from = (number: string): Caller => ({ name: '', number, origin: { kind: 'trunk' } })

/** The wire a caller takes. */
function leftBy(settings: Record<string, unknown>, number: string, branches = ['match', 'nomatch', '_']) {
  const rehearsed = call([flow(settings, branches)], [], { caller: from(number), documents: [list] })
  const left = rehearsed.trace.find((event) => event.kind === 'node-left')
  return left?.kind === 'node-left' ? left.taken : undefined
}

const regex = (source: string, more: Record<string, unknown> = {}) => ({ mode: 'regex', regex: source, ...more })

describe('M38: match caller ID', () => {
  it('M38: given a regular expression, when it is found anywhere in the caller number, then match, else nomatch', () => {
    expect(leftBy(regex('604'), '+16045550100')).toBe('match')
    expect(leftBy(regex('^778'), '+16045550100')).toBe('nomatch')
  })

  it.each(['^\\+1604', '^1604', '^604', '\\b6045550100\\b', '^[0-9]{10}$'])(
    'M38: given %s, when a caller of the country calls, then it is tried on every writing of the number, however that came',
    (source) => {
      expect(leftBy(regex(source), '+16045550100')).toBe('match')
      expect(leftBy(regex(source), '(604) 555-0100')).toBe('match')
      expect(leftBy(regex(source), '+442079460123')).toBe('nomatch')
    },
  )

  it('M38: given an expression for nobody’s number, when somebody without one calls, then match', () => {
    expect(leftBy(regex('^$'), '')).toBe('match')
    expect(leftBy(regex('^$'), '+16045550100')).toBe('nomatch')
  })

  it('M38: given "no number", when callers withhold it, then match; zeros and names are a choice', () => {
    const settings = { mode: 'no-number' }
    expect(['', '0000000000', '+16045550100'].map((number) => leftBy(settings, number))).toEqual([
      'match',
      'match',
      'nomatch',
    ])
    expect(leftBy({ ...settings, placeholderNumbers: false }, '0000000000')).toBe('nomatch')
    const restricted = { ...from('+16045550100'), name: 'Restricted' }
    const byName = (withholdingNames: boolean) =>
      path(call([flow({ ...settings, withholdingNames }, ['match', 'nomatch'])], [], { caller: restricted }))[0]
    expect(byName(true)).toBe('match-caller-id match')
    expect(byName(false)).toBe('match-caller-id nomatch')
  })

  it.each([
    ['A', ['A']],
    ['B', ['A', 'B']],
    ['C', ['A', 'B', 'C']],
  ] as const)(
    'M38: given at least attestation %s, when carriers vouch for callers, then %j match',
    (least, matching) => {
      const settings = { mode: 'attestation', leastAttestation: least }
      const leaves = (attestation?: 'A' | 'B' | 'C') => {
        const caller = { ...from('+16045550100'), ...(attestation === undefined ? {} : { attestation }) }
        return path(call([flow(settings, ['match', 'nomatch'])], [], { caller }))[0]
      }
      for (const letter of ['A', 'B', 'C'] as const)
        expect(leaves(letter)).toBe(
          `match-caller-id ${(matching as readonly string[]).includes(letter) ? 'match' : 'nomatch'}`,
        )
      expect(leaves()).toBe('match-caller-id nomatch')
    },
  )

  it('M38: given no expression of one’s own, when anybody calls, then they match: it is .*', () => {
    expect(leftBy({ mode: 'regex' }, '+16045550100')).toBe('match')
    expect(leftBy({ mode: 'regex' }, '')).toBe('match')
  })

  it('M38: given match or nomatch not wired, when it is wanted, then `_`', () => {
    expect(leftBy(regex('604'), '+16045550100', ['_', 'nomatch'])).toBe('_')
    expect(leftBy(regex('^778'), '+16045550100', ['_', 'match'])).toBe('_')
  })

  it('M38: given use_absolute_mode, when the expression matches, then the branch named exactly as the caller, else `_`', () => {
    const absolute = regex('^\\+1604', { absolute: true })
    const branches = ['+16045550100', '+17785550101', 'match', 'nomatch', '_']
    expect(leftBy(absolute, '+16045550100', branches)).toBe('+16045550100')
    expect(leftBy(absolute, '+16045550199', branches)).toBe('_')
  })

  it('M38: given use_absolute_mode, when the expression does not match, then nomatch, even where the caller has a branch', () => {
    const absolute = regex('^\\+1604', { absolute: true })
    expect(leftBy(absolute, '+17785550101', ['+17785550101', 'nomatch'])).toBe('nomatch')
  })

  it.each(['6045550100', '+16045550100', '1 (604) 555-0100'])(
    'M38: given the number %s in the list editor, when that caller calls, then they match, whole',
    (written) => {
      const settings = { mode: 'numbers', numbers: [written] }
      expect(leftBy(settings, '+16045550100')).toBe('match')
      expect(leftBy(settings, '+160455501001')).toBe('nomatch')
      expect(leftBy(settings, '')).toBe('nomatch')
    },
  )

  it('M38: given a stored list, when somebody calls, then numbers match whole, prefixes by digits, expressions as they are', () => {
    const settings = { mode: 'list', listId: 'vip' }
    const by = (number: string) => leftBy(settings, number)
    expect(['+16045550100', '+17785550199', '1001'].map(by)).toEqual(['match', 'match', 'match'])
    expect(['+16045550101', '+27785550199', '10011'].map(by)).toEqual(['nomatch', 'nomatch', 'nomatch'])
  })

  it('M38: given a stored list that is gone, when anybody calls, then nobody matches', () => {
    expect(leftBy({ mode: 'list', listId: 'gone' }, '+16045550100')).toBe('nomatch')
  })

  it('M38: given an expression that cannot be read, when anybody calls, then nobody matches and a finding says so', () => {
    expect(leftBy(regex('('), '+16045550100')).toBe('nomatch')
    const codes = checkDesign(snapshotOf([flow(regex('('), ['match', '_'])])).map(({ code }) => code)
    expect(codes).toContain('unreadable-regex')
  })

  it('M38: given a hostile expression and number, when they meet, then the answer comes at once', () => {
    const caller = from(`${'1'.repeat(5_000)}x`)
    const rehearsed = call([flow(regex('^(1+)+$'), ['nomatch'])], [], { caller })
    expect(path(rehearsed)).toEqual(['match-caller-id nomatch', 'hang-up end'])
  })
})

describe('M38: the identity a matching caller goes on with', () => {
  const alex = { userId: 'user-1001', callerName: 'Alex Mobile', callerNumber: '+16045550123' }
  const account = makeDocument('account', {
    id: 'account',
    name: 'Northwind',
    country: 'US',
    deniedClasses: [],
  })

  /** Matches, then does something as whoever the caller is then. */
  function then(
    step: string,
    settings: Record<string, unknown>,
    identity: Record<string, unknown> = alex,
    caller: Caller = from('+16045550177'),
    choices: readonly string[] = [],
  ) {
    const drawn = drawFlow({
      nodes: { 'match-caller-id': regex('0177|1002', identity), [step]: settings },
      wires: [`match-caller-id match ${step}`, `match-caller-id nomatch ${step}`],
    })
    return call([drawn], choices, { caller, documents: [account] })
  }

  it('M38: given name, number and user, when an outside caller matches, then phones rung show that name and number', () => {
    const [leg] = operations(then('user', { userId: 'user-1002' }), 'dial')[0]?.legs ?? []
    expect([leg?.callerName, leg?.callerNumber]).toEqual(['Alex Mobile', '+16045550123'])
  })

  it('M38: given name, number and user, when the call goes outside, then that number is shown there', () => {
    const out = then('global-carrier', { number: '+17785550142' })
    expect(operations(out, 'dial')[0]?.legs[0]).toMatchObject({ callerNumber: '+16045550123' })
  })

  it('M38: given the caller is that user now, when voicemail is checked, then their own box opens', () => {
    const checked = then('check-voicemail', { singleMailbox: true })
    const boxes = operations(checked, 'read-state').flatMap(({ keys }) => keys.map(({ id }) => id))
    expect(boxes).toContain('mailbox-1001')
    expect(checked.question?.operation).not.toMatchObject({ prompt: [{ promptId: 'vm-enter_id' }] })
  })

  it('M38: given the caller is that user now, when that user is rung, then nobody is: people do not ring themselves', () => {
    expect(operations(then('user', { userId: 'user-1001' }), 'dial')).toEqual([])
  })

  it('M38: given a colleague who matches, when the call goes on, then it is the other person’s', () => {
    const [leg] = operations(then('user', { userId: 'user-1003' }, alex, insideCaller('1002')), 'dial')[0]?.legs ?? []
    expect(leg?.callerNumber).toBe('+16045550123')
  })

  it.each([
    ['the user', { ...alex, userId: null }],
    ['the name', { ...alex, callerName: '' }],
    ['the number', { ...alex, callerNumber: '' }],
  ])('M38: given all but %s, when a caller matches, then nothing is changed', (_what, identity) => {
    const [leg] = operations(then('user', { userId: 'user-1002' }, identity), 'dial')[0]?.legs ?? []
    expect(leg?.callerNumber).toBe('+16045550177')
  })

  it('M38: given a caller who does not match, when the call goes on, then it is still their own', () => {
    const rung = then('user', { userId: 'user-1002' }, alex, from('+17785550101'))
    expect(operations(rung, 'dial')[0]?.legs[0]?.callerNumber).toBe('+17785550101')
  })
})

/** Three numbers as the portal's manual tells people to write them. */
const seedText = String.raw`\b6045550100|7785550101|6045550102\b`

describe(String.raw`M39: the portal's \bA|B|C\b`, () => {
  it.each([
    ['+16045550100', 'match', 'the first one matches, written without +1'],
    ['+6045550100019', 'match', 'the first one matches the beginning of a wrong number'],
    ['+17785550101', 'match', 'the middle one matches'],
    ['99977855501019', 'match', 'the middle one matches inside a wrong number'],
    ['+16045550102', 'match', 'the last one matches'],
    ['99916045550102', 'match', 'the last one matches at the end of a wrong number'],
    ['+160455501029', 'nomatch', 'the last one does not match before more digits'],
  ])('M39: given this exact text, when %s calls, then %s: %s', (number, branch) => {
    expect(leftBy(regex(seedText), number)).toBe(branch)
  })

  it('M39: given this exact text, when it is looked at, then it says number by number what it matches, and which numbers to compare whole instead', () => {
    expect(whatItMatches(seedText, 'CA')).toEqual({
      kind: 'list',
      isExact: false,
      numbers: [
        { number: '6045550100', matchesItself: true, matchesLonger: true },
        { number: '7785550101', matchesItself: true, matchesLonger: true },
        { number: '6045550102', matchesItself: true, matchesLonger: true },
      ],
      safeNumbers: ['+16045550100', '+17785550101', '+16045550102'],
    })
  })

  it('M39: given this exact text, when the design is checked, then a finding says what goes wrong and its fix compares whole numbers', () => {
    const about = (settings: Record<string, unknown>) =>
      checkDesign(snapshotOf([flow(settings, ['match', '_'])])).filter(({ code }) => code.endsWith('regex'))
    const [finding] = about(regex(seedText))
    expect(finding).toMatchObject({
      code: 'inexact-number-regex',
      message:
        'The numbers compared in "flow" are not compared whole: 6045550100, 7785550101, 6045550102 also match longer numbers.',
    })
    const fixed = finding?.fix?.put[0]
    expect(fixed && checkDesign(snapshotOf([fixed])).filter(({ code }) => code.endsWith('regex'))).toEqual([])
    const numbers = ['+16045550100', '+17785550101', '+16045550102']
    expect(fixed).toMatchObject({ nodes: { 'match-caller-id': { settings: { mode: 'numbers', numbers } } } })
    const safe = { mode: 'numbers', numbers }
    expect(numbers.map((number) => leftBy(safe, number))).toEqual(['match', 'match', 'match'])
    expect(leftBy(safe, '99977855501019')).toBe('nomatch')
  })

  it.each([
    [String.raw`^\+16045550100$`, 'list', true],
    [String.raw`^\+1(6045550100|7785550101)$`, 'list', true],
    ['^6045550100|7785550101$', 'list', false],
    ['^\\+1604', 'expression', undefined],
    ['^\\+16045550100', 'expression', undefined],
    ['6045550100', 'list', false],
    ['1001|1002', 'expression', undefined],
    [String.raw`\b\+1604|\+1778\b`, 'expression', undefined],
    ['6045550100|604', 'expression', undefined],
    [String.raw`^\+4930123`, 'expression', undefined],
    [String.raw`\b\+493012345678|\+442079460000\b`, 'list', false],
    ['Sales', 'expression', undefined],
    ['(', 'unreadable', undefined],
  ])('M39: given %s, when it is looked at, then it is read as %s', (source, kind, isExact) => {
    const reading = whatItMatches(source, 'CA')
    expect(reading.kind).toBe(kind)
    expect(reading.kind === 'list' ? reading.isExact : undefined).toBe(isExact)
  })
})
