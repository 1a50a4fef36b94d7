import { describe, expect, it } from 'vitest'
import { looksExternal, toE164, writingsOf } from './dialled-number.ts'

describe('a number a carrier sends', () => {
  it('becomes E.164 by the rules of the country', () => {
    expect(toE164('604-555-0100', 'US')).toBe('+16045550100')
    expect(toE164('16045550100', 'CA')).toBe('+16045550100')
    expect(toE164('011442071838750', 'US')).toBe('+442071838750')
    expect(toE164('00442071838750', 'DE')).toBe('+442071838750')
    expect(toE164('+442071838750', 'DE')).toBe('+442071838750')
  })

  it('stays unknown when it is an extension, a code or a name', () => {
    for (const text of ['1001', '*97', 'anonymous', '', '+12']) expect(toE164(text, 'US')).toBeUndefined()
  })

  it('is looked up with and without the +', () => {
    expect(writingsOf('6045550100', 'US')).toEqual(['6045550100', '+16045550100', '16045550100', '+6045550100'])
    expect(writingsOf('+442071838750', 'GB')).toEqual(['+442071838750', '442071838750'])
  })
})

describe('a number that one of our phones dials', () => {
  it('looks external from seven digits on', () => {
    expect(looksExternal('5550100')).toBe(true)
    expect(looksExternal('+16045550100')).toBe(true)
    expect(looksExternal('1001')).toBe(false)
    expect(looksExternal('*971234567')).toBe(false)
  })
})
