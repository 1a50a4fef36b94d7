import { describe, expect, it } from 'vitest'
import { checkDesign } from '../../../src/callflow/check/check-design.ts'
import {
  type Account,
  type Callflow,
  type Document,
  makeDocument,
  type User,
} from '../../../src/callflow/design/document.ts'
import { snapshotOf } from '../../../src/callflow/design/snapshot.ts'
import { lookupNumber } from '../../../src/callflow/numbering/lookup.ts'
import { doNotDisturbKey } from '../../../src/callflow/run/state-keys.ts'
import { CallRun } from '../../../src/callflow/run/interpreter.ts'
import {
  call,
  type CallAbout,
  colleague,
  drawFlow,
  type FlowDrawing,
  heard,
  insideCaller,
  operations,
  outsideCaller,
  path,
  rung,
} from '../../../src/callflow/rehearse/small-design.ts'

const account = (fields: Partial<Account> = {}) =>
  makeDocument('account', { id: 'account', name: 'Northwind', country: 'US', ...fields })

const pause = { durationSec: 0 }
const three = { members: ['user-1001', 'user-1002', 'user-1003'].map((id) => ({ id })) }

describe('continue', () => {
  const menu = makeDocument('menu', { id: 'menu', name: 'Menu', retries: 1 })
  const flow = (wires: string[]) =>
    drawFlow({ nodes: { user: { userId: 'user-1001' }, response: {}, 'hang-up': {} }, wires })

  it('A0: given a wire of the very name a step leaves by, when it does, then that wire is taken', () => {
    expect(path(call([flow(['user busy response', 'user _ hang-up'])], ['busy']))).toEqual([
      'user busy',
      'response end',
    ])
  })

  it('A0: given no wire of that name, when the step leaves by it, then the default wire `_` is taken', () => {
    expect(path(call([flow(['user _ hang-up'])], ['busy']))).toEqual(['user _', 'hang-up end'])
  })

  it('A0: given no `_` either and no flow to go back to, when the step is left, then the call is hung up', () => {
    const ended = call([flow([])], ['busy'])
    expect(path(ended)).toEqual(['user _'])
    expect(ended.ended?.reason).toBe('dead-end')
  })

  it('A0: given no `_` in a flow that another one called, when it stops, then that other one goes on at its `_`', () => {
    const inner = drawFlow({ id: 'inner', nodes: { sleep: pause } })
    const outer = drawFlow({
      id: 'outer',
      nodes: { callflow: { callflowId: 'inner' }, 'hang-up': {} },
      wires: ['callflow _ hang-up'],
    })
    expect(path(call([outer, inner], []))).toEqual(['callflow call-flow', 'sleep _', 'hang-up end'])
  })

  it('A0: given a step that attempts a branch, when there is no wire of exactly that name, then it sees that and does not fall back', () => {
    const keyed = drawFlow({
      nodes: { menu: { menuId: 'menu' }, 'hang-up': {}, 'hang-up:1': {} },
      wires: ['menu _ hang-up', 'menu 1 hang-up:1'],
    })
    const tried = call([keyed], ['keys:5#'], { documents: [menu] })
    expect(heard(tried)).toContain('menu-invalid_entry')
  })
})

describe('callflow step', () => {
  it('A0: given a flow that calls itself, when nothing else happens, then the 51st jump ends the call', () => {
    const loop = drawFlow({ id: 'loop', nodes: { callflow: { callflowId: 'loop' } } })
    const ended = call([loop], [])
    expect(ended.ended).toMatchObject({ reason: 'jump-limit' })
    expect(ended.trace.filter(({ kind }) => kind === 'flow-entered')).toHaveLength(51)
    expect(checkDesign(ended.design).map(({ code }) => code)).toContain('loop-without-pause')
  })

  it('A0: given a step with more after it, when it calls another flow, then what is after it runs when that flow stops', () => {
    const inner = drawFlow({ id: 'inner', nodes: { 'sleep:a': pause, 'sleep:b': pause }, wires: ['sleep:a _ sleep:b'] })
    const outer = drawFlow({
      id: 'outer',
      nodes: { callflow: { callflowId: 'inner' }, 'sleep:c': pause },
      wires: ['callflow _ sleep:c'],
    })
    expect(path(call([outer, inner], []))).toEqual(['callflow call-flow', 'sleep-a _', 'sleep-b _', 'sleep-c _'])
  })
})

