import { describe, expect, it } from 'vitest'
import { makeDocument } from '../design/document.ts'
import { snapshotOf } from '../design/snapshot.ts'
import { callerIdStages, effectiveCallerId, hiddenBy, presentedCallerId } from './caller-id.ts'

const none = { name: '', number: '' }
const ids = (external: { name?: string; number?: string }, emergency = none) => ({
  internal: none,
  external: { ...none, ...external },
  emergency,
})

function designWith(mode: 'device-first' | 'user-first') {
  return snapshotOf([
    makeDocument('account', {
      id: 'a',
      name: 'Northwind',
      callerIdMode: mode,
      callerIds: {
        internal: none,
        external: { name: 'Northwind', number: '(604) 555-0100' },
        emergency: { name: 'Northwind', number: '+16045550199' },
      },
    }),
    makeDocument('site', { id: 's', name: 'Depot', callerIds: ids({ number: '+16045550150' }) }),
    makeDocument('user', {
      id: 'u',
      name: 'Alex Smith',
      firstName: 'Alex',
      lastName: 'Smith',
      extension: '1001',
      siteId: 's',
      callerIds: ids({ name: 'Alex' }, { name: 'Alex', number: '+16045550101' }),
    }),
    makeDocument('device', {
      id: 'd',
      name: 'Desk',
      ownerId: 'u',
      callerIds: ids({ name: 'Desk 1' }, { name: '', number: '+16045550102' }),
    }),
  ])
}

describe('caller ID precedence (M23)', () => {
  it('device beats user beats site beats account, field by field, and empty values do not count', () => {
    expect(effectiveCallerId(designWith('device-first'), { deviceId: 'd' }, 'external')).toEqual({
      name: 'Desk 1',
      number: '+16045550150',
    })
  })

  it('the user beats the device in accounts that say so', () => {
    expect(effectiveCallerId(designWith('user-first'), { deviceId: 'd' }, 'external').name).toBe('Alex')
  })

  it.each(['device-first', 'user-first'] as const)('for emergencies the device wins in %s accounts', (mode) => {
    expect(effectiveCallerId(designWith(mode), { deviceId: 'd' }, 'emergency')).toEqual({
      name: 'Alex',
      number: '+16045550102',
    })
  })

  it("internal calls show the person's name and extension when nothing is set", () => {
    expect(effectiveCallerId(designWith('device-first'), { deviceId: 'd' }, 'internal')).toEqual({
      name: 'Alex Smith',
      number: '1001',
    })
  })
})

describe('what a called phone is shown (M24, M24b)', () => {
  const design = designWith('device-first')
  const noPrefix = { name: '', number: '' }
  const outside = { name: 'Customer', number: '+17785550100', origin: { kind: 'trunk' } } as const
  const inside = { name: '', number: '1001', origin: { kind: 'device', deviceId: 'd', userId: 'u' } } as const

  it('a caller from outside keeps name and number, prefixes before them', () => {
    const prefixes = { name: 'GEN ', number: '9' }
    expect(presentedCallerId({ design, caller: outside, edits: { prefixes }, reason: 'internal' })).toEqual({
      name: 'GEN Customer',
      number: '9+17785550100',
    })
    const about = { design, caller: outside, edits: { prefixes: noPrefix }, reason: 'external' } as const
    expect(presentedCallerId(about)).toEqual({ name: 'Customer', number: '+17785550100' })
  })

  it('a colleague shows the internal caller ID inside and the external one outside', () => {
    const about = { design, caller: inside, edits: { prefixes: noPrefix } }
    expect(presentedCallerId({ ...about, reason: 'internal' })).toEqual({ name: 'Alex Smith', number: '1001' })
    expect(presentedCallerId({ ...about, reason: 'external' })).toEqual({ name: 'Desk 1', number: '+16045550150' })
  })

  it("a phone that does not keep the caller ID passes the call on under its own, the account's number in E.164", () => {
    const about = { design, caller: outside, edits: { prefixes: noPrefix }, reason: 'external' } as const
    expect(presentedCallerId({ ...about, forwardedBy: {} })).toEqual({ name: 'Northwind', number: '+16045550100' })
  })
})

