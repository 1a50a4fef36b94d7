import { describe, expect, it } from 'vitest'
import { checkDesign } from '../../../src/callflow/check/check-design.ts'
import {
  type Account,
  type Device,
  type Document,
  makeDocument,
  type PhoneNumber,
  type User,
} from '../../../src/callflow/design/document.ts'
import { writeKazoo } from '../../../src/callflow/exchange/kazoo/export.ts'
import { readKazoo } from '../../../src/callflow/exchange/kazoo/import.ts'
import { snapshotOf } from '../../../src/callflow/design/snapshot.ts'
import { emergencyCallerIds } from '../../../src/callflow/numbering/emergency-caller-ids.ts'
import { callerIdWords, shownCallerIds } from '../../../src/callflow/run/shown-caller-id.ts'
import type { Rehearsal } from '../../../src/callflow/rehearse/rehearsal.ts'
import {
  call,
  type CallAbout,
  colleague,
  drawFlow,
  insideCaller,
  operations,
  outsideCaller,
} from '../../../src/callflow/rehearse/small-design.ts'
import type { Caller } from '../../../src/callflow/run/script.ts'

type Reason = 'internal' | 'external' | 'emergency'
type Pairs = Partial<Record<Reason, { readonly name?: string; readonly number?: string }>>

const ids = (pairs: Pairs): Account['callerIds'] => ({
  internal: { name: '', number: '', ...pairs.internal },
  external: { name: '', number: '', ...pairs.external },
  emergency: { name: '', number: '', ...pairs.emergency },
})
const account = (fields: Partial<Account> = {}) =>
  makeDocument('account', { id: 'account', name: 'Northwind', country: 'US', outboundTrunkId: 'trunk', ...fields })
const alex = (fields: Partial<User>) => colleague('user', '1001', fields)
const desk = (fields: Partial<Device>) => colleague('device', '1001', fields)

/** What a phone or a carrier is shown when Alex, or somebody else, calls there. */
function shown(to: 'colleague' | 'outside' | 'emergency', documents: Document[], about: CallAbout = {}) {
  const number = { colleague: '', outside: '+16045550123', emergency: '911' }[to]
  const flow =
    to === 'colleague'
      ? drawFlow({ nodes: { user: { userId: 'user-1002' } } })
      : drawFlow({ nodes: { 'account-carrier': {} }, numbers: [number] })
  const called = call([flow], [], { dialled: number, caller: insideCaller('1001'), documents, ...about })
  const leg = operations(called, 'dial')[0]?.legs[0]
  return [leg?.callerName, leg?.callerNumber]
}

describe('who beats whom', () => {
  const three = { account: 'Account', user: 'User', device: 'Device' }
  const named = (who: keyof typeof three, number: string) => ids({ external: { name: three[who], number } })

  it('M23: given a caller ID at account, user and device, when calling outside, then the device beats the user', () => {
    const documents = [
      account({ callerIds: named('account', '+16045550101') }),
      alex({ callerIds: named('user', '+16045550102') }),
      desk({ callerIds: named('device', '+16045550103') }),
    ]
    expect(shown('outside', documents)).toEqual(['Device', '+16045550103'])
  })

  it('M23: given one at account and user only, when calling outside, then the user beats the account', () => {
    const documents = [
      account({ callerIds: named('account', '+16045550101') }),
      alex({ callerIds: named('user', '+16045550102') }),
    ]
    expect(shown('outside', documents)).toEqual(['User', '+16045550102'])
  })

  it('M23: given one at the account only, when calling outside, then it is shown', () => {
    expect(shown('outside', [account({ callerIds: named('account', '+16045550101') })])).toEqual([
      'Account',
      '+16045550101',
    ])
  })

  it('M23: given a name at the device and a number at the user, when calling outside, then each field is merged for itself', () => {
    const documents = [
      account({ callerIds: named('account', '+16045550101') }),
      alex({ callerIds: ids({ external: { number: '+16045550102' } }) }),
      desk({ callerIds: ids({ external: { name: 'Device' } }) }),
    ]
    expect(shown('outside', documents)).toEqual(['Device', '+16045550102'])
  })

  it('M23: given an account of the mode that Kazoo has by default, when calling outside, then the user beats the device', () => {
    const documents = [
      account({ callerIdMode: 'user-first', callerIds: named('account', '+16045550101') }),
      alex({ callerIds: named('user', '+16045550102') }),
      desk({ callerIds: named('device', '+16045550103') }),
    ]
    expect(shown('outside', documents)).toEqual(['User', '+16045550102'])
  })

  it.each(['device-first', 'user-first'] as const)(
    'M23: given an emergency number at the device, when 911 is called in a %s account, then the device wins',
    (callerIdMode) => {
      const documents = [
        account({ callerIdMode, callerIds: ids({ emergency: { number: '+16045550191' } }) }),
        alex({ callerIds: ids({ emergency: { name: 'User', number: '+16045550192' } }) }),
        desk({ callerIds: ids({ emergency: { number: '+16045550193' } }) }),
      ]
      expect(shown('emergency', documents)).toEqual(['User', '+16045550193'])
    },
  )

  it('M23: given no internal name, when a colleague is called, then first and last name are shown', () => {
    expect(shown('colleague', [account(), alex({ name: 'Reception' })])).toEqual(['Alex Example', '1001'])
    const documents = [account(), alex({ callerIds: ids({ internal: { name: 'Boss' } }) })]
    expect(shown('colleague', documents)).toEqual(['Boss', '1001'])
  })
})