describe('steps that are skipped', () => {
  it('A0: given a step nobody knows, when a call comes to it, then it is skipped by its default wire', () => {
    const flow = drawFlow({ nodes: { 'from-the-future': {}, 'hang-up': {} }, wires: ['from-the-future _ hang-up'] })
    const skipped = call([flow], [])
    expect(skipped.trace).toContainEqual(expect.objectContaining({ kind: 'node-skipped', why: 'unknown-module' }))
    expect(skipped.ended?.reason).toBe('hung-up')
  })

  it('A0: given a step that is switched off, when a call comes to it, then the same happens', () => {
    const drawn = drawFlow({ nodes: { user: { userId: 'user-1001' }, 'hang-up': {} }, wires: ['user _ hang-up'] })
    const flow = { ...drawn, nodes: { ...drawn.nodes, user: { ...drawn.nodes['user'], disabled: true } } } as Callflow // one node changed
    expect(path(call([flow], []))).toEqual(['user _', 'hang-up end'])
  })
})

describe('the caller hangs up', () => {
  it('A0: given a flow with more to do, when the caller hangs up, then the flow stops there', () => {
    const flow = drawFlow({
      nodes: { user: { userId: 'user-1001' }, 'user:2': { userId: 'user-1002' } },
      wires: ['user _ user:2'],
    })
    const gone = call([flow], ['hang-up'])
    expect(gone.ended?.reason).toBe('caller-gone')
    expect(operations(gone, 'dial')).toHaveLength(1)
  })

  it('A0: given a step that asked to go on, when the caller hangs up while leaving a message, then the message is kept', () => {
    const flow = drawFlow({ nodes: { voicemail: { mailboxId: 'mailbox-1001' } } })
    let left = call([flow], [])
    while (left.question?.operation.kind !== 'record')
      left = call([flow], [...left.answers.map(({ choiceId }) => choiceId), left.question?.choices[0]?.id ?? ''])
    const gone = call([flow], [...left.answers.map(({ choiceId }) => choiceId), 'hang-up'])
    expect(gone.world.messages).toMatchObject([{ mailboxId: 'mailbox-1001' }])
  })
})

describe('number lookup', () => {
  const flow = (id: string, about: Partial<Callflow>): Callflow => ({
    ...drawFlow({ id, nodes: { 'hang-up': {} } }),
    ...about,
  })
  const design = snapshotOf([
    flow('exact', { numbers: ['*7412'] }),
    flow('short', { patterns: ['^\\*7([0-9])'] }),
    flow('long', { patterns: ['^\\*74([0-9]{2,})$', '^\\*75([0-9])([0-9]+)$'] }),
    flow('rest', { numbers: ['no_match'] }),
  ])
  const inside = (dialled: string) => lookupNumber(design, dialled, { isInternal: true })
  const outside = (dialled: string) => lookupNumber(design, dialled, { isInternal: false })

  it('A0: given a number that is listed and that patterns match as well, when it is dialled, then the flow that lists it answers', () => {
    expect(inside('*7412')).toMatchObject({ callflowId: 'exact', by: 'number' })
  })

  it('A0: given two patterns that match, when the number is dialled, then the one that captures the longer text wins', () => {
    expect(inside('*74123')).toMatchObject({ callflowId: 'long', by: 'pattern', captures: ['123'] })
    expect(inside('*76')).toMatchObject({ callflowId: 'short', captures: ['6'] })
  })

  it('A0: given a pattern with several groups, when it matches, then steps read each of them', () => {
    expect(inside('*7516')).toMatchObject({ captures: ['1', '6'] })
    const drawing: FlowDrawing = {
      nodes: { 'branch-on-variable': { variable: 'captured-2' }, 'hang-up': {} },
      wires: ['branch-on-variable 16 hang-up'],
    }
    const routed = call([{ ...drawFlow(drawing), patterns: ['^\\*75([0-9])([0-9]+)$'] }], [], {
      byNumber: true,
      dialled: '*75116',
      caller: insideCaller('1001'),
    })
    expect(path(routed)[0]).toBe('branch-on-variable 16')
  })

  it('A0: given a `no_match` flow, when digits that nothing else answers are dialled, with a + or without, then it answers', () => {
    expect(inside('6045550123')).toMatchObject({ callflowId: 'rest', by: 'no-match' })
    expect(inside('+16045550123')).toMatchObject({ callflowId: 'rest' })
  })

  it.each(['*9', '60#', 'alice', '', 'no_match'])(
    'A0: given a `no_match` flow, when "%s" is dialled, then it does not answer',
    (dialled) => {
      expect(inside(dialled)).toBeUndefined()
    },
  )

  it('A0: given a `no_match` flow, when a call for an unknown number comes from a carrier, then it is refused', () => {
    expect(outside('6045550123')).toBeUndefined()
    const refused = call([flow('rest', { numbers: ['no_match'] })], [], { byNumber: true, dialled: '6045550123' })
    expect(refused.ended).toMatchObject({ reason: 'responded', sipStatus: 404 })
  })

  it('A0: given two flows with one number or pattern, when the design is checked, then both clashes are errors', () => {
    const twins = [
      flow('a', { numbers: ['8000'], patterns: ['^1$'] }),
      flow('b', { numbers: ['8000'], patterns: ['^1$'] }),
    ]
    const clashes = checkDesign(snapshotOf(twins)).filter(({ code }) => code === 'duplicate-number')
    expect(clashes.map(({ severity, documentId }) => [severity, documentId])).toEqual([
      ['error', 'b'],
      ['error', 'b'],
    ])
  })
})