describe('the pipeline of caller ID edits (M24b)', () => {
  const owned = makeDocument('phone-number', { id: 'n', name: 'Main', number: '+16045550188' })
  const account = (ensureValidCallerId: boolean, external = '(604) 555-0188') =>
    makeDocument('account', {
      id: 'a',
      name: 'Northwind',
      ensureValidCallerId,
      callerIds: { ...ids({ number: external }, { name: 'Northwind', number: '+16045550199' }) },
    })
  const customer = { name: 'Customer', number: '(778) 555-0100', origin: { kind: 'trunk' } } as const
  const edits = {
    prefixes: { name: 'GEN ', number: '9' },
    rewrite: { name: 'Sales', number: '' },
    dynamic: { name: '', number: '6045550123' },
    privacy: 'none',
  } as const
  const stagesOf = (about: Partial<Parameters<typeof callerIdStages>[0]>) =>
    callerIdStages({ design: snapshotOf([account(true), owned]), caller: customer, reason: 'external', ...about }).map(
      ({ stage, name, number }) => `${stage}: ${name} ${number}`.trim(),
    )

  it('given every edit, when calling outside, then each stage works on the one before', () => {
    expect(stagesOf({ edits })).toEqual([
      'own: Customer 6045550123',
      'format: Customer +16045550123',
      'prefix: GEN Customer 9+16045550123',
      'rewrite: Sales 9+16045550123',
      'validity: Sales +16045550188',
      'privacy: Sales +16045550188',
    ])
  })

  it('given a call inside, then nothing is formatted and nothing checked', () => {
    expect(stagesOf({ reason: 'internal' }).at(-1)).toBe('privacy: Customer (778) 555-0100')
  })

  it('given an account that does not ask for valid numbers, then any number goes out', () => {
    const design = snapshotOf([account(false), owned])
    expect(presentedCallerId({ design, caller: customer, reason: 'external' }).number).toBe('+17785550100')
  })

  it('given an external number the account does not own, then the first it owns, and without any the external one', () => {
    const number = (design: ReturnType<typeof snapshotOf>) =>
      presentedCallerId({ design, caller: { ...customer, number: '' }, reason: 'external' }).number
    expect(number(snapshotOf([account(true, '+16045550111'), owned]))).toBe('+16045550188')
    expect(number(snapshotOf([account(true, '6045550111')]))).toBe('+16045550111')
  })

  it('given an emergency call, then no edit, no check and no privacy touches it', () => {
    const caller = { name: '', number: '1001', origin: { kind: 'device', deviceId: 'd' } } as const
    expect(stagesOf({ caller, reason: 'emergency', edits: { ...edits, privacy: 'full' } })).toEqual([
      'own: Northwind +16045550199',
      'format: Northwind +16045550199',
    ])
  })

  it.each([
    ['name', 'Anonymous', '+16045550188'],
    ['number', 'Customer', '', '+16045550188'],
    ['full', 'Anonymous', '', '+16045550188'],
  ] as const)(
    'privacy "%s" hides just that, after the number was checked',
    (privacy, name, number, asserted?: string) => {
      const design = snapshotOf([account(true), owned])
      expect(presentedCallerId({ design, caller: customer, reason: 'external', edits: { privacy } })).toEqual({
        name,
        number,
        ...(asserted === undefined ? {} : { asserted }), // what carriers may know
      })
    },
  )
})

describe('callers who asked not to be shown (RFC 3323, RFC 3325 §7)', () => {
  const account = makeDocument('account', { id: 'a', name: 'Northwind', country: 'CA' })
  const phone = makeDocument('device', {
    id: 'd',
    name: 'Desk',
    callerIds: {
      external: { name: 'Alex', number: '6045550123' },
      emergency: { name: '', number: '6045550199' },
    } as never,
  })
  const design = snapshotOf([account, phone])
  const withheld = {
    name: 'Anonymous',
    number: '',
    origin: { kind: 'trunk' },
    isWithheld: true,
    asserted: '+12125550123',
  } as const
  const hiding = { name: 'Alex', number: '1001', origin: { kind: 'device', deviceId: 'd' }, isWithheld: true } as const

  it('from outside: phones learn nothing, carriers the number with the wish', () => {
    expect(presentedCallerId({ design, caller: withheld, reason: 'internal' })).toEqual({
      name: 'Anonymous',
      number: '',
    })
    expect(presentedCallerId({ design, caller: withheld, reason: 'external' })).toEqual({
      name: 'Anonymous',
      number: '',
      asserted: '+12125550123',
    })
  })

  it('from outside, passed on under somebody else’s caller ID or rewritten: that is shown, and the caller told to nobody', () => {
    const by = presentedCallerId({ design, caller: withheld, reason: 'external', forwardedBy: { deviceId: 'd' } })
    expect(by).toEqual({ name: 'Alex', number: '+16045550123' })
    const rewrite = { name: '', number: '+16045550100' }
    const shown = presentedCallerId({ design, caller: withheld, reason: 'external', edits: { rewrite } })
    expect(shown).toEqual({ name: 'Anonymous', number: '+16045550100' })
  })

  it('passed on under a caller ID that nobody has: carriers are not told who called either', () => {
    const by = presentedCallerId({ design, caller: withheld, reason: 'external', forwardedBy: {} })
    expect(by).toEqual({ name: '', number: '' })
  })

  it('one of our phones, passed on by another: the wish was about its own number', () => {
    const by = presentedCallerId({ design, caller: hiding, reason: 'external', forwardedBy: { deviceId: 'd' } })
    expect(by).toEqual({ name: 'Alex', number: '+16045550123' })
  })

  it('one of our phones: hidden inside and outside, but not from emergency services', () => {
    expect(presentedCallerId({ design, caller: hiding, reason: 'internal' })).toEqual({ name: 'Anonymous', number: '' })
    expect(presentedCallerId({ design, caller: hiding, reason: 'external' })).toEqual({
      name: 'Anonymous',
      number: '',
      asserted: '+16045550123',
    })
    expect(presentedCallerId({ design, caller: hiding, reason: 'emergency' }).number).toBe('+16045550199')
  })

  it('web addresses and recordings learn what is shown', () => {
    expect(hiddenBy('none', hiding)).toMatchObject({ name: 'Anonymous', number: '' })
    expect(hiddenBy('name', hiding)).toMatchObject({ name: 'Anonymous', number: '1001' })
  })
})
