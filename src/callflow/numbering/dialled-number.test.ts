import { describe, expect, it } from 'vitest'
import { writingsOf } from './dialled-number.ts'

describe('a number a carrier sends', () => {
  it('is looked up with and without the +', () => {
    expect(writingsOf('6045550100', 'US')).toEqual(['6045550100', '+16045550100', '16045550100', '+6045550100'])
    expect(writingsOf('+442071838750', 'GB')).toEqual(['+442071838750', '442071838750'])
  })
})