describe('preflow', () => {
  const prefix = drawFlow({ id: 'before', nodes: { prepend: { namePrefix: 'NW ' } } })
  const main = drawFlow({ id: 'main', nodes: { user: { userId: 'user-1001' } }, numbers: ['8000'] })
  const about: CallAbout = { documents: [account({ preflowId: 'before' })] }

  it('A0: given a preflow, when any number is called, then it runs first and the flow of the number after it', () => {
    const called = call([main, prefix], [], { ...about, byNumber: true })
    expect(path(called)).toEqual(['prepend _'])
    expect(operations(called, 'dial')[0]?.legs[0]?.callerName).toBe('NW Customer')
  })

  it('A0: given a preflow, when the design is checked, then it is no dead end that nothing comes after its last step', () => {
    const codes = (preflowId: string | null) =>
      checkDesign(snapshotOf([account({ preflowId }), prefix]))
        .filter(({ documentId }) => documentId === 'before')
        .map(({ code }) => code)
    expect(codes(null)).toContain('dead-end')
    expect(codes('before')).not.toContain('dead-end')
  })

  it('A0: given a preflow that hangs up, when a number is called, then its flow never runs', () => {
    const closed = drawFlow({ id: 'before', nodes: { 'hang-up': {} } })
    expect(path(call([main, closed], [], about))).toEqual(['hang-up end'])
  })

  it('A0: given a preflow, when its own number is called, then it runs once', () => {
    const own = call([{ ...prefix, numbers: ['8001'] }], [], { ...about, byNumber: true, dialled: '8001' })
    expect(path(own)).toEqual(['prepend _'])
  })

  it('A0: given a preflow, when the flow after it loops, then both share the 50 jumps', () => {
    const loop = drawFlow({ id: 'main', nodes: { callflow: { callflowId: 'main' } } })
    const ended = call([loop, prefix], [], about)
    expect(ended.ended?.reason).toBe('jump-limit')
    expect(path(ended).filter((each) => each === 'callflow call-flow')).toHaveLength(50)
  })
})

