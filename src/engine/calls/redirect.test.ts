import { describe, expect, it } from 'vitest'
import { type Document, type DocumentOf, makeDocument } from '../../callflow/design/document.ts'
import { snapshotOf } from '../../callflow/design/snapshot.ts'
import { freshCallState } from '../../callflow/run/call-state.ts'
import type { DialLeg, StateKey } from '../../callflow/run/operation.ts'
import type { Caller } from '../../callflow/run/script.ts'
import { HeaderList } from '../sip/message/headers.ts'
import type { SipResponse } from '../sip/message/message.ts'
import { redirectedTo, redirectionOf } from './redirect.ts'

const response = (status: number, ...contacts: readonly string[]): SipResponse => ({
  kind: 'response',
  status,
  reason: '',
  headers: new HeaderList(contacts.map((contact) => ['Contact', contact])),
  body: '',
})

describe('whom a 3xx names (RFC 3261 §8.1.3.4)', () => {
  it.each<readonly [string, SipResponse | undefined, readonly string[] | undefined]>([
    ['no response', undefined, undefined],
    ['busy', response(486, '<sip:1003@x>'), undefined],
    ['moved temporarily', response(302, '<sip:1003@elsewhere.example>'), ['1003']],
    ['moved permanently', response(301, '"Kim" <tel:+16045550100>'), ['+16045550100']],
    ['several, by preference', response(300, '<sip:1@x>;q=0.2', '<sip:2@x>;q=0.9', '<sip:3@x>'), ['3', '2', '1']],
    ['one twice', response(302, '<sip:1@x>', '<sip:1@y>'), ['1']],
    [
      'with a parameter of the number',
      response(302, '<sip:+16045550100;verstat=No-TN@x;user=phone>'),
      ['+16045550100'],
    ],
    ['nobody', response(302, '<sip:elsewhere.example>'), []],
    ['nothing', response(302), []],
    ['what cannot be read', response(302, '<sip:1@', '<http://x>'), []],
    ['a proxy', response(305, '<sip:1003@proxy.example>'), []],
    ['another service', response(380, '<sip:1003@x>'), []],
    ['more than five', response(300, ...[1, 2, 3, 4, 5, 6].map((n) => `<sip:${n}@x>`)), ['1', '2', '3', '4', '5']],
    ['a preference that is none', response(300, '<sip:1@x>;q=9', '<sip:2@x>;q=0.1'), ['2', '1']],
  ])('%s', (_what, from, to) => {
    expect(redirectedTo(from)).toEqual(to)
  })
})

const person = (extension: string, fields: Partial<DocumentOf<'user'>> = {}) =>
  makeDocument('user', { id: `user-${extension}`, name: extension, extension, ...fields })
const phone = (extension: string, fields: Partial<DocumentOf<'device'>> = {}) =>
  makeDocument('device', {
    id: `device-${extension}`,
    name: extension,
    ownerId: `user-${extension}`,
    sipUsername: extension,
    ...fields,
  })
const office: readonly Document[] = [
  makeDocument('account', { id: 'account', name: 'Company', country: 'CA' }),
  makeDocument('trunk', { id: 'trunk', name: 'Carrier', host: 'carrier.example.test' }),
  ...['1001', '1002', '1003'].flatMap((extension) => [person(extension), phone(extension)]),
]
const leg: DialLeg = {
  target: { kind: 'device', deviceId: 'device-1002' },
  userId: 'user-1002',
  delayMs: 0,
  timeoutMs: 20_000,
  requireKeypress: false,
  callerName: 'Ann',
  callerNumber: '1001',
}
const colleague: Caller = {
  name: 'Ann',
  number: '1001',
  origin: { kind: 'device', deviceId: 'device-1001', userId: 'user-1001' },
}
const outsider: Caller = { name: '', number: '+12125550123', origin: { kind: 'trunk', trunkId: 'trunk' } }

interface Scene {
  readonly changes?: readonly Document[]
  readonly caller?: Caller
  readonly state?: readonly StateKey[]
  readonly leg?: DialLeg
}

function sentOn(number: string, { changes = [], caller = colleague, state = [], leg: from = leg }: Scene = {}) {
  const ids = new Set(changes.map(({ id }) => id))
  const design = snapshotOf([...office.filter(({ id }) => !ids.has(id)), ...changes])
  const isQuiet = ({ scope, id }: StateKey) => state.some((each) => each.scope === scope && each.id === id)
  const world = { runtimeState: { read: (key: StateKey) => (isQuiet(key) ? true : undefined) } }
  return redirectionOf({ design, who: caller, carried: freshCallState, world }, from, number)
}