describe('which caller ID a call takes', () => {
  const all = alex({
    callerIds: ids({
      internal: { name: 'Inside', number: '701' },
      external: { name: 'Outside', number: '+16045550102' },
      emergency: { name: 'Help', number: '+16045550192' },
    }),
  })

  it('M24: given three caller IDs, when a colleague is called, then the internal one is shown', () => {
    expect(shown('colleague', [account(), all])).toEqual(['Inside', '701'])
  })

  it('M24: given three caller IDs, when an outside number is called, then the external one is shown', () => {
    expect(shown('outside', [account(), all])).toEqual(['Outside', '+16045550102'])
  })

  it('M24: given three caller IDs, when an emergency number is called, then the emergency one is shown', () => {
    expect(shown('emergency', [account(), all])).toEqual(['Help', '+16045550192'])
  })

  it('M24: given no internal number, when a colleague is called, then the extension that presence goes by is shown', () => {
    expect(shown('colleague', [account(), alex({ extension: '1001' })])[1]).toBe('1001')
  })

  it('M24: given a caller from outside, when they are put through inside or out again, then their own caller ID passes', () => {
    expect(shown('colleague', [account()], { caller: outsideCaller })).toEqual(['Customer', '+16045550177'])
    expect(shown('outside', [account()], { caller: outsideCaller })).toEqual(['Customer', '+16045550177'])
  })

  it('M24: given a caller from outside, when a dynamic caller ID is forced, then theirs does not pass', () => {
    const flow = drawFlow({
      nodes: { 'dynamic-caller-id': { source: 'fixed', name: 'Sales', number: '+16045550105' }, 'account-carrier': {} },
      wires: ['dynamic-caller-id _ account-carrier'],
      numbers: ['+16045550123'],
    })
    const out = call([flow], [], { dialled: '+16045550123', documents: [account()] })
    expect(operations(out, 'dial')[0]?.legs[0]).toMatchObject({ callerName: 'Sales', callerNumber: '+16045550105' })
  })
})