describe('bridge outcome', () => {
  const rings: readonly [string, Readonly<Record<string, unknown>>][] = [
    ['user', { userId: 'user-1001' }],
    ['device', { deviceId: 'device-1001' }],
    ['ring-group', { members: [{ id: 'user-1001' }] }],
  ]
  const flow = (type: string, settings: Readonly<Record<string, unknown>>, wires: string[]) =>
    drawFlow({
      nodes: { [type]: settings, 'hang-up': {}, response: {}, sleep: pause },
      wires: wires.map((wire) => `${type} ${wire}`),
    })

  describe.each(rings)('%s', (type, settings) => {
    const left = (wires: string[], choice: string) => path(call([flow(type, settings, wires)], [choice]))[0]

    it('A0: given somebody answers, when they have talked, then the flow stops', () => {
      const talked = call([flow(type, settings, ['_ hang-up'])], ['answer:0', 'callee-hangs-up'])
      expect(path(talked)).toEqual([`${type} end`])
      expect(talked.ended?.reason).toBe('talked')
    })

    it('A0: given wires for cause, SIP status and default, when the call fails, then the cause comes first', () => {
      expect(left(['busy hang-up', 'sip:486 response', '_ sleep'], 'busy')).toBe(`${type} busy`)
    })

    it('A0: given no wire for the cause, when the call fails, then that of its SIP status comes next', () => {
      expect(left(['sip:486 response', '_ sleep'], 'busy')).toBe(`${type} sip:486`)
    })

    it('A0: given neither, when the call fails or nobody answers in time, then `_` is taken', () => {
      expect(left(['_ sleep'], 'rejected')).toBe(`${type} _`)
      expect(left(['busy hang-up', '_ sleep'], 'no-answer')).toBe(`${type} _`)
      expect(left(['_ sleep'], 'unavailable')).toBe(`${type} _`)
    })

    it('A0: given no ring time chosen, when it rings, then it does for 20 s', () => {
      const unanswered = call([flow(type, settings, ['_ sleep'])], ['no-answer'])
      expect(operations(unanswered, 'dial')[0]).toMatchObject({ timeoutMs: 20_000, legs: [{ timeoutMs: 20_000 }] })
      expect(unanswered.atMs).toBe(20_000)
    })
  })
})

describe('digit collection', () => {
  it('A0: given nothing else chosen, when digits are collected, then the first is waited for 5 s and each other 2 s', () => {
    const flow = drawFlow({ nodes: { 'collect-digits': { maxDigits: 4 } } })
    expect(operations(call([flow], []), 'collect')[0]).toMatchObject({
      firstDigitTimeoutMs: 5_000,
      interDigitTimeoutMs: 2_000,
    })
  })

  it('A0: given a script that asks for a PIN, when it is keyed, then the first digit is waited for 5 s and each other 3 s', () => {
    const box = colleague('mailbox', '1001', { isSetUp: true, pin: '1234', requirePin: true })
    const flow = drawFlow({ nodes: { 'check-voicemail': { mailboxId: 'mailbox-1001' } } })
    const asked = call([flow], [], { caller: insideCaller('1001'), documents: [box] })
    expect(operations(asked, 'collect')[0]).toMatchObject({ firstDigitTimeoutMs: 5_000, interDigitTimeoutMs: 3_000 })
  })
})

describe('self-call filter', () => {
  const caller = insideCaller('1002')
  const second = makeDocument('device', {
    id: 'device-second',
    name: 'Second',
    ownerId: 'user-1002',
    sipUsername: 'second',
  })
  const flow = (settings: object) => drawFlow({ nodes: { user: { userId: 'user-1002', ...settings } } })

  it('A0: given a group with the caller in it, when it rings, then no phone of the caller does', () => {
    const group = drawFlow({ nodes: { 'ring-group': { members: [...three.members, { id: 'device-second' }] } } })
    expect(rung(call([group], [], { caller, documents: [second] }))).toEqual([['1001', '1003']])
  })

  it('A0: given a person who calls their own number, when the step may call self, then their phones ring', () => {
    expect(rung(call([flow({})], [], { caller, documents: [second] }))).toEqual([])
    expect(rung(call([flow({ canCallSelf: true })], [], { caller, documents: [second] }))).toEqual([['1002', 'second']])
  })

  it('A0: given a phone nobody owns, when it calls itself, then it does not ring', () => {
    const lobby = makeDocument('device', { id: 'lobby', name: 'Lobby', sipUsername: 'lobby' })
    const own = { name: '', number: '', origin: { kind: 'device', deviceId: 'lobby' } } as const
    const toLobby = drawFlow({ nodes: { device: { deviceId: 'lobby' } } })
    expect(rung(call([toLobby], [], { caller: own, documents: [lobby] }))).toEqual([])
  })
})

