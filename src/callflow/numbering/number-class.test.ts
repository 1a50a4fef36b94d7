import { describe, expect, it } from 'vitest'
import { type Document, makeDocument } from '../design/document.ts'
import { snapshotOf } from '../design/snapshot.ts'
import { deniedAtFirst } from '../design/kinds/restriction.ts'
import { toE164 } from './e164.ts'
import { isEmergency } from './emergency.ts'
import type { Caller } from '../run/script.ts'
import { isOutsideNumber, mayCall, numberClass, whyNotCall } from './number-class.ts'

const caller = { name: '', number: '1001', origin: { kind: 'device', deviceId: 'd1', userId: 'u1' } } as const
const outside = { name: '', number: '+16045550177', origin: { kind: 'trunk' } } as const
const account = (fields: object = {}) =>
  makeDocument('account', { id: 'a', name: 'Northwind', country: 'CA', ...fields })
const user = (id: string, extension: string, fields: object = {}) =>
  makeDocument('user', { id, name: id, extension, ...fields })
const device = (id: string, ownerId: string | null, fields: object = {}) =>
  makeDocument('device', { id, name: id, ownerId, ...fields })

describe('number classes (A0)', () => {
  it.each([
    ['911', 'CA', 'emergency'],
    ['933', 'US', 'emergency'],
    ['112', 'DE', 'emergency'],
    ['999', 'GB', 'emergency'],
    ['18005550199', 'CA', 'toll-free'],
    ['+19005550199', 'CA', 'premium'],
    ['6045550199', 'CA', 'domestic'],
    ['+12125550199', 'CA', 'domestic'],
    ['+18765550199', 'CA', 'caribbean'],
    ['011442079460000', 'US', 'international'],
    ['02079460000', 'GB', 'domestic'],
    ['+16045550199', 'GB', 'caribbean'],
    ['0800 1111111', 'DE', 'toll-free'],
    ['1001', 'CA', 'other'],
    ['00442079460000', 'US', 'international'],
    ['0019005550199', 'US', 'premium'],
    ['011442079460000', 'DE', 'international'],
    ['00442079460000', 'JP', 'international'],
    ['0077123456', 'JP', 'domestic'],
    ['5550199', 'US', 'domestic'],
    ['9765550', 'US', 'premium'],
    ['30901820', 'DE', 'domestic'],
    ['+80012345678', 'US', 'toll-free'],
    ['+979123456789', 'US', 'premium'],
    ['011 881 612 345678', 'US', 'satellite'],
    ['00881612345678', 'DE', 'satellite'],
    ['00881612345678', 'US', 'satellite'],
    ['+870773123456', 'CA', 'satellite'],
    ['+88216 55512345', 'DE', 'satellite'],
    ['+883510012345678', 'DE', 'satellite'],
    ['+88612345678', 'DE', 'international'],
    ['+87812345678901', 'DE', 'international'],
    ['00' + '4'.repeat(28), 'US', 'other'],
    ['+44 (0)20 7946 0123', 'US', 'international'],
    ['*72', 'CA', 'other'],
  ])('%s dialled in %s is %s', (number, country, expected) => {
    expect(numberClass(number, country)).toBe(expected)
  })

  it('reads national numbers of countries near and far (ADR 31), and leaves extensions alone', () => {
    expect(toE164('06 12345678', 'NL')).toBe('+31612345678')
    expect(toE164('0912345678', 'TW')).toBe('+886912345678')
    expect(['DE', 'AT', 'GB', 'US', 'FR'].map((country) => toE164('1001', country))).toEqual(Array(5).fill(undefined))
  })

  it('writes an emergency number as people do, and knows no other', () => {
    expect([' 911', '9-1-1'].map((number) => isEmergency(number, 'US'))).toEqual([true, true])
    expect(['9110', '*911', '91'].map((number) => isEmergency(number, 'US'))).toEqual([false, false, false])
  })
})

