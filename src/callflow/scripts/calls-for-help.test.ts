import { describe, expect, it } from 'vitest'
import { type Account, type Callflow, type Device, type Document, makeDocument, type User } from '../design/document.ts'
import { snapshotOf } from '../design/snapshot.ts'
import { emergencyNumbers } from '../numbering/emergency.ts'
import { type Decide, decidedRehearsal, type Rehearsal } from '../rehearse/rehearsal.ts'
import { colleague, colleagues, drawFlow, insideCaller, operations, outsideCaller } from '../rehearse/small-design.ts'
import type { Caller } from '../run/script.ts'

// Every way out of the language, with every emergency number of ten countries: what the carrier would get, under which caller ID, by which trunk.

const countries = ['US', 'CA', 'DE', 'FR', 'GB', 'JP', 'AU', 'NZ', 'JM', 'ZA'] as const
/** 112 leaves as the country's own first number where it is not one of them. */
const sentFor112: Readonly<Record<(typeof countries)[number], string>> = {
  US: '112',
  CA: '112',
  DE: '112',
  FR: '112',
  GB: '112',
  JP: '110',
  AU: '112',
  NZ: '111',
  JM: '112',
  ZA: '112',
}
const nobody = { name: '', number: '' }
const helpOf = (number: string) => ({ ...nobody, emergency: { name: 'Help', number } })
const none = { internal: nobody, external: nobody }

const account = (country: string, fields: Partial<Account> = {}): Account =>
  makeDocument('account', {
    id: 'account',
    name: 'A',
    country,
    callerIds: {
      internal: nobody,
      external: { name: 'Office', number: '+493055501000' },
      emergency: { name: 'Office', number: '+493055501112' },
    },
    deniedClasses: ['domestic', 'international', 'other'] as never,
    doNotDisturb: true,
    outboundTrunkId: 'gone',
    ...fields,
  })

/** 1001 has a number of their own for emergencies; a caller from outside shows the account's. */
const alex = colleague('user', '1001', {
  callerIds: { ...none, emergency: helpOf('+493055501911').emergency },
}) as User
const trunks = [
  makeDocument('trunk', { id: 'off', name: 'Off', host: 'off.example.test', enabled: false }),
  makeDocument('trunk', { id: 'no-host', name: 'No host' }),
  makeDocument('trunk', { id: 'works', name: 'Works', host: 'works.example.test', dialPrefix: '9' }),
]

interface Way {
  readonly what: string
  readonly caller: Caller
  /** What is dialled to get there. */
  readonly dialled: (number: string) => string
  readonly documents: (number: string) => readonly Document[]
  readonly account?: Partial<Account>
  /** Answers to prompts for keys, in order; the last one stays. */
  readonly keys?: (number: string) => readonly string[]
  /** The body that a web address answers. */
  readonly body?: (number: string) => string
  readonly shows: 'the caller’s' | 'the account’s'
}

const inside = insideCaller('1001')
const carrierStep = (type: string, settings: object = {}) => drawFlow({ id: 'out', nodes: { [type]: { ...settings } } })
const answering = (flow: Callflow, ...numbers: string[]): Callflow => ({ ...flow, numbers })
const eight = () => '8000'
const voicemail = drawFlow({ id: 'swallows', nodes: { 'hang-up': {} } })
const captured = (flow: Callflow, pattern: string): Callflow => ({ ...flow, patterns: [pattern] })
const dialledTwice = (number: string) => number
const forwarding = (number: string, fields: Partial<User['callForward']> = {}): User => {
  const { callForward } = colleague('user', '1002')
  return colleague('user', '1002', {
    doNotDisturb: false,
    callForward: { ...callForward, enabled: true, number, requireKeypress: false, ...fields },
  })
}
const rings1002 = answering(drawFlow({ id: 'rings', nodes: { user: { userId: 'user-1002' } } }), '8000')
const cell = (number: string): Device =>
  makeDocument('device', { id: 'cell', name: 'Cell', type: 'cell-phone', ownerId: 'user-1002', outsideNumber: number })

