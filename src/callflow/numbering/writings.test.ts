import { describe, expect, it } from 'vitest'
import { readAs, writingsOf } from './writings.ts'

describe('the writings of a number', () => {
  it.each([
    ['US', '6045550100', ['6045550100', '+16045550100', '16045550100']],
    ['US', '+16045550100', ['+16045550100', '16045550100', '6045550100']],
    ['GB', '+442071838750', ['+442071838750', '442071838750', '02071838750', '2071838750']],
    [
      'GB',
      '+44 (0)20 7183 8750',
      ['+44 (0)20 7183 8750', '+442071838750', '442071838750', '02071838750', '2071838750'],
    ],
    ['US', '+442071838750', ['+442071838750', '442071838750']],
    ['IT', '+390669812345', ['+390669812345', '390669812345', '0669812345']],
    ['MX', '+525512345678', ['+525512345678', '525512345678', '5512345678']],
    ['RU', '+79161234567', ['+79161234567', '79161234567', '89161234567', '9161234567']],
    ['DE', '4930901820', ['4930901820', '+4930901820', '030901820', '30901820']],
    ['US', '02079460123', ['02079460123']],
    ['US', '1001', ['1001']],
    ['US', '*97', ['*97']],
    ['US', 'alice', ['alice']],
    ['NU', '+6834002', ['+6834002', '6834002']],
  ])('in %s, %s is looked for as %j', (country, number, writings) => {
    expect(writingsOf(number, country)).toEqual(writings)
  })

  it('does not take a number that its country reads for one that lost its +: 6045550100 is no Malaysian', () => {
    expect(writingsOf('6045550100', 'US')).not.toContain('+6045550100')
  })

  it.each(['1'.repeat(1_000), '+'.repeat(1_000), ''])('is only what came when it is no number', (text) => {
    expect(writingsOf(text, 'US')).toEqual([text])
  })
})

describe('a number of a carrier that says how it writes them', () => {
  it.each([
    ['e164-without-plus', 'DE', '4930901820', '+4930901820'],
    ['e164-without-plus', 'US', '6045550100', '+6045550100'],
    ['e164-without-plus', 'DE', '+4930901820', '+4930901820'],
    ['e164-without-plus', 'DE', '030901820', '+4930901820'],
    ['national', 'GB', '2079460123', '+442079460123'],
    ['national', 'GB', '02079460123', '+442079460123'],
    ['national', 'GB', '0049 30 901820', '+4930901820'],
    ['auto', 'GB', '2079460123', undefined],
    ['auto', 'DE', '4930901820', undefined],
    ['e164', 'DE', '+4930901820', '+4930901820'],
    ['e164-without-plus', 'US', '911', undefined],
    ['national', 'US', 'alice', undefined],
  ] as const)('%s in %s: %s is %s', (format, country, number, e164) => {
    expect(readAs(number, country, format)).toBe(e164)
  })

  it('is looked for as such first', () => {
    expect(writingsOf('4930901820', 'DE', 'e164-without-plus')).toEqual([
      '4930901820',
      '+4930901820',
      '030901820',
      '30901820',
    ])
  })
})