describe('the order of caller ID edits', () => {
  const nodes = {
    'dynamic-caller-id': { source: 'fixed', name: 'Sales', number: '6045550105' },
    'prepend:a': { namePrefix: 'A ', numberPrefix: '7' },
    'prepend:b': { namePrefix: 'B ', numberPrefix: '8', applyTo: 'current' },
    'set-caller-id': { name: 'Front desk' },
    'account-carrier': {},
  }
  const edited = (names: readonly (keyof typeof nodes)[], about: CallAbout = {}): Rehearsal => {
    const used = [...names, 'account-carrier'] as const
    const flow = drawFlow({
      nodes: Object.fromEntries(used.map((name) => [name, nodes[name]])),
      wires: used.slice(1).map((name, index) => `${used[index]} _ ${name}`),
      numbers: ['+16045550123'],
    })
    return call([flow], [], { dialled: '+16045550123', documents: [account()], ...about })
  }
  const leg = (rehearsal: Rehearsal) => {
    const first = operations(rehearsal, 'dial')[0]?.legs[0]
    return [first?.callerName, first?.callerNumber]
  }

  it('M24b: given a dynamic caller ID, when prefixes come too, then they are put before it, already in international form', () => {
    expect(leg(edited(['dynamic-caller-id', 'prepend:a']))).toEqual(['A Sales', '7+16045550105'])
    expect(leg(edited(['prepend:a', 'dynamic-caller-id']))).toEqual(['A Sales', '7+16045550105'])
  })

  it('M24b: given prefixes, when a second one applies to the current value, then both are before the original one', () => {
    expect(leg(edited(['prepend:a', 'prepend:b']))).toEqual(['B A Customer', '87+16045550177'])
  })

  it('M24b: given a rewrite, when it comes with prefixes, then it replaces what they made', () => {
    expect(leg(edited(['set-caller-id', 'prepend:a']))).toEqual(['Front desk', '7+16045550177'])
  })

  const ours = (...numbers: string[]): PhoneNumber[] =>
    numbers.map((number) => makeDocument('phone-number', { id: number.slice(1), name: number, number }))

  it.each<[string, Partial<Account>, PhoneNumber[], string]>([
    ['its own number is ours', {}, ours('+16045550177'), '+16045550177'],
    [
      'the external one of the account is',
      { callerIds: ids({ external: { number: '(604) 555-0100' } }) },
      ours('+16045550100', '+16045550109'),
      '+16045550100',
    ],
    [
      'the default one of the account is',
      { callerIds: ids({ external: { number: '+16045559999' } }), defaultCallerNumber: '+16045550108' },
      ours('+16045550100', '+16045550108'),
      '+16045550108',
    ],
    ['neither is', { defaultCallerNumber: '+16045559998' }, ours('+16045550100', '+16045550101'), '+16045550100'],
  ])(
    'M24b: given an account that only shows valid numbers, when %s, then that one is shown outside',
    (_when, fields, numbers, number) => {
      const documents = [account({ ensureValidCallerId: true, ...fields }), ...numbers]
      expect(leg(edited([], { documents }))).toEqual(['Customer', number])
    },
  )

  it('M24b: given an account that does not ask for it, when a number is not ours, then it is shown all the same', () => {
    expect(leg(edited([], { documents: [account(), ...ours('+16045550100')] }))[1]).toBe('+16045550177')
  })

  it('M24b: given an account that only shows valid numbers, when a colleague or an emergency number is called, then nothing is checked', () => {
    const documents = [account({ ensureValidCallerId: true }), ...ours('+16045550100')]
    expect(shown('colleague', documents, { caller: outsideCaller })[1]).toBe('+16045550177')
    const own = alex({ callerIds: ids({ emergency: { number: '+16045550192' } }) })
    expect(shown('emergency', [...documents, own])[1]).toBe('+16045550192')
  })

  it('M24b: given a call with edits, when its trace is read, then each stage that changed something is in it', () => {
    const { trace, design } = edited(['dynamic-caller-id', 'prepend:a', 'set-caller-id'], {
      documents: [account({ ensureValidCallerId: true }), ...ours('+16045550100')],
    })
    const at = trace.findIndex((event) => event.kind === 'operation' && event.operation.kind === 'dial')
    expect(shownCallerIds(trace, at, design).map(({ stages }) => callerIdWords(stages))).toEqual([
      'Sales 6045550105, in international form Sales +16045550105, with the prefix A Sales 7+16045550105, replaced Front desk 7+16045550105, made valid Front desk +16045550100',
    ])
  })
})

