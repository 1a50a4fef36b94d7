import { describe, expect, it } from 'vitest'
import { isInList, isOneOf, matchesExpression, writingsOfCaller } from './caller-match.ts'

describe('the writings of a caller', () => {
  it.each([
    ['US', '+16045550100', ['+16045550100', '16045550100', '6045550100']],
    ['GB', '+442079460123', ['+442079460123', '442079460123', '02079460123', '2079460123']],
    ['GB', '020 7946 0123', ['+442079460123', '442079460123', '02079460123', '2079460123']],
    ['US', '+442079460123', ['+442079460123', '442079460123']],
    ['US', '1001', ['1001']],
    ['US', '', ['']],
  ])('in %s, %s is tried as %j', (country, number, expected) => {
    expect(writingsOfCaller(number, country)).toEqual(expected)
  })

  it('are bounded for a number of any length', () => {
    const long = '1'.repeat(100_000)
    expect(writingsOfCaller(long, 'US')).toEqual([long])
  })
})

describe('an expression (M38, M39)', () => {
  it.each([
    [String.raw`\b6041234567|7781234567\b`, 'US', '+16041234567', true],
    [String.raw`\b6041234567|7781234567\b`, 'US', '+17781234567', true],
    [String.raw`\b6041234567|7781234567\b`, 'US', '+12121234567', false],
    ['^0161', 'GB', '+441614960123', true],
    ['^0161', 'US', '+441614960123', false],
    ['(', 'US', '+16041234567', false],
  ])('%s in %s, called by %s: %s', (source, country, caller, expected) => {
    expect(matchesExpression(source, caller, country)).toBe(expected)
  })
})

describe('the beginnings in a number list (M38)', () => {
  const begins = (value: string, country: string, caller: string) =>
    isInList({ entries: [{ match: 'prefix', value, label: '' }] }, caller, country)

  it.each([
    ['0161', 'GB', '+441614960123', '+442079460123'],
    ['00 49', 'DE', '+4930901820', '+4330901820'],
    ['00 49', 'US', '+4930901820', '+14930901820'],
    ['011 33', 'US', '+33123456789', '+441133123456'],
    ['+1 604', 'US', '+16045550100', '+17785550100'],
    ['(604)', 'US', '+16045550100', '+17785550100'],
    ['1604', 'US', '+16045550100', '+17785550100'],
    ['44', 'US', '+442079460123', '+14425550100'],
    ['01133', 'GB', '+441133496012', '+33123456789'],
  ])('%s in %s takes %s and not %s', (value, country, taken, other) => {
    expect(begins(value, country, taken)).toBe(true)
    expect(begins(value, country, other)).toBe(false)
  })

  it('what is no beginning takes nobody', () => {
    expect(begins('abc', 'US', '+16045550100')).toBe(false)
    expect(begins('+', 'US', '+16045550100')).toBe(false)
    expect(begins('00', 'DE', '+16045550100')).toBe(false)
  })
})

describe('numbers compared whole', () => {
  it('are those of a caller without a number for nobody', () => {
    expect(isOneOf(['', ' '], '', 'US')).toBe(false)
    expect(isInList({ entries: [{ match: 'regex', value: '.*', label: '' }] }, '', 'US')).toBe(false)
  })

  it('of a list of 100,000 cost a call next to nothing once they are known', () => {
    const entries = Array.from({ length: 100_000 }, (_, index) => ({
      match: 'number' as const,
      value: `604${String(5_000_000 + index)}`,
      label: '',
    }))
    const list = { entries }
    expect(isInList(list, '+16045099999', 'US')).toBe(true)
    const startMs = performance.now()
    for (let round = 0; round < 1_000; round++) isInList(list, `+1604${4_000_000 + round}`, 'US')
    expect(performance.now() - startMs).toBeLessThan(1_000)
  })
})