describe('endpoint filter', () => {
  const group = drawFlow({ nodes: { 'ring-group': three, 'hang-up': {} }, wires: ['ring-group _ hang-up'] })

  it('A0: given a disabled phone, when its owner is rung, then it is left out', () => {
    expect(rung(call([group], [], { documents: [colleague('device', '1001', { enabled: false })] }))).toEqual([
      ['1002', '1003'],
    ])
  })

  it('A0: given a phone that is not to be disturbed, when its owner is rung, then it is left out', () => {
    expect(rung(call([group], [], { documents: [colleague('device', '1001', { doNotDisturb: true })] }))).toEqual([
      ['1002', '1003'],
    ])
  })

  it('A0: given a phone kept out of queue calls, when a queue rings its agent, then it is left out, and other calls ring it', () => {
    const second = makeDocument('device', {
      id: 'device-second',
      name: 'Second',
      ownerId: 'user-1001',
      sipUsername: 'second',
    })
    const documents = [
      makeDocument('queue', { id: 'queue', name: 'Queue', agentIds: ['user-1001'] }),
      colleague('device', '1001', { excludeFromQueues: true }),
      second,
    ]
    const queue = drawFlow({ nodes: { queue: { queueId: 'queue' } } })
    expect(rung(call([queue], ['agents-free'], { documents }))).toEqual([['second']])
    const user = drawFlow({ nodes: { user: { userId: 'user-1001' } } })
    expect(rung(call([user], [], { documents }))).toEqual([['1001', 'second']])
  })

  it('A0: given nobody left to ring, when the step runs, then the call goes on at once', () => {
    const away = ['1001', '1002', '1003'].map((extension) => colleague('device', extension, { enabled: false }))
    const none = call([group], [], { documents: away })
    expect(path(none)).toEqual(['ring-group _', 'hang-up end'])
    expect(none.atMs).toBe(0)
  })
})

describe('do not disturb is merged', () => {
  const user = drawFlow({ nodes: { user: { userId: 'user-1001' } } })
  const rings = (about: CallAbout) => rung(call([user], [], about)).length > 0
  const on = (scope: 'user' | 'device', id: string) => ({ state: [{ key: doNotDisturbKey(scope, id), value: true }] })

  it.each<[string, CallAbout]>([
    ['the account', { documents: [account({ doNotDisturb: true })] }],
    ['the user', { documents: [colleague('user', '1001', { doNotDisturb: true })] }],
    ['the device', { documents: [colleague('device', '1001', { doNotDisturb: true })] }],
    ['the user by feature code', { world: on('user', 'user-1001') }],
    ['the device by feature code', { world: on('device', 'device-1001') }],
  ])(
    'A0: given only %s is not to be disturbed, when the user is called, then the phone does not ring',
    (_who, about) => {
      expect(rings(about)).toBe(false)
    },
  )

  it('A0: given none of the three, when the user is called, then the phone rings', () => {
    expect(rings({})).toBe(true)
  })

  it('A0: given a user who switched it off by phone, when the document says on, then the phone rings', () => {
    const state = [{ key: doNotDisturbKey('user', 'user-1001'), value: false }]
    expect(rings({ documents: [colleague('user', '1001', { doNotDisturb: true })], world: { state } })).toBe(true)
  })
})

