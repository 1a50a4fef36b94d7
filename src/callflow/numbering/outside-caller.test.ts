import { describe, expect, it } from 'vitest'
import { type Document, makeDocument } from '../design/document.ts'
import { snapshotOf } from '../design/snapshot.ts'
import { callerFromOutside } from './outside-caller.ts'
import { screenCaller } from './screen-caller.ts'
import { hasNoNumber, saysWithheld } from './withheld.ts'

const office = (country: string, more: readonly Document[] = [], fields: object = {}) =>
  snapshotOf([
    makeDocument('account', { id: 'a', name: 'Northwind', country, ...fields }),
    makeDocument('user', { id: 'u1', name: 'Alex', extension: '1001' }),
    makeDocument('mailbox', { id: 'm', name: 'Box', number: '2000' }),
    makeDocument('device', { id: 'd1', name: 'Desk', sipUsername: '5501' }),
    ...more,
  ])

const trunk = (numberFormat: string) => makeDocument('trunk', { id: 't', name: 'Carrier', numberFormat } as never)

describe('who calls from outside', () => {
  it.each([
    ['US', '6045550111', '+16045550111'],
    ['US', '+1 (604) 555-0111', '+16045550111'],
    ['GB', '+44 (0)20 7946 0123', '+442079460123'],
    ['GB', '0049 30 901820', '+4930901820'],
    ['US', '40404', '40404'],
    ['US', 'reception', ''],
    ['US', '+16045550111;verstat=x', ''],
    ['US', '9'.repeat(1_000), ''],
    ['US', '', ''],
  ])('in %s, %s calls as "%s"', (country, number, expected) => {
    expect(callerFromOutside(office(country), { name: 'Kim', number })).toEqual({
      name: 'Kim',
      number: expected,
      origin: { kind: 'trunk' },
    })
  })

  it('is read as the trunk says that it writes numbers', () => {
    const number = (format: string) =>
      callerFromOutside(office('DE', [trunk(format)]), { name: '', number: '4930901820', trunkId: 't' }).number
    expect(number('e164-without-plus')).toBe('+4930901820')
    expect(number('auto')).toBe('4930901820')
  })

  it('may well be a number of our own: a call that came back keeps it', () => {
    const flow = makeDocument('callflow', { id: 'f', name: 'Main', numbers: ['+16045550100', '8000'] })
    expect(callerFromOutside(office('US', [flow]), { name: '', number: '+16045550100' }).number).toBe('+16045550100')
    expect(callerFromOutside(office('US', [flow]), { name: '', number: '8000' }).number).toBe('')
  })

  it.each(['1001', '2000', '5501'])('is no colleague: a carrier that says %s says nothing', (number) => {
    expect(callerFromOutside(office('US'), { name: '', number }).number).toBe('')
  })

  it.each(['anonymous', 'Anonymous', 'unavailable', 'RESTRICTED', 'Unknown', 'private'])(
    '%s in place of a number is a wish not to be shown',
    (number) => {
      expect(callerFromOutside(office('US'), { name: 'Kim', number })).toEqual({
        name: 'Anonymous',
        number: '',
        origin: { kind: 'trunk' },
        isWithheld: true,
      })
    },
  )

  it('withheld, has neither name nor number; what the carrier asserted is kept for carriers', () => {
    const said = { name: 'Kim', number: '2125550123', isWithheld: true, trunkId: 't' }
    expect(callerFromOutside(office('US', [trunk('auto')]), said)).toEqual({
      name: 'Anonymous',
      number: '',
      origin: { kind: 'trunk', trunkId: 't' },
      isWithheld: true,
      asserted: '+12125550123',
    })
  })
})

describe('callers without a number (M12)', () => {
  const neither = { placeholderNumbers: false, withholdingNames: false }

  it.each(['0000000000', '000000', '+10000000000', '+490000000', '266696687', '+266696687', '86282452253'])(
    '%s counts as none where a design says so',
    (number) => {
      expect(hasNoNumber({ name: '', number }, { ...neither, placeholderNumbers: true })).toBe(true)
      expect(hasNoNumber({ name: '', number }, { ...neither, withholdingNames: true })).toBe(false)
    },
  )

  it.each(['+16045550100', '+442000000001', '40404', '00', '+12666966870', '+12125500000'])(
    '%s is a number',
    (number) => {
      expect(hasNoNumber({ name: '', number }, { placeholderNumbers: true, withholdingNames: true })).toBe(false)
    },
  )

  it.each(['Restricted', 'ANONYMOUS', 'Unknown Caller', 'private number', 'No Caller ID', 'Unavailable'])(
    'the name %s counts as none where a design says so',
    (name) => {
      const kim = { name, number: '+16045550100' }
      expect(hasNoNumber(kim, { ...neither, withholdingNames: true })).toBe(true)
      expect(hasNoNumber(kim, { ...neither, placeholderNumbers: true })).toBe(false)
    },
  )

  it('a name with such a word in it, or none, is a name', () => {
    expect(['Private Bank', 'Unknown Pleasures', 'Blocked Drains Ltd'].map(saysWithheld)).toEqual([false, false, false])
    expect(hasNoNumber({ name: '', number: '+16045550100' }, { ...neither, withholdingNames: true })).toBe(false)
  })
})

describe('blacklists (M12)', () => {
  const screen = (list: object, said: Parameters<typeof callerFromOutside>[1], country = 'GB') => {
    const blacklist = makeDocument('blacklist', { id: 'b', name: 'Nuisance', ...list })
    const design = office(country, [blacklist], { activeBlacklistIds: ['b'] })
    return screenCaller(design, callerFromOutside(design, said))?.sipStatus
  }

  it.each(['+442079460123', '442079460123', '02079460123', '2079460123', '00442079460123'])(
    'a listed %s is that caller, however the carrier writes them',
    (listed) => {
      expect(screen({ numbers: [listed] }, { name: '', number: '+44 20 7946 0123' })).toBe(603)
      expect(screen({ numbers: [listed] }, { name: '', number: '02079460123' })).toBe(603)
      expect(screen({ numbers: [listed] }, { name: '', number: '+442079460124' })).toBeUndefined()
    },
  )

  it('callers who withhold their number are refused where a list wants none, whatever was asserted', () => {
    const withheld = { name: '', number: '+12125550123', isWithheld: true }
    expect(screen({ blockAnonymous: true }, withheld)).toBe(433)
    expect(screen({ blockAnonymous: false }, withheld)).toBeUndefined()
    expect(screen({ blockAnonymous: true }, { name: '', number: '0000000000' })).toBe(433)
    expect(
      screen({ blockAnonymous: true, placeholderNumbers: false }, { name: '', number: '0000000000' }),
    ).toBeUndefined()
    expect(screen({ blockAnonymous: true }, { name: 'Restricted', number: '+12125550123' })).toBeUndefined()
    expect(
      screen({ blockAnonymous: true, withholdingNames: true }, { name: 'Restricted', number: '+12125550123' }),
    ).toBe(433)
  })
})