describe('blacklists', () => {
  const list = makeDocument('blacklist', { id: 'nuisance', name: 'Nuisance', numbers: ['6045550177'] })
  const hidden = makeDocument('blacklist', {
    id: 'hidden',
    name: 'Hidden',
    numbers: ['+442079460000'],
    blockAnonymous: true,
  })
  const flow = drawFlow({ nodes: { 'hang-up': {} } })
  const from = (number: string): Caller => ({ name: '', number, origin: { kind: 'trunk' } })
  const calling = (caller: Caller, ...active: string[]) =>
    call([flow], [], { caller, documents: [account({ activeBlacklistIds: active }), list, hidden] })

  it('M12: given a list that is not activated in the account, when a number in it calls, then the call comes in', () => {
    expect(calling(from('+16045550177')).ended?.reason).toBe('hung-up')
  })

  it('M12: given a list that is not activated, when the design is checked, then it says so and offers to activate it', () => {
    const findings = checkDesign(snapshotOf([account({ activeBlacklistIds: ['hidden'] }), list, hidden]))
    const finding = findings.find(({ code }) => code === 'blacklist-not-active')
    expect(finding).toMatchObject({ severity: 'warning', documentId: 'nuisance' })
    expect(finding?.fix?.put).toMatchObject([{ kind: 'account', activeBlacklistIds: ['hidden', 'nuisance'] }])
  })

  it.each(['+16045550177', '6045550177', '1 (604) 555-0177'])(
    'M12: given an activated list, when a number in it calls as %s, then 603 Decline before any flow',
    (number) => {
      const refused = calling(from(number), 'nuisance')
      expect(refused.ended).toMatchObject({ reason: 'responded', sipStatus: 603, sipReason: 'Decline' })
      expect(refused.trace.map(({ kind }) => kind)).toEqual(['call-started', 'call-ended'])
    },
  )

  it.each(['+160455501770', '+1604555017', '+16045550178'])(
    'M12: given an activated list, when %s calls, then it comes in: beginnings and patterns do not count',
    (number) => {
      expect(calling(from(number), 'nuisance').ended?.reason).toBe('hung-up')
    },
  )

  it('M12: given an activated list, when one of our own phones shows a number in it, then its call comes in', () => {
    expect(calling({ ...insideCaller('1001'), number: '+16045550177' }, 'nuisance').ended?.reason).toBe('hung-up')
  })

  it('M12: given two activated lists, when a number of either calls, then both count', () => {
    expect(calling(from('+16045550177'), 'nuisance', 'hidden').ended?.sipStatus).toBe(603)
    expect(calling(from('+442079460000'), 'nuisance', 'hidden').ended?.sipStatus).toBe(603)
  })

  it.each(['', 'anonymous', 'Restricted'])(
    'M12: given a list that blocks anonymous callers, when "%s" calls, then 433, and only while it is active',
    (number) => {
      expect(calling(from(number), 'hidden').ended).toMatchObject({ reason: 'responded', sipStatus: 433 })
      expect(calling(from(number), 'nuisance').ended?.reason).toBe('hung-up')
    },
  )
})