describe('call restriction', () => {
  const deny = ['international'] as const
  const carrier = drawFlow({ nodes: { 'account-carrier': {} }, numbers: ['no_match'] })
  const from = (documents: Document[], dialled = '+442071838750') =>
    call([carrier], [], { byNumber: true, dialled, caller: insideCaller('1001'), documents })

  it.each<[string, Document]>([
    ['device', colleague('device', '1001', { deniedClasses: [...deny] })],
    ['user', colleague('user', '1001', { deniedClasses: [...deny] })],
    ['account', account({ deniedClasses: [...deny] })],
  ])(
    'A0: given the %s is denied a class of numbers, when one is called, then the caller hears that and is hung up on',
    (_who, document) => {
      const documents = document.kind === 'account' ? [document] : [account(), document]
      const denied = from(documents)
      expect(heard(denied)).toEqual(['cf-unauthorized_call'])
      const over = call([carrier], ['finished'], {
        byNumber: true,
        dialled: '+442071838750',
        caller: insideCaller('1001'),
        documents,
      })
      expect(over.ended?.reason).toBe('hung-up')
      expect(operations(over, 'dial')).toEqual([])
    },
  )

  it('A0: given a denied class, when a number of another class or an emergency number is called, then it is put through', () => {
    const documents = [account({ deniedClasses: [...deny] })]
    expect(rung(from(documents, '+16045550123'))).toEqual([['+16045550123']])
    expect(rung(from([account({ deniedClasses: ['international', 'other', 'domestic'] })], '911'))).toEqual([['911']])
  })

  it('A0: given a denied class and no flow for outside numbers, when one is called, then the caller hears that as well', () => {
    const denied = call([], ['finished'], {
      byNumber: true,
      dialled: '+442071838750',
      caller: insideCaller('1001'),
      documents: [account({ deniedClasses: [...deny] })],
    })
    expect(heard(denied)).toEqual(['cf-unauthorized_call'])
    expect(denied.ended).toMatchObject({ reason: 'hung-up', sipStatus: 403 })
  })

  it('A0: given a denied person, when they forward their calls to such a number, then it is not rung', () => {
    const own = colleague('user', '1001')
    const callForward = { ...own.callForward, enabled: true, number: '+442071838750' }
    const user = drawFlow({ nodes: { user: { userId: 'user-1001' } } })
    const forwarded = (fields: Partial<User>) =>
      rung(call([user], [], { documents: [account(), { ...own, callForward, ...fields }] }))
    expect(forwarded({})).toEqual([['+442071838750']])
    expect(forwarded({ deniedClasses: [...deny] })).toEqual([])
  })
})

describe('closed groups', () => {
  const sales = makeDocument('group', {
    id: 'sales',
    name: 'Sales',
    members: ['user-1001', 'user-1002'].map((id) => ({ id, weight: 20 })),
  })
  const dial = (dialled: string, about: { readonly documents: Document[]; readonly choices?: string[] }) =>
    call([], about.choices ?? [], {
      byNumber: true,
      dialled,
      caller: insideCaller('1001'),
      documents: [sales, ...about.documents],
    })

  it.each<[string, Document]>([
    ['account', account({ closedGroups: true })],
    ['user', colleague('user', '1001', { closedGroups: true })],
    ['device', colleague('device', '1001', { closedGroups: true })],
  ])(
    'A0: given closed groups of the %s, when an extension outside of the group is called, then the caller hears that and is hung up on',
    (_who, document) => {
      const denied = dial('1003', { documents: [document], choices: ['finished'] })
      expect(heard(denied)).toEqual(['cf-unauthorized_call'])
      expect(denied.ended?.reason).toBe('hung-up')
      expect(operations(denied, 'dial')).toEqual([])
    },
  )

  it('A0: given closed groups, when an extension that shares a group is called, then it rings', () => {
    expect(rung(dial('1002', { documents: [account({ closedGroups: true })] }))).toEqual([['1002']])
  })

  it('A0: given open groups, when any extension is called, then it rings', () => {
    expect(rung(dial('1003', { documents: [account()] }))).toEqual([['1003']])
  })
})

describe('flow shape', () => {
  it('A0: given a flow that is a tree with a default child at each step, when it is walked, then each step is entered once', () => {
    const flow = drawFlow({
      nodes: { 'sleep:a': pause, 'sleep:b': pause, 'sleep:c': pause },
      wires: ['sleep:a _ sleep:b', 'sleep:b _ sleep:c'],
    })
    const run = new CallRun({ design: snapshotOf([flow]), callflowId: 'flow', dialled: '1', caller: outsideCaller })
    let step = run.begin()
    while (step.kind === 'perform') step = run.resume({}, 0)
    expect(run.trace.filter(({ kind }) => kind === 'node-entered')).toHaveLength(3)
  })
})