const group = (...members: readonly string[]) =>
  makeDocument('group', { id: 'group', name: 'Group', members: members.map((id) => ({ id, weight: 1 })) })

describe('where a phone may send a call on to', () => {
  it('a colleague rings on their phones, and histories name who sent the call on', () => {
    expect(sentOn('1003')).toEqual({
      kind: 'on',
      legs: [
        { ...leg, target: { kind: 'device', deviceId: 'device-1003' }, userId: 'user-1003', forwardedBy: 'user-1002' },
      ],
    })
  })

  it('a number outside rings with the caller ID that goes outside', () => {
    const identity = { internal: { name: '', number: '' }, emergency: { name: '', number: '+16045550911' } }
    const callerIds = { ...identity, external: { name: 'Company', number: '+16045550199' } }
    const changes = [makeDocument('account', { id: 'account', name: 'Company', country: 'CA', callerIds })]
    expect(sentOn('6045550100', { changes })).toMatchObject({
      kind: 'on',
      legs: [
        {
          target: { kind: 'number', number: '+16045550100' },
          callerName: 'Company',
          callerNumber: '+16045550199',
          forwardedBy: 'user-1002',
        },
      ],
    })
    expect(sentOn('911', { changes })).toMatchObject({
      legs: [{ target: { kind: 'number', number: '911' }, callerNumber: '+16045550911' }],
    })
  })

  it('a phone that was rung by itself counts as its owner', () => {
    const { userId: _userId, ...alone } = leg
    expect(sentOn('6045550100', { leg: alone })).toMatchObject({
      legs: [{ userId: 'user-1002', forwardedBy: 'user-1002' }],
    })
    const changes = [phone('1002', { ownerId: null })]
    expect(sentOn('6045550100', { leg: alone, changes })).toMatchObject({ legs: [{ forwardedBy: 'device-1002' }] })
  })

  it('a cell phone of a colleague asks for a key where it is set so', () => {
    const cell = phone('1003', { type: 'cell-phone', outsideNumber: '6045550177', requireKeypress: true })
    expect(sentOn('1003', { changes: [cell] })).toMatchObject({
      legs: [{ target: { kind: 'number', number: '+16045550177' }, requireKeypress: true }],
    })
  })

  it.each<readonly [why: string, number: string, Scene]>([
    ['which is no colleague and no number outside', '8000', {}],
    ['which is no colleague and no number outside', 'kim', {}],
    [
      'which its owner may not call',
      '+442079460000',
      { changes: [person('1002', { deniedClasses: ['international'] })] },
    ],
    [
      'which its owner may not call',
      '+442079460000',
      { changes: [phone('1002', { deniedClasses: ['international'] })] },
    ],
    ['which closed groups forbid', '1003', { changes: [person('1002', { closedGroups: true })] }],
    [
      'which closed groups forbid',
      '1003',
      { changes: [person('1001', { closedGroups: true }), group('user-1001', 'user-1002')] },
    ],
    ['who is not to be disturbed', '1003', { changes: [person('1003', { doNotDisturb: true })] }],
    ['who is not to be disturbed', '1003', { state: [{ scope: 'user', id: 'user-1003', name: 'do-not-disturb' }] }],
    ['who has no phone that may ring', '1003', { changes: [phone('1003', { doNotDisturb: true })] }],
    [
      'who has no phone that may ring',
      '1003',
      { state: [{ scope: 'device', id: 'device-1003', name: 'do-not-disturb' }] },
    ],
    ['who has no phone that may ring', '1003', { changes: [phone('1003', { followMe: false })] }],
    ['who has no phone that may ring', '1001', {}],
    ['which is no colleague and no number outside', '1003', { changes: [person('1003', { enabled: false })] }],
    [
      'and only phones of our own may do that',
      '1003',
      { leg: { ...leg, target: { kind: 'number', number: '+16045550100' } } },
    ],
  ])('else it is said: %s', (why, number, scene) => {
    expect(sentOn(number, scene)).toEqual({ kind: 'refused', why: `${number}, ${why}` })
  })

  it('closed groups of the caller do not count for callers from outside, nor where both are in one group', () => {
    const closed = makeDocument('account', { id: 'account', name: 'Company', closedGroups: true })
    expect(sentOn('1003', { caller: outsider, changes: [person('1001', { closedGroups: true })] }).kind).toBe('on')
    expect(sentOn('1003', { changes: [closed, group('user-1001', 'user-1002', 'user-1003')] }).kind).toBe('on')
    expect(sentOn('1003', { changes: [closed] }).kind).toBe('refused')
  })
})