describe('emergency addresses', () => {
  const address = {
    callerName: 'Northwind',
    street: '1 Main St',
    extended: 'Floor 2',
    city: 'Victoria',
    region: 'BC',
    postalCode: 'V8W 1A1',
    postalCodeExtra: '',
    notifyEmails: ['safety@northwind.example'],
  }
  const owned = (number: string, emergencyAddress: PhoneNumber['emergencyAddress'] = null) =>
    makeDocument('phone-number', { id: number.slice(1), name: number, number, emergencyAddress })
  const trunk = makeDocument('trunk', { id: 'trunk', name: 'Carrier', host: 'carrier.example' })
  const phone = (id: string, fields: Partial<Device> = {}) => makeDocument('device', { id, name: id, ...fields })
  const said = (documents: Document[]) =>
    checkDesign(snapshotOf([...documents, trunk]))
      .filter(({ code }) => code === 'no-emergency-address')
      .map(({ message, documentId }) => [documentId, message])
  const main = account({ callerIds: ids({ emergency: { number: '604 555 0100' } }) })

  it('M92: given a whole address, when the design is checked, then nothing is missing', () => {
    expect(said([main, phone('d1'), owned('+16045550100', address)])).toEqual([])
  })

  it.each([
    ['street', 'street address'],
    ['city', 'city'],
    ['region', 'state or province in two letters'],
    ['postalCode', 'postal code'],
  ] as const)('M92: given an address without its %s, when the design is checked, then that is said', (field, words) => {
    expect(said([main, phone('d1'), owned('+16045550100', { ...address, [field]: '' })])).toEqual([
      [
        '16045550100',
        `1 phone would call emergency services as +16045550100, which has no ${words} in its emergency address.`,
      ],
    ])
  })

  it('M92: given a suite, a company, digits behind the ZIP code and people to tell, when they are left out, then nobody minds', () => {
    const plain = { ...address, callerName: '', extended: '', postalCodeExtra: '', notifyEmails: [] }
    expect(said([main, phone('d1'), owned('+16045550100', plain)])).toEqual([])
  })

  it('M92: given an address that a carrier provisioned, when another is entered, then an export no longer says that it is', () => {
    const e911 = {
      street_address: '1 Main St',
      locality: 'Victoria',
      region: 'BC',
      postal_code: 'V8W 1A1',
      plus_four: '1234',
    }
    const number = { id: '+16045550100', e911: { ...e911, status: 'PROVISIONED', latitude: '48.4' } }
    const { documents } = readKazoo([
      { path: 'account.json', text: JSON.stringify({ id: 'a1', name: 'Northwind', realm: 'northwind.example' }) },
      { path: 'phone_numbers/+16045550100.json', text: JSON.stringify(number) },
    ])
    const imported = documents.find((document) => document.kind === 'phone-number')
    expect(imported?.emergencyAddress).toMatchObject({ street: '1 Main St', postalCodeExtra: '1234' })
    const exported = (street: string) => {
      const edited = documents.map((each) =>
        each.kind === 'phone-number' && each.emergencyAddress
          ? { ...each, emergencyAddress: { ...each.emergencyAddress, street } }
          : each,
      )
      const file = writeKazoo(snapshotOf(edited)).files.find(({ path }) => path.startsWith('phone_numbers/'))
      return JSON.parse(file?.text ?? '{}') as { e911: object }
    }
    expect(exported('1 Main St').e911).toMatchObject({ status: 'PROVISIONED' })
    expect(exported('2 Main St').e911).toEqual({ ...e911, street_address: '2 Main St', latitude: '48.4' })
  })

  it('M93: given an emergency number at the account only, when addresses are counted, then one is needed, however many phones', () => {
    const documents = [
      main,
      phone('d1'),
      phone('d2'),
      owned('+16045550100'),
      owned('+16045550101'),
      owned('+16045550102'),
    ]
    expect(emergencyCallerIds(snapshotOf(documents))).toEqual([
      { number: '+16045550100', deviceIds: ['d1', 'd2'], phoneNumberId: '16045550100', hasAddress: false },
    ])
    expect(said(documents)).toEqual([
      ['16045550100', '2 phones would call emergency services as +16045550100, which has no emergency address.'],
    ])
  })

  it('M93: given a number that the account does not own, when phones would show it, then that is said', () => {
    expect(said([main, phone('d1')])).toEqual([
      ['account', '1 phone would call emergency services as +16045550100, which the account does not own.'],
    ])
  })

  it('M93: given no emergency number but an external one, when phones would show that, then it needs the address', () => {
    const external = account({ callerIds: ids({ external: { number: '+16045550100' } }) })
    expect(emergencyCallerIds(snapshotOf([external, phone('d1'), owned('+16045550100', address)]))).toMatchObject([
      { number: '+16045550100', hasAddress: true },
    ])
  })

  it('M93: given mobiles and disabled phones, when addresses are counted, then they need none', () => {
    const documents = [main, phone('cell', { type: 'cell-phone' }), phone('off', { enabled: false })]
    expect(emergencyCallerIds(snapshotOf(documents))).toEqual([])
  })

  it('M94: given two offices with different caller IDs, when addresses are counted, then each needs its own', () => {
    const second = phone('d2', { callerIds: ids({ emergency: { number: '+12505550100' } }) })
    const documents = [main, phone('d1'), second, owned('+16045550100', address), owned('+12505550100')]
    expect(emergencyCallerIds(snapshotOf(documents)).map(({ number, hasAddress }) => [number, hasAddress])).toEqual([
      ['+16045550100', true],
      ['+12505550100', false],
    ])
    expect(said(documents)).toEqual([
      ['12505550100', '1 phone would call emergency services as +12505550100, which has no emergency address.'],
    ])
  })

  it('M94: given an emergency number at the device and another at its user, when addresses are counted, then the device counts', () => {
    const user = alex({ callerIds: ids({ emergency: { number: '+16045550111' } }) })
    const device = desk({ callerIds: ids({ emergency: { number: '+12505550100' } }) })
    expect(emergencyCallerIds(snapshotOf([main, user, device])).map(({ number }) => number)).toEqual(['+12505550100'])
  })
})
