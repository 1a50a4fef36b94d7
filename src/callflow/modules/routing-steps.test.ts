import { describe, expect, it } from 'vitest'
import { type Document, makeDocument } from '../design/document.ts'
import {
  call,
  type CallAbout,
  drawFlow,
  heard,
  insideCaller,
  oneStep,
  operations,
  path,
} from '../rehearse/small-design.ts'

const cell = makeDocument('device', {
  id: 'cell',
  name: 'Cell',
  type: 'cell-phone',
  ownerId: 'user-1002',
  outsideNumber: '+16045550190',
})
const account = makeDocument('account', {
  id: 'account',
  name: 'Northwind',
  outboundTrunkId: 'trunk',
  callerIds: {
    internal: none(),
    external: { name: 'Northwind', number: '+16045550100' },
    emergency: { name: '', number: '+16045550199' },
  },
})
const trunk = makeDocument('trunk', { id: 'trunk', name: 'Carrier', host: 'carrier.example' })

function none() {
  return { name: '', number: '' }
}

/** One step with `_` wired to a hang-up. */
const play = (type: string, settings: Record<string, unknown>, choices: string[] = [], about: CallAbout = {}) =>
  call([oneStep(type, settings)], choices, {
    ...about,
    documents: [account, trunk, ...(about.documents ?? [])],
  })

/** The same, dialled as a feature code with something behind it. */
const code = (
  type: string,
  dialled: string,
  choices: string[] = [],
  documents: Document[] = [],
  settings: object = {},
) =>
  call([{ ...drawFlow({ nodes: { [type]: { ...settings } } }), patterns: ['^\\*9([0-9]*)$'] }], choices, {
    callflowId: undefined as never, // found by its pattern
    dialled: `*9${dialled}`,
    caller: insideCaller('1001'),
    documents: [account, trunk, ...documents],
  })

describe('page group (M36)', () => {
  const members = [{ id: 'user-1001' }, { id: 'user-1002' }]

  it('given people, when paged, then their phones are reached, one way, for 5 s, without interrupting; mobiles are not', () => {
    const paged = play('page-group', { members }, [], { documents: [cell] })
    expect(operations(paged, 'page')).toMatchObject([{ twoWay: false, bargeIn: false, timeoutMs: 5_000 }])
    expect(operations(paged, 'page')[0]?.legs.map(({ target }) => target)).toEqual([
      { kind: 'device', deviceId: 'device-1001' },
      { kind: 'device', deviceId: 'device-1002' },
    ])
  })

  it('given the page is over, then the call is; given nobody, then it goes on', () => {
    expect(play('page-group', { members }, ['finished']).ended?.reason).toBe('talked')
    expect(path(play('page-group', { members }, ['nobody']))).toEqual(['page-group _', 'hang-up end'])
    expect(path(play('page-group', {}))).toEqual(['page-group _', 'hang-up end'])
  })

  it('given the person paging is a member, then their own phone is left out', () => {
    const paged = play('page-group', { members }, [], { caller: insideCaller('1001') })
    expect(operations(paged, 'page')[0]?.legs).toHaveLength(1)
  })
})

describe('picking up (B1, B3 *87)', () => {
  it('given a group rings, when picked up, then the call is talked to its end', () => {
    const group = makeDocument('group', { id: 'sales', name: 'Sales', members: [{ id: 'user-1002', weight: 1 }] })
    const picked = play('group-pickup', { targetId: 'sales' }, ['picked-up', 'callee-hangs-up'], { documents: [group] })
    expect(operations(picked, 'pick-up')[0]?.deviceIds).toEqual(['device-1002'])
    expect(picked.ended?.reason).toBe('talked')
    expect(path(play('group-pickup', { targetId: 'user-1002' }, ['nothing-ringing']))[0]).toBe('group-pickup _')
  })

  it('given the code with an extension, then the phones of that extension', () => {
    expect(operations(code('group-pickup', '1003'), 'pick-up')[0]?.deviceIds).toEqual(['device-1003'])
    expect(operations(code('group-pickup', '1999'), 'pick-up')).toEqual([])
  })
})

