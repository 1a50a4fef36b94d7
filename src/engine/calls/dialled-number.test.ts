import { describe, expect, it } from 'vitest'
import { isOutsideNumber } from '../../callflow/numbering/number-class.ts'
import { writingsOf } from './dialled-number.ts'

describe('a number a carrier sends', () => {
  it('is looked up with and without the +', () => {
    expect(writingsOf('6045550100', 'US')).toEqual(['6045550100', '+16045550100', '16045550100', '+6045550100'])
    expect(writingsOf('+442071838750', 'GB')).toEqual(['+442071838750', '442071838750'])
  })
})

describe('a number that one of our phones dials', () => {
  it('looks external from seven digits on', () => {
    expect(isOutsideNumber('5550100')).toBe(true)
    expect(isOutsideNumber('+16045550100')).toBe(true)
    expect(isOutsideNumber('1001')).toBe(false)
    expect(isOutsideNumber('*971234567')).toBe(false)
  })
})