const ways: readonly Way[] = [
  {
    what: 'dialled straight, past a pattern, a callflow with the number, `no_match` and a callflow before every call',
    caller: inside,
    dialled: dialledTwice,
    documents: (number) => [
      captured(answering(voicemail, number, 'no_match'), '^([0-9]+)$'),
      drawFlow({ id: 'before', nodes: { 'hang-up': {} } }),
    ],
    account: { preflowId: 'before', route112: 'help' },
    shows: 'the caller’s',
  },
  {
    what: 'behind a digit for an outside line',
    caller: inside,
    dialled: (number) => `9${number}`,
    documents: () => [captured(carrierStep('account-carrier'), '^9([0-9]+)$')],
    shows: 'the caller’s',
  },
  {
    what: 'by a carrier step with the number in it',
    caller: inside,
    dialled: eight,
    documents: (number) => [answering(carrierStep('global-carrier', { number }), '8000')],
    shows: 'the caller’s',
  },
  {
    what: 'by a carrier step that names a trunk without a host, for a caller from outside',
    caller: outsideCaller,
    dialled: eight,
    documents: (number) => [answering(carrierStep('account-carrier', { number, trunkId: 'no-host' }), '8000')],
    shows: 'the account’s',
  },
  {
    what: 'by DISA with the account’s caller ID',
    caller: outsideCaller,
    dialled: eight,
    documents: () => [answering(carrierStep('disa', { pin: '' }), '8000')],
    keys: (number) => [number],
    shows: 'the account’s',
  },
  {
    what: 'by DISA that refuses what callers may not dial, from a phone of ours',
    caller: inside,
    dialled: eight,
    documents: () => [answering(carrierStep('disa', { pin: '', useAccountCallerId: false }), '8000')],
    keys: (number) => [number],
    shows: 'the caller’s',
  },
  {
    what: 'behind the code that hides the caller',
    caller: inside,
    dialled: (number) => `*67${number}`,
    documents: () => [captured(drawFlow({ id: 'hide', nodes: { privacy: {} } }), '^\\*67([0-9]+)$')],
    shows: 'the caller’s',
  },
  {
    what: 'by a TwiML document',
    caller: outsideCaller,
    dialled: eight,
    documents: () => [answering(carrierStep('pivot', { url: 'http://a.test/', format: 'twiml' }), '8000')],
    body: (number) => `<Response><Dial callerId="+4930123456">${number}</Dial></Response>`,
    shows: 'the account’s',
  },
  {
    what: 'by the forwarding of a person who may not call out',
    caller: outsideCaller,
    dialled: eight,
    account: { doNotDisturb: false },
    documents: (number) => [rings1002, forwarding(number, { keepCallerId: false })],
    shows: 'the account’s',
  },
  {
    what: 'by the forwarding of a member of a ring group',
    caller: inside,
    dialled: eight,
    account: { doNotDisturb: false },
    documents: (number) => [
      answering(drawFlow({ id: 'group', nodes: { 'ring-group': { members: [{ id: 'user-1002' }] } } }), '8000'),
      forwarding(number),
    ],
    shows: 'the caller’s',
  },
  {
    what: 'by a phone whose outside number it is',
    caller: outsideCaller,
    dialled: eight,
    account: { doNotDisturb: false },
    documents: (number) => [rings1002, cell(number)],
    shows: 'the account’s',
  },
  {
    what: 'keyed in the Office Anywhere portal',
    caller: outsideCaller,
    dialled: eight,
    documents: () => [
      answering(carrierStep('office-anywhere-portal', { portalId: 'portal' }), '8000'),
      makeDocument('portal', { id: 'portal', name: 'Portal' }),
      colleague('user', '1001', {
        ...alex,
        officeAnywhere: { ...alex.officeAnywhere, enabled: true, pin: '4711' },
      }),
    ],
    keys: (number) => ['4711', number],
    shows: 'the caller’s',
  },
]