describe('listening in (Kazoo eavesdrop)', () => {
  const admin = makeDocument('user', { id: 'user-1001', name: 'Ann', extension: '1001', role: 'admin' })
  const queue = makeDocument('queue', { id: 'sales', name: 'Sales', managerIds: ['user-1001'] })
  const asked = (documents: Document[]) =>
    operations(code('eavesdrop', '1003', [], documents, { manner: 'whisper' }), 'supervise')

  it('given an administrator and the code with an extension, then the conversation at its phones, whoever’s it is', () => {
    expect(asked([admin])).toEqual([
      { kind: 'supervise', of: { kind: 'phones', deviceIds: ['device-1003'] }, manner: 'whisper' },
    ])
  })

  it('given the manager of a queue, then conversations of that queue only', () => {
    expect(asked([queue])).toMatchObject([{ queueIds: ['sales'] }])
  })

  it('given anybody else, then they hear that they may not', () => {
    expect(asked([])).toEqual([])
    expect(asked([{ ...admin, enabled: false }])).toEqual([])
    const heard = code('eavesdrop', '1003', ['finished'])
    expect(operations(heard, 'play')[0]?.sounds).toEqual([{ kind: 'prompt', promptId: 'cf-unauthorized_call' }])
    expect(heard.ended?.reason).toBe('hung-up')
  })

  it('given nobody talks there, then on by the way out; at its end, then the call is over', () => {
    const settings = { targetId: 'user-1002', approvedIds: ['user-1001'] }
    expect(path(play('eavesdrop', settings, ['no-call', 'finished'], { caller: insideCaller('1001') }))[0]).toBe(
      'eavesdrop _',
    )
    const heard = play('eavesdrop', settings, ['ended'], { caller: insideCaller('1001') })
    expect(heard.ended?.reason).toBe('supervised')
    const forbidden = play('eavesdrop', settings, ['not-allowed', 'finished'], { caller: insideCaller('1001') })
    expect(forbidden.ended?.reason).toBe('hung-up')
  })
})

describe('intercom (B3 *0)', () => {
  it('given the code with an extension, then the phone there answers by itself; a mobile is not rung', () => {
    const called = code('intercom', '1002', [], [cell])
    expect(operations(called, 'dial')).toMatchObject([
      { autoAnswer: true, legs: [{ target: { kind: 'device', deviceId: 'device-1002' } }] },
    ])
    expect(code('intercom', '1002', ['answer:0', 'callee-hangs-up']).ended?.reason).toBe('talked')
  })

  it('given the phone is busy, then the branch of that, or _', () => {
    expect(path(play('intercom', { targetId: 'user-1002' }, ['busy']))[0]).toBe('intercom _')
    expect(path(play('intercom', {}))[0]).toBe('intercom _')
  })
})

describe('calling out: carriers and DISA (B1)', () => {
  it('given a colleague, when the call goes to a carrier, then the number dialled leaves under the external caller ID', () => {
    const out = play('account-carrier', {}, [], { caller: insideCaller('1001'), dialled: '7785550142' })
    expect(operations(out, 'dial')[0]?.legs).toMatchObject([
      {
        target: { kind: 'number', number: '+17785550142', trunkId: 'trunk' },
        callerName: 'Northwind',
        callerNumber: '+16045550100',
      },
    ])
    expect(path(play('global-carrier', { number: '+17785550142' }, ['busy']))).toEqual([
      'global-carrier _',
      'hang-up end',
    ])
  })

  it('given an emergency number, then it leaves under the emergency caller ID as it was dialled, whatever is denied', () => {
    const denied = { ...account, deniedClasses: ['domestic' as const, 'other' as const] }
    const out = play('global-carrier', {}, [], { caller: insideCaller('1001'), dialled: '911', documents: [denied] })
    expect(operations(out, 'dial')[0]?.legs).toMatchObject([
      { target: { number: '911' }, callerNumber: '+16045550199' },
    ])
  })

  it('given a class of numbers the caller may not dial, then a refusal is heard and the call ends (A0)', () => {
    const denied = { ...account, deniedClasses: ['international' as const] }
    const refused = play('global-carrier', { number: '+442079460000' }, ['finished'], { documents: [denied] })
    expect(heard(refused)).toEqual(['cf-unauthorized_call'])
    expect(refused.ended?.reason).toBe('hung-up')
    expect(operations(refused, 'dial')).toEqual([])
  })
})
