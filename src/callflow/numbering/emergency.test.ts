import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { getCountries, getCountryCallingCode } from 'libphonenumber-js/min'
import { describe, expect, it } from 'vitest'
import { emergencyPlan } from '../../../scripts/emergency-plan.ts'
import { makeDocument } from '../design/document.ts'
import { snapshotOf } from '../design/snapshot.ts'
import { callForHelp, emergencyNumbers, helpWanted, isEmergency, isOwnEmergency } from './emergency.ts'

describe('numbers that call for help', () => {
  it.each([
    ['DE', '110 112'],
    ['FR', '15 17 18 112'],
    ['US', '911 112 933'],
    ['CA', '911 112 933'],
    ['GB', '112 999'],
    ['JP', '110 119 112'],
    ['AU', '000 106 112'],
    ['NZ', '111 112'],
    ['CH', '112 117 118 144'],
    ['BR', '190 192 193'],
    ['IN', '100 101 102 108 112'],
    ['ZA', '112 10111 10177'],
  ])('in %s are among others %s', (country, numbers) => {
    for (const number of numbers.split(' ')) expect(emergencyNumbers(country)).toContain(number)
  })

  it('are 911 in every country of the North American plan', () => {
    const countries = getCountries().filter((country) => getCountryCallingCode(country) === '1')
    expect(countries.length).toBeGreaterThan(20)
    expect(countries.filter((country) => !isOwnEmergency('911', country))).toEqual([])
  })

  it('are 112 in every country, even in one that does not exist', () => {
    for (const country of [...getCountries(), 'XX', '', 'Germany']) expect(isEmergency('112', country)).toBe(true)
  })

  it('are the first in the list as people of the country know them', () => {
    expect(['US', 'DE', 'JP', 'NZ', 'ZA', 'XX'].map((country) => emergencyNumbers(country)[0])).toEqual([
      '911',
      '112',
      '110',
      '111',
      '112',
      '112',
    ])
  })

  it.each([
    ['911', 'US'],
    [' 9-1-1 ', 'US'],
    ['(911)', 'us'],
    ['+911', 'US'],
    ['+1911', 'US'],
    ['+1 911', 'JM'],
    ['+49110', 'DE'],
    ['+33 15', 'FR'],
  ])('%s dialled in %s is one, and what the carrier gets is bare', (dialled, country) => {
    expect(callForHelp(dialled, country)).toEqual({
      kind: 'emergency',
      number: expect.stringMatching(/^(911|110|15)$/),
    })
  })

  it.each([
    ['9110', 'US'],
    ['91', 'US'],
    ['9911', 'US'],
    ['+44911', 'US'],
    ['110', 'US'],
    ['911', 'DE'],
    ['15', 'DE'],
    ['', 'US'],
    ['*911', 'US'],
    ['9'.repeat(1_000), 'US'],
    ['911;x', 'US'],
  ])('%s dialled in %s is none', (dialled, country) => {
    expect(callForHelp(dialled, country)).toBeUndefined()
  })

  it('never takes a number of a plan for one', () => {
    fc.assert(
      fc.property(fc.constantFrom(...getCountries()), fc.stringMatching(/^\+?[0-9]{7,15}$/), (country, dialled) => {
        expect(callForHelp(dialled, country)?.kind).not.toBe('emergency')
      }),
    )
  })

  it('know the help lines of their country', () => {
    expect(callForHelp('988', 'US')).toEqual({ kind: 'help-line', number: '988' })
    expect(callForHelp('116 117', 'DE')).toEqual({ kind: 'help-line', number: '116117' })
    expect([callForHelp('988', 'DE'), callForHelp('116117', 'US'), callForHelp('1161170', 'DE')]).toEqual(
      Array(3).fill(undefined),
    )
  })
})

describe('112 where the country has other numbers', () => {
  const design = (country: string, sends112As = '') =>
    snapshotOf([makeDocument('account', { id: 'a', name: 'A', country, sends112As })])

  it('goes out as the first of them', () => {
    expect(helpWanted(design('JP'), '112')?.number).toBe('110')
    expect(helpWanted(design('NZ'), '112')?.number).toBe('111')
  })

  it('goes out as the account says', () => {
    expect(helpWanted(design('JP', '119'), '112')?.number).toBe('119')
  })

  it('stays 112 where it is the country’s own, whatever the account says, and every other number stays itself', () => {
    expect(helpWanted(design('DE', '110'), '112')?.number).toBe('112')
    expect(helpWanted(design('JP', '119'), '110')?.number).toBe('110')
    expect(helpWanted(design('DE', '110'), '116117')?.number).toBe('116117')
  })
})

it('emergency-plan.ts says what the library knows: `npm run reference` writes it anew', () => {
  expect(readFileSync(join(import.meta.dirname, 'emergency-plan.ts'), 'utf8')).toBe(emergencyPlan())
})
