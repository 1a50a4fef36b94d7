import { describe, expect, it } from 'vitest'
import { accountOutsideLimits } from '../design/kinds/outside-limits.ts'
import { type CostlyCall, isCostly, looksWrong, type OutsideWatch, SHORT_MS, WATCHED_MS } from './outside-watch.ts'

const watching = (fields: Partial<OutsideWatch> = {}) =>
  accountOutsideLimits.outsideWatch.parse({ stops: true, numbers: 0, shortCalls: 0, nightCalls: 0, ...fields })
const at = { nowMs: WATCHED_MS, country: 'CA' }
const call = (number: string, fields: Partial<CostlyCall> = {}): CostlyCall => ({
  number,
  atMs: 1,
  isAtNight: false,
  talkedMs: 60_000_000,
  ...fields,
})
const some = (count: number, fields: Partial<CostlyCall> = {}) =>
  Array.from({ length: count }, (_, index) => call(`+44207946${String(index).padStart(4, '0')}`, fields))

it.each([
  ['+442079460000', true],
  ['011442079460000', true],
  ['19005550100', true],
  ['+881612345678', true],
  ['+18765550100', true],
  ['+16045550100', false],
  ['18005550100', false],
  ['411', false],
])('%s is costly: %s', (number, is) => expect(isCostly(number, 'CA')).toBe(is))

describe('outside calls look wrong', () => {
  it('when so many different costly numbers were called within an hour, in whatever writing', () => {
    expect(looksWrong(watching({ numbers: 3 }), some(3), at)).toBe('3 different costly numbers within an hour')
    expect(looksWrong(watching({ numbers: 3 }), some(2), at)).toBeUndefined()
    const same = [call('+442079460000'), call('011442079460000'), call('+442079460000')]
    expect(looksWrong(watching({ numbers: 2 }), same, at)).toBeUndefined()
    expect(looksWrong(watching({ numbers: 3 }), some(3, { atMs: 0 }), at)).toBeUndefined()
  })

  it('when so many short answered ones go to one range', () => {
    const watch = watching({ shortCalls: 3 })
    const says = '3 short calls within an hour to +44207946....'
    expect(looksWrong(watch, some(3, { talkedMs: SHORT_MS - 1 }), at)).toBe(says)
    expect(looksWrong(watch, some(3, { talkedMs: SHORT_MS }), at)).toBeUndefined()
    expect(looksWrong(watch, some(3, { talkedMs: 0 }), at)).toBeUndefined()
    expect(looksWrong(watch, some(3, { talkedMs: undefined }), at)).toBeUndefined()
    const elsewhere = ['+442079460001', '+442079460002', '+33199000001'].map((each) => call(each, { talkedMs: 5_000 }))
    expect(looksWrong(watch, elsewhere, at)).toBeUndefined()
  })

  it('when so many are made at night', () => {
    const watch = watching({ nightCalls: 2 })
    expect(looksWrong(watch, some(2, { isAtNight: true }), at)).toBe('2 costly calls within an hour at night')
    expect(looksWrong(watch, [...some(1, { isAtNight: true }), ...some(5)], at)).toBeUndefined()
  })

  it('never when the account does not watch, or not for that', () => {
    const many = some(90, { isAtNight: true, talkedMs: 1_000 })
    expect(looksWrong(watching(), many, at)).toBeUndefined()
    expect(looksWrong({ ...watching({ numbers: 1 }), stops: false }, many, at)).toBeUndefined()
  })
})