describe('call restriction (A0)', () => {
  const denies = (deniedClasses: string[]) => ({ deniedClasses })
  const may = (number: string, ...documents: Document[]) => mayCall(snapshotOf(documents), caller, number)

  it.each([
    ['account', [account(denies(['international'])), user('u1', '1001'), device('d1', 'u1')]],
    ['user', [account(), user('u1', '1001', denies(['international'])), device('d1', 'u1')]],
    ['device', [account(), user('u1', '1001'), device('d1', 'u1', denies(['international']))]],
  ] as const)('given the %s denies a class, then numbers of it are refused and others are not', (_who, documents) => {
    expect(may('+442079460000', ...documents)).toBe(false)
    expect(may('6045550199', ...documents)).toBe(true)
  })

  it.each([
    ['00442079460000', 'CA'],
    ['00 44 (0)20 7946 0000', 'CA'],
    ['0011442079460000', 'CA'],
    ['010442079460000', 'JP'],
    ['00442079460000', 'JP'],
    ['004533123456', 'JP'],
    ['0014586123456', 'CA'],
    ['44123456', 'CA'],
    ['011442079460000', 'DE'],
    ['0114533123456', 'DE'],
    ['442079460000', 'CA'],
    ['01442079460000', 'CA'],
    ['1010288011442079460000', 'CA'],
    ['*67011442079460000', 'CA'],
    ['#31#00442079460000', 'DE'],
    ['+10442079460000', 'CA'],
    ['+4420794600001234567', 'CA'],
    ['011442079460000123456', 'CA'],
    ['442079460000;x', 'CA'],
    ['alice', 'CA'],
    ['', 'CA'],
  ])('what may be a number abroad is one: %s dialled in %s', (number, country) => {
    expect(may(number, account({ ...denies(['international']), country }), device('d1', null))).toBe(false)
  })

  it.each([
    ['CA', '6045550199'],
    ['CA', '5550199'],
    ['CA', '18005550199'],
    ['CA', '1001'],
    ['GB', '0114 420 7946'],
    ['GB', '0116 82 12345'],
    ['GB', '2079460123'.slice(2)],
    ['DE', '030 901820'],
    ['DE', '901820'],
    ['JP', '0120 123456'],
    ['IT', '347 123 4567'],
  ])('in %s, %s is no number abroad', (country, number) => {
    expect(may(number, account({ ...denies(['international']), country }), device('d1', null))).toBe(true)
  })

  it('behind the access code of one’s own country there is just the number that follows', () => {
    expect(may('0081493090182', account({ ...denies(['domestic']), country: 'DE' }))).toBe(true)
    expect(may('0081493090182', account({ ...denies(['international']), country: 'DE' }))).toBe(false)
  })

  it('emergency numbers are never refused', () => {
    const all = ['toll-free', 'premium', 'domestic', 'caribbean', 'international', 'other']
    expect(may('911', account(denies(all)), device('d1', null, denies(all)))).toBe(true)
  })

  it('a caller from outside is under the restrictions of the account only', () => {
    const design = snapshotOf([account(), user('u1', '1001', denies(['domestic'])), device('d1', 'u1')])
    expect(mayCall(design, outside, '6045550199')).toBe(true)
  })
})

describe('a few digits sent to a carrier', () => {
  const may = (number: string, ...deniedClasses: string[]) =>
    mayCall(
      snapshotOf([account({ country: 'DE', deniedClasses }), user('u1', '1001'), device('d1', 'u1')]),
      caller,
      number,
    )

  it('may be a local number, a service, or one at a price: whoever denies one of them denies all', () => {
    for (const number of ['901820', '11833', '115']) {
      expect([may(number, 'domestic'), may(number, 'premium'), may(number, 'other')]).toEqual([false, false, false])
      expect(may(number, 'international', 'toll-free', 'caribbean')).toBe(true)
    }
  })

  it('are free for help, and stars and one or two digits are codes', () => {
    expect([may('110', 'domestic'), may('116117', 'domestic', 'premium', 'other')]).toEqual([true, true])
    expect([may('*72', 'domestic', 'premium'), may('42', 'domestic', 'premium'), may('42', 'other')]).toEqual([
      true,
      true,
      false,
    ])
  })
})