function callFor(way: Way, country: string, number: string): Rehearsal {
  const design = snapshotOf([...colleagues, alex, account(country, way.account), ...trunks, ...way.documents(number)])
  const keys = [...(way.keys?.(number) ?? [])]
  const decide: Decide = ({ operation, choices }) => {
    if (operation.kind === 'collect') return `keys:${keys.shift() ?? ''}`
    if (operation.kind === 'http-request') return `body:${way.body?.(number) ?? ''}`
    if (operation.kind === 'dial') return undefined
    return choices[0]?.id
  }
  const setup = { dialled: way.dialled(number), caller: way.caller, startMs: 0 }
  return decidedRehearsal(design, setup, decide)
}

describe.each(countries)('a call for help in %s', (country) => {
  it.each(ways)(
    '$what reaches a trunk that works, as the country dials it, under $shows emergency caller ID',
    (way) => {
      for (const number of emergencyNumbers(country)) {
        const call = callFor(way, country, number)
        const dials = operations(call, 'dial').flatMap(({ legs }) => legs)
        const sent = number === '112' ? sentFor112[country] : number
        expect(dials, `${number} in ${country}`).toContainEqual(
          expect.objectContaining({
            target: { kind: 'number', number: sent, trunkId: 'works' },
            callerNumber: way.shows === 'the caller’s' ? '+493055501911' : '+493055501112',
          }),
        )
        expect(operations(call, 'tell-of-emergency'), `${number} in ${country}`).toMatchObject([
          { number: sent, callerNumber: way.shows === 'the caller’s' ? '+493055501911' : '+493055501112' },
        ])
      }
    },
  )
})

it('tries every trunk that leads out, one after another, until a carrier takes it', () => {
  const [works] = trunks.slice(-1)
  const second = makeDocument('trunk', { id: 'second', name: 'Second', host: 'second.example.test' })
  const design = snapshotOf([...colleagues, account('US'), ...(works ? [works] : []), second])
  const call = decidedRehearsal(design, { dialled: '911', caller: inside, startMs: 0 }, ({ operation, choices }) =>
    operation.kind === 'dial' ? 'unavailable' : choices[0]?.id,
  )
  const trunkIds = operations(call, 'dial').flatMap(({ legs }) =>
    legs.map(({ target }) => Reflect.get(target, 'trunkId')),
  )
  expect(trunkIds).toEqual(['works', 'second'])
})

it('says so where no trunk leads out', () => {
  const design = snapshotOf([...colleagues, account('US'), ...trunks.slice(0, 2)])
  const call = decidedRehearsal(design, { dialled: '911', caller: inside, startMs: 0 }, () => undefined)
  expect(operations(call, 'note')).toMatchObject([{ message: 'No trunk leads out, so 911 cannot be called' }])
  expect(call.ended).toMatchObject({ reason: 'responded', sipStatus: 480 })
})

it('by forwarding asks nobody for a key press', () => {
  const design = snapshotOf([
    ...colleagues,
    account('US', { doNotDisturb: false }),
    ...trunks,
    rings1002,
    forwarding('911', { requireKeypress: true }),
  ])
  const call = decidedRehearsal(design, { dialled: '8000', caller: inside, startMs: 0 }, () => undefined)
  expect(operations(call, 'dial')[0]?.legs).toMatchObject([{ target: { number: '911' }, requireKeypress: false }])
})

it('stands in a trace without steps, as any call that goes straight out', () => {
  const design = snapshotOf([...colleagues, account('US'), ...trunks])
  const call = decidedRehearsal(design, { dialled: '911', caller: inside, startMs: 0 }, ({ operation }) =>
    operation.kind === 'dial' ? 'busy' : undefined,
  )
  expect(call.trace.map(({ kind }) => kind)).toEqual([
    'call-started',
    'operation',
    'result',
    'operation',
    'result',
    'call-ended',
  ])
  expect(call.ended).toMatchObject({ reason: 'responded', sipStatus: 486 })
})

it('leaves out a number outside that no trunk leads to, as any other', () => {
  const documents = [
    ...colleagues,
    account('US', { doNotDisturb: false }),
    rings1002,
    forwarding('+16045550123', { substitute: false }),
  ]
  const call = decidedRehearsal(snapshotOf(documents), { dialled: '8000', caller: inside, startMs: 0 }, () => undefined)
  expect(operations(call, 'dial')[0]?.legs).toMatchObject([{ target: { deviceId: 'device-1002' } }])
})
