import { describe, expect, it } from 'vitest'
import { isE164, parseDialString, toE164 } from './e164.ts'

describe('normalising to E.164', () => {
  it.each([
    ['US', '(604) 555-0100', '+16045550100'],
    ['US', '16045550100', '+16045550100'],
    ['US', '011 44 20 7946 0000', '+442079460000'],
    ['GB', '020 7946 0000', '+442079460000'],
    ['GB', '0049 30 901820', '+4930901820'],
    ['DE', '030 901820', '+4930901820'],
    ['IT', '06 6982', '+39066982'],
    ['DK', '33 12 34 56', '+4533123456'],
    ['XX', '00442079460000', '+442079460000'],
    ['US', '+1 604 555 0100', '+16045550100'],
  ])('in %s, %s is %s', (country, written, e164) => {
    expect(toE164(written, country)).toBe(e164)
  })

  it.each([
    ['US', '1001'],
    ['US', '*97'],
    ['GB', '2079460000'],
    ['US', '+0123456'],
    ['US', 'alice'],
    ['US', ''],
    ['US', '1'.repeat(100)],
  ])('in %s, %s is not a public number', (country, written) => {
    expect(toE164(written, country)).toBeUndefined()
  })

  it('keeps codes dialable', () => {
    expect(parseDialString('*72 555')).toBe('*72555')
    expect(parseDialString('5;drop')).toBeUndefined()
    expect(isE164('+123')).toBe(false)
  })
})