describe('a number that one of our phones dials', () => {
  it('looks external from seven digits on', () => {
    expect(isOutsideNumber('5550100')).toBe(true)
    expect(isOutsideNumber('+16045550100')).toBe(true)
    expect(isOutsideNumber('1001')).toBe(false)
    expect(isOutsideNumber('*971234567')).toBe(false)
  })

  it('has up to 15 digits behind an access code', () => {
    expect(isOutsideNumber('011493012345678901')).toBe(true)
    expect(isOutsideNumber('0049 (0)30 123 456 78')).toBe(true)
    expect(isOutsideNumber('+4930123456789012')).toBe(false)
    expect(isOutsideNumber('1'.repeat(21))).toBe(false)
    expect(isOutsideNumber('1'.repeat(1_000_000))).toBe(false)
  })
})

describe('satellites', () => {
  const may = (denied: readonly string[], number: string) =>
    mayCall(snapshotOf([account({ deniedClasses: denied })]), outside, number)

  it.each(['+881612345678', '011881612345678', '00881612345678', '+870773123456', '+88216555123'])('%s', (number) => {
    expect(may(['satellite'], number)).toBe(false)
    expect(may(['international'], number), 'they are abroad as well').toBe(false)
    expect(may(['premium', 'domestic', 'caribbean'], number)).toBe(true)
  })

  it('are no reason to deny other countries', () => {
    expect(may(['satellite'], '+886223456789')).toBe(true)
    expect(may(['satellite'], '+442079460000')).toBe(true)
  })
})

it('what is denied at first leaves ordinary numbers and calls for help alone', () => {
  const design = snapshotOf([account({ deniedClasses: [...deniedAtFirst] })])
  const called = (number: string) => mayCall(design, caller, number)
  expect(['6045550199', '+442079460000', '18005550199', '+18765550199', '911', '988', '*72'].map(called)).toEqual(
    Array(7).fill(true),
  )
  expect(['19005550199', '+881612345678', '9765550', '411'].map(called)).toEqual(Array(4).fill(false))
})

describe('countries that may be called', () => {
  const why = (fields: object, number: string, of: 'account' | 'user' | 'device' = 'account', by: Caller = caller) => {
    const at = (kind: typeof of) => (kind === of ? fields : {})
    const documents = [account(at('account')), user('u1', '1001', at('user')), device('d1', 'u1', at('device'))]
    return whyNotCall(snapshotOf(documents), by, number)
  }
  const only = { allowedCountries: ['GB', 'us'] }

  it.each([
    ['+442079460000', undefined],
    ['+12125550199', undefined],
    ['6045550199', undefined],
    ['18005550199', undefined],
    ['+80012345678', undefined],
    ['5550199', undefined],
    ['911', undefined],
    ['011 33 1 99 00 00 01', 'FR is none of the countries allowed'],
    ['0033199000001', 'FR is none of the countries allowed'],
    ['+18765550199', 'JM is none of the countries allowed'],
    ['+881612345678', 'what belongs to no country is none of the countries allowed'],
    ['4'.repeat(30), 'nobody can tell which country that is'],
  ])('where only GB and US may: %s %s', (number, expected) => {
    const found = why(only, number)
    expect(found).toBe(expected && `"Northwind" may not call ${number}: ${expected}`)
  })

  it('those that may not be called are off, all others are not', () => {
    const not = { deniedCountries: ['fr'] }
    expect(why(not, '+33199000001')).toBe('"Northwind" may not call +33199000001: FR is off')
    expect(why(not, '+442079460000')).toBeUndefined()
    expect(why(not, '+881612345678')).toBeUndefined()
    expect(why({ ...only, deniedCountries: ['GB'] }, '+442079460000')).toContain('GB is off')
  })

  it('account, person and phone each deny; callers from outside are under the account’s alone', () => {
    for (const of of ['account', 'user', 'device'] as const) expect(why(only, '+33199000001', of)).toBeDefined()
    expect(why(only, '+33199000001', 'account', outside)).toBeDefined()
    expect(why(only, '+33199000001', 'user', outside)).toBeUndefined()
  })

  it('a kind that is off is named', () => {
    expect(why({ deniedClasses: ['premium'] }, '19005550100')).toBe(
      '"Northwind" may not call 19005550100: Premium numbers are off',
    )
  })
})
