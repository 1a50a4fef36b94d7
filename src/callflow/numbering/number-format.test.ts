import { expect, it } from 'vitest'
import { type WrittenFormat, writtenAs } from './number-format.ts'

it.each<[WrittenFormat, string, string, string]>([
  ['e164', '+493012345678', 'DE', '+493012345678'],
  ['e164-without-plus', '+493012345678', 'DE', '493012345678'],
  ['national', '+493012345678', 'DE', '03012345678'],
  ['national', '+33142685300', 'DE', '0033142685300'],
  ['national', '+16045550123', 'US', '6045550123'],
  ['national', '+442079460123', 'US', '011442079460123'],
  ['national', '+390612345678', 'IT', '0612345678'],
  ['national', '+442079460123', '', '+442079460123'],
  ['national', '1001', 'DE', '1001'],
  ['e164-without-plus', '*97', 'DE', '*97'],
])('%s of %s in %s is %s', (format, number, country, expected) => {
  expect(writtenAs(format, number, country)).toBe(expected)
})
