import { describe, expect, it } from 'vitest'
import { makeDocument } from '../design/document.ts'
import { snapshotOf } from '../design/snapshot.ts'
import { emergencyNumbers, isEmergency } from './emergency.ts'
import { mayCall } from './number-class.ts'

/** Park and Miller's generator: the same numbers every time. */
function random(seed: number) {
  let state = seed
  return (below: number) => {
    state = (state * 48_271) % 2_147_483_647
    return state % below
  }
}

const caller = { name: '', number: '1001', origin: { kind: 'device', deviceId: 'd1' } } as const
const denying = (country: string, deniedClasses: readonly string[]) =>
  snapshotOf([makeDocument('account', { id: 'a', name: 'Northwind', country, deniedClasses } as never)])

const numbersAbroad = [
  '442079460000',
  '4930901820',
  '33123456789',
  '5215512345678',
  '81312345678',
  '6421123456',
  '97225551234',
]

/** What people and machines put before an international number somewhere. */
const prefixes = [
  '+',
  '00',
  '011',
  '0011',
  '010',
  '001',
  '002',
  '0015',
  '810',
  '8~10',
  '119',
  '99',
  '990',
  '005',
  '0014',
  '0021',
]
const before = ['', '*67', '#31#', '*31#', '1010288', '01033', '141', '1831', '184', '9']

const everyWriting = (numbers: readonly string[], codes: readonly string[]) =>
  numbers.flatMap((number) => codes.flatMap((code) => before.map((other) => `${other}${code}${number}`)))

/** Those that get out: none should. */
const getOut = (country: string, deniedClasses: readonly string[], dialled: readonly string[]) => {
  const design = denying(country, deniedClasses)
  return dialled.filter((each) => mayCall(design, caller, each))
}

describe('call restrictions (A0)', () => {
  it.each(['US', 'CA', 'GB', 'DE', 'FR', 'JP', 'AU', 'IT', 'BR', 'DK'])(
    'in %s, a number abroad that is denied stays denied behind every access code, carrier code and suppression code',
    (country) => {
      expect(getOut(country, ['international', 'domestic'], everyWriting(numbersAbroad, prefixes))).toEqual([])
    },
  )

  it.each(['US', 'CA'])('in %s, so it does with international calls denied alone, in every writing', (country) => {
    const dialled = everyWriting(numbersAbroad, prefixes)
    const spaced = dialled.map((each) => each.replaceAll(/(?<=[0-9])(?=[0-9])/g, '-'))
    expect(getOut(country, ['international'], [...dialled, ...spaced])).toEqual([])
  })

  it.each(['US', 'DE', 'JP', 'XX'])('in %s, with every class denied nothing but calls for help gets out', (country) => {
    const next = random(20_261_127)
    const all = ['toll-free', 'premium', 'domestic', 'caribbean', 'international', 'other']
    const characters = '0123456789*#+ -()'
    const dialled = Array.from({ length: 500 }, () =>
      Array.from({ length: next(24) }, () => characters[next(characters.length)]).join(''),
    ).filter((each) => !isEmergency(each, country))
    expect(getOut(country, all, dialled)).toEqual([])
    const help = emergencyNumbers(country)
    expect(getOut(country, all, help)).toEqual(help)
  })

  it('a premium number stays denied behind every access code, with premium numbers denied alone', () => {
    const codes = ['', '1', '+1', '001', '0011', '0111', '00011', '10102881', '*671']
    expect(getOut('US', ['premium'], everyWriting(['9005550199'], codes))).toEqual([])
  })
})
