import { describe, expect, it } from 'vitest'
import { checkDesign } from '../../../src/callflow/check/check-design.ts'
import { type Device, type Document, makeDocument, type User } from '../../../src/callflow/design/document.ts'
import { makeExtension } from '../../../src/callflow/design/extension.ts'
import { deviceTypes } from '../../../src/callflow/design/kinds/people.ts'
import { countSeats } from '../../../src/callflow/design/seats.ts'
import { snapshotOf } from '../../../src/callflow/design/snapshot.ts'
import { enable } from '../../../src/callflow/feature-codes/feature-codes.ts'
import {
  call,
  type CallAbout,
  carrier,
  colleague,
  colleagues,
  company,
  drawFlow,
  heard,
  insideCaller,
  operations,
  outsideCaller,
  path,
} from '../../../src/callflow/rehearse/small-design.ts'
import { playThrough } from '../../../src/callflow/rehearse/play-through.ts'
import {
  forwardNumberKey,
  forwardToKey,
  hotDeskDevicesKey,
  hotDeskUsersKey,
} from '../../../src/callflow/run/state-keys.ts'
import type { StateKey, StateValue } from '../../../src/callflow/run/operation.ts'

const account = company()
const alex = (fields: Partial<User> = {}) => colleague('user', '1001', fields)
const desk = (fields: Partial<Device> = {}) => colleague('device', '1001', fields)
const away = (type: 'cell-phone' | 'landline', fields: Partial<Device> = {}) =>
  makeDocument('device', {
    id: type,
    name: type,
    type,
    ownerId: 'user-1001',
    outsideNumber: '(604) 555-0188',
    ...fields,
  })

const user = drawFlow({
  nodes: { user: { userId: 'user-1001' }, voicemail: { mailboxId: 'mailbox-1001' } },
  wires: ['user _ voicemail'],
})
const group = drawFlow({ nodes: { 'ring-group': { members: [{ id: 'user-1001' }] } } })
const queueFlow = drawFlow({ nodes: { queue: { queueId: 'queue' } } })
const queue = makeDocument('queue', { id: 'queue', name: 'Queue', agentIds: ['user-1001'] })

const calling = (documents: Document[], about: CallAbout = {}, choices: string[] = []) =>
  call([user], choices, { ...about, documents: [account, ...documents] })
const legs = (rehearsal: ReturnType<typeof call>) => operations(rehearsal, 'dial').flatMap((dial) => [...dial.legs])
const targets = (rehearsal: ReturnType<typeof call>) =>
  legs(rehearsal).map(({ target }) => (target.kind === 'device' ? target.deviceId : target.number))

describe('devices', () => {
  it.each(['desk-phone', 'softphone', 'browser-phone', 'cell-phone', 'landline'] as const)(
    'M79: given a %s, when its user is called in a rehearsal, then it, or its number outside, is dialled',
    (type) => {
      expect(deviceTypes).toContain(type)
      const isAway = type === 'cell-phone' || type === 'landline'
      const device = makeDocument('device', {
        id: 'device-1001',
        name: 'Phone',
        type,
        ownerId: 'user-1001',
        ...(isAway ? { outsideNumber: '+16045550188' } : { sipUsername: 'alex' }),
      })
      expect(targets(calling([device]))).toEqual([isAway ? '+16045550188' : 'device-1001'])
    },
  )

  it('M80: given a cell phone beside a desk phone, when the user is called in a rehearsal, then its number is dialled with it, by the trunk, with a key press', () => {
    const [first, second] = legs(calling([away('cell-phone', { requireKeypress: true })]))
    expect(first?.target).toEqual({ kind: 'device', deviceId: 'device-1001' })
    expect(second).toMatchObject({
      target: { number: '+16045550188', trunkId: 'trunk' },
      requireKeypress: true,
      delayMs: 0,
    })
  })

  it("M80: given a cell phone, when it is dialled in a rehearsal, then it is to show the caller's own number, or the company's when it does not keep it", () => {
    const shown = (keepCallerId: boolean) => legs(calling([away('cell-phone', { keepCallerId })]))[1]?.callerNumber
    expect(away('cell-phone').keepCallerId).toBe(true)
    expect([shown(true), shown(false)]).toEqual(['+16045550177', '+16045550100'])
  })

  it('M80: given a cell phone that needs a key press, when it is dialled in a rehearsal, then what it plays before is not asked for', () => {
    const cell = legs(calling([away('cell-phone', { requireKeypress: true })]))[1]
    expect(cell?.earlyMedia ?? false).toBe(false)
  })

  it('M81: given a new land line, when it is not told otherwise, then it asks for no key press', () => {
    expect(away('landline').requireKeypress).toBe(false)
    expect(legs(calling([away('landline')]))[1]).toMatchObject({ requireKeypress: false })
  })

  it('M81: given a land line that asks for a key press, when the design is checked, then that is said and put right in one click', () => {
    const design = snapshotOf([
      account,
      makeDocument('trunk', { id: 'trunk', name: 'T' }),
      away('landline', { requireKeypress: true }),
    ])
    const finding = checkDesign(design).find(({ code }) => code === 'landline-key-press')
    expect(finding).toMatchObject({ severity: 'warning', documentId: 'landline' })
    expect(finding?.fix?.put).toMatchObject([{ id: 'landline', requireKeypress: false }])
  })

  it('M84: given a phone without follow-me, when its user is called, then it is not rung', () => {
    expect(targets(calling([desk({ followMe: false })]))).toEqual([])
    expect(targets(calling([desk({ followMe: false }), away('cell-phone')]))).toEqual(['+16045550188'])
  })

  it('M84: given a phone without follow-me, when it calls out, then it can', () => {
    const flow = drawFlow({ nodes: { user: { userId: 'user-1002' } } })
    const out = call([flow], [], { documents: [account, desk({ followMe: false })], caller: insideCaller('1001') })
    expect(targets(out)).toEqual(['device-1002'])
  })
})

describe('seats', () => {
  const seats = (...documents: Document[]) => countSeats(snapshotOf([...colleagues, ...documents]))

  it('M82: given a cell phone and a land line, when seats are counted, then each is a call-forward seat while it is enabled', () => {
    expect(seats().callForward).toBe(0)
    expect(seats(away('cell-phone'), away('landline')).callForward).toBe(2)
    expect(seats(away('cell-phone', { enabled: false })).callForward).toBe(0)
  })

  it('M86: given conference rooms and fax boxes, when seats are counted, then they count', () => {
    const room = makeDocument('conference', { id: 'room', name: 'Room' })
    const fax = makeDocument('fax-box', { id: 'fax', name: 'Fax' })
    expect(seats(room, fax)).toMatchObject({ conferences: 1, faxBoxes: 1, extensions: 3 })
  })

  it('M85: given a new extension, when it is made, then user, phone, mailbox and callflow come together and work at once', () => {
    const [person, phone, box, flow] = makeExtension({
      extension: '1009',
      firstName: 'Devon',
      lastName: 'Example',
      sipUsername: 'devon',
      sipPassword: 'secret',
      ids: { user: 'u9', device: 'd9', mailbox: 'm9', callflow: 'f9' },
    })
    expect([phone.ownerId, box.ownerId, flow.numbers]).toEqual([person.id, person.id, ['1009']])
    const documents = [person, phone, box]
    const caller = insideCaller('1001')
    const called = call([flow], ['no-answer'], { documents, caller, byNumber: true, dialled: '1009' })
    expect(targets(called)).toEqual(['d9'])
    expect(path(called)[0]).toBe('user _')
  })
})

describe('a user', () => {
  it('M83: given a user with several devices, when they are called, then all ring at the same time', () => {
    const second = makeDocument('device', { id: 'second', name: 'Second', ownerId: 'user-1001', sipUsername: 'second' })
    const called = calling([second, away('cell-phone')])
    expect(operations(called, 'dial')).toHaveLength(1)
    expect(legs(called).map(({ delayMs }) => delayMs)).toEqual([0, 0, 0])
  })

  it.each([
    ['nobody answers', 'no-answer', 20_000],
    ['the call is rejected', 'rejected', 3_000],
  ])('M87: given the default flow, when %s, then voicemail follows, after 20 s at most', (_what, choice, atMs) => {
    const flow = colleagues.find(({ id }) => id === 'callflow-1001')
    const called = call([flow?.kind === 'callflow' ? flow : user], [choice])
    expect(path(called)[0]).toBe('user _')
    const entered = called.trace.find((event) => event.kind === 'node-entered' && event.type === 'voicemail')
    expect(entered?.atMs).toBe(atMs)
  })
})

describe('call forwarding', () => {
  const forwarding = (fields: Partial<User['callForward']>) =>
    alex({ callForward: { ...alex().callForward, enabled: true, number: '6045550123', ...fields } })

  it('M88b: given a new user, when nothing is chosen, then the defaults are those of the row', () => {
    expect(alex().callForward).toEqual({
      enabled: false,
      number: '',
      substitute: true,
      requireKeypress: true,
      keepCallerId: true,
      directCallsOnly: false,
      ignoreEarlyMedia: true,
      whenUnregistered: false,
    })
    expect(desk().callForward).toEqual(alex().callForward)
  })

  it('M88b: given a number of 35 characters, when it is entered, then it is taken, and a longer one refused', () => {
    const callForward = (number: string) => ({ ...alex().callForward, number })
    const make = (number: string) => makeDocument('user', { id: 'u', name: 'U', callForward: callForward(number) })
    expect(() => make('1'.repeat(35))).not.toThrow()
    expect(() => make('1'.repeat(36))).toThrow('35')
  })

  it('M88b: given forwarding that is on, when the user is called, then only the number rings, and asks for a key press', () => {
    expect(legs(calling([forwarding({})]))).toMatchObject([
      { target: { number: '+16045550123' }, requireKeypress: true },
    ])
  })

  it('M88b: given forwarding to a line of the company, when the user is called, then the call goes on in its callflow', () => {
    const line = drawFlow({
      id: 'line',
      numbers: ['8000'],
      nodes: { 'direct-to-voicemail': { mailboxId: 'mailbox-1002' } },
    })
    const called = calling([forwarding({ number: '8000' }), line])
    expect(operations(called, 'dial')).toEqual([])
    expect(called.trace.filter((event) => event.kind === 'flow-entered').map(({ callflowId }) => callflowId)).toContain(
      'line',
    )
  })

  it('M88b: given forwarding that is off, when the user is called, then the phones ring', () => {
    expect(targets(calling([forwarding({ enabled: false })]))).toEqual(['device-1001'])
  })

  it('M88b: given forwarding that does not substitute, when the user is called, then the own phones ring too', () => {
    expect(targets(calling([forwarding({ substitute: false })]))).toEqual(['device-1001', '+16045550123'])
  })

  it('M88b: given no key press wanted, when it rings, then none is asked for', () => {
    expect(legs(calling([forwarding({ requireKeypress: false })]))).toMatchObject([{ requireKeypress: false }])
  })

  it("M88b: given the caller ID is kept, when it rings, then it is the caller's, else that of whoever forwards", () => {
    expect(legs(calling([forwarding({})]))[0]).toMatchObject({ callerNumber: '+16045550177' })
    const own = { ...alex().callerIds, external: { name: 'Alex', number: '+16045550111' } }
    const presented = legs(calling([{ ...forwarding({ keepCallerId: false }), callerIds: own }]))[0]
    expect([presented?.callerName, presented?.callerNumber]).toEqual(['Alex', '+16045550111'])
  })

  it('M88b: given forwarding to a colleague who should see who forwards, when their phone rings, then it shows that', () => {
    const shown = (keepCallerId: boolean) => legs(calling([forwarding({ number: '1003', keepCallerId })]))[0]
    expect(shown(true)).toMatchObject({
      target: { deviceId: 'device-1003' },
      callerNumber: '+16045550177',
      requireKeypress: true,
    })
    expect(shown(false)).toMatchObject({ callerName: 'Alex Example', callerNumber: '1001' })
  })

  it('M88b: given a colleague who is not to be disturbed, when calls are forwarded to them, then they are not', () => {
    const quiet = colleague('user', '1003', { doNotDisturb: true })
    expect(targets(calling([forwarding({ number: '1003' }), quiet]))).toEqual([])
  })

  it.each([
    ['a ring group', group, []],
    ['a queue', queueFlow, ['agents-free']],
  ] as const)(
    'M88b: given forwarding, when %s rings the user, then it counts unless it is for direct calls only',
    (_what, flow, choices) => {
      const rung = (fields: Partial<User['callForward']>) =>
        targets(call([flow], choices, { documents: [account, queue, forwarding(fields)] }))
      expect(rung({})).toEqual(['+16045550123'])
      expect(rung({ directCallsOnly: true })).toEqual(['device-1001'])
      expect(targets(calling([forwarding({ directCallsOnly: true })]))).toEqual(['+16045550123'])
    },
  )

  it('M88b: given early media is ignored, when it rings, then the caller hears ringing, else what the number plays', () => {
    const early = (fields: Partial<User['callForward']>) => legs(calling([forwarding(fields)]))[0]?.earlyMedia ?? false
    expect(early({})).toBe(false)
    expect(early({ ignoreEarlyMedia: false })).toBe(true)
  })

  it('M88b: given forwarding, when the call is written down, then it says whose forwarding that is', () => {
    expect(legs(calling([forwarding({ substitute: false })])).map(({ forwardedBy }) => forwardedBy)).toEqual([
      undefined,
      'user-1001',
    ])
    const device = desk({ callForward: { ...alex().callForward, enabled: true, number: '6045550123' } })
    expect(legs(calling([device]))[0]).toMatchObject({ forwardedBy: 'device-1001' })
  })

  describe('only when no phone is online', () => {
    const failover = forwarding({ enabled: false, whenUnregistered: true })
    const conduct = (state: 'no-answer' | 'unregistered') =>
      ({ keys: [], phones: { '1001': state, '+16045550123': 'answer' }, otherPhones: 'no-answer' }) as const
    const played = (flow: typeof user, state: 'no-answer' | 'unregistered') => {
      const design = snapshotOf([...colleagues, carrier, account, queue, failover, flow])
      const setup = { callflowId: flow.id, dialled: '8000', caller: outsideCaller, startMs: 0 }
      const { trace } = playThrough(design, setup, conduct(state))
      const answered = trace.flatMap((event) =>
        event.kind === 'result' && event.operation === 'dial' && 'legIndex' in event.result
          ? [event.result.legIndex]
          : [],
      )
      return answered[0]
    }

    it.each([
      ['the user step', user],
      ['a ring group', group],
      ['a queue', queueFlow],
    ] as const)(
      'M88b: given forwarding switched off but for when nobody is online, when %s finds no phone registered, then the number rings',
      (_what, flow) => {
        expect(played(flow, 'unregistered')).toBe(1)
        expect(played(flow, 'no-answer')).toBeUndefined()
      },
    )

    it('M88b: given a phone that is online but not to be disturbed, when it is called, then the calls are not forwarded', () => {
      const quiet = desk({ doNotDisturb: true })
      expect(legs(calling([failover, quiet]))).toMatchObject([
        { target: { kind: 'number' }, whenUnregistered: ['device-1001'] },
      ])
    })
  })

  it('M88b: given a phone with forwarding of its own, when its user is called, then that phone forwards and the others ring', () => {
    const second = makeDocument('device', { id: 'second', name: 'Second', ownerId: 'user-1001', sipUsername: 'second' })
    const device = desk({ callForward: { ...alex().callForward, enabled: true, number: '6045550123' } })
    expect(targets(calling([device, second]))).toEqual(['+16045550123', 'second'])
  })
})

describe('call forwarding by phone', () => {
  const code = (type: string) => {
    const edit = enable(snapshotOf([]), `call_forward[action=${type}]`)
    return edit.ok ? edit.put : []
  }
  const caller = insideCaller('1001')
  const dial = (
    action: string,
    dialled: string,
    choices: string[],
    state: { key: StateKey; value: StateValue }[] = [],
    documents: Document[] = [],
  ) =>
    call(
      [code(action)].flatMap((flow) => flow ?? []),
      choices,
      { byNumber: true, dialled, caller, documents, world: { state } },
    )
  const to = (rehearsal: ReturnType<typeof call>) => rehearsal.world.readState(forwardToKey('user', 'user-1001'))
  const known = (number: string) => [
    { key: forwardToKey('user', 'user-1001'), value: number },
    { key: forwardNumberKey('user', 'user-1001'), value: '6045550123' },
  ]

  it('M88b: given *72, when the caller keys a number, then their calls go there', () => {
    const on = dial('activate', '*72', ['keys:6045550123#'])
    expect(to(on)).toBe('6045550123')
    expect(heard(on)).toEqual(['cf-enter_number', 'cf-now_forwarded_to', 'digits 6045550123'])
  })

  it('M88b: given *73, when it is dialled, then forwarding is off', () => {
    expect(to(dial('deactivate', '*73', [], known('6045550123')))).toBe('')
  })

  it('M88b: given *74, when it is dialled, then forwarding changes, and a number dialled behind it is taken', () => {
    expect(to(dial('toggle', '*74', [], known('6045550123')))).toBe('')
    expect(to(dial('toggle', '*74', [], known('')))).toBe('6045550123')
    expect(to(dial('toggle', '*746045550199', []))).toBe('6045550199')
  })

  it('M88b: given *56, when the caller keys another number, then calls go there, with 8 s for each key, 3 to 20 digits', () => {
    const asked = dial('update', '*56', [], known('6045550123'))
    expect(operations(asked, 'collect')[0]).toMatchObject({
      maxDigits: 20,
      firstDigitTimeoutMs: 8_000,
      interDigitTimeoutMs: 8_000,
    })
    expect(to(dial('update', '*56', ['keys:6045550199#'], known('6045550123')))).toBe('6045550199')
    expect(to(dial('update', '*56', ['keys:123#']))).toBe('123')
    const short = dial('update', '*56', ['keys:12#'], known('6045550123'))
    expect(heard(short)).toContain('cf-invalid_number')
    expect(to(short)).toBe('6045550123')
  })

  it('M88b: given a caller who may not call such numbers, when they forward to one, then they hear that and nothing changes', () => {
    const denied = dial(
      'activate',
      '*72',
      ['keys:011442071838750#'],
      [],
      [account, alex({ deniedClasses: ['international'] })],
    )
    expect(heard(denied)).toContain('cf-unauthorized_call')
    expect(to(denied)).toBeUndefined()
  })
})

describe('hot desking', () => {
  const roamer = (fields: Partial<User['hotDesk']> = {}): User =>
    alex({ hotDesk: { ...alex().hotDesk, enabled: true, id: '7', pin: '4321', requirePin: true, ...fields } })
  const at = (action: string, choices: string[], about: CallAbout = {}) =>
    call([drawFlow({ nodes: { 'hot-desk': { action } } })], choices, {
      caller: insideCaller('1003'),
      documents: [roamer()],
      ...about,
    })
  const users = (rehearsal: ReturnType<typeof call>, device = 'device-1003') =>
    rehearsal.world.readState(hotDeskUsersKey(device))
  const loggedIn = (...devices: string[]) => ({
    state: [
      { key: hotDeskDevicesKey('user-1001'), value: devices.join(' ') },
      ...devices.map((id) => ({ key: hotDeskUsersKey(id), value: 'user-1001' })),
    ],
  })
  const right = ['keys:7#', 'keys:4321#']

  it('M88c: given a person with an ID and a PIN, when they log in, then both are asked and the phone is theirs', () => {
    const done = at('log-in', right)
    expect(heard(done)).toEqual(['hotdesk-enter_id', 'hotdesk-enter_pin', 'hotdesk-logged_in'])
    expect(users(done)).toBe('user-1001')
  })

  it('M88c: given no PIN is required, when they log in, then none is asked', () => {
    expect(users(at('log-in', ['keys:7#'], { documents: [roamer({ requirePin: false })] }))).toBe('user-1001')
  })

  it.each([
    ['ID', ['keys:8#', 'finished', 'keys:9#', 'finished', 'keys:6#', 'finished'], 'hotdesk-enter_id'],
    ['PIN', ['keys:7#', 'keys:1#', 'finished', 'keys:2#', 'finished', 'keys:3#', 'finished'], 'hotdesk-enter_pin'],
  ])('M88c: given a wrong %s, when it is keyed three times, then nobody is logged in', (_what, choices, asked) => {
    const refused = at('log-in', choices)
    expect(heard(refused).filter((each) => each === asked)).toHaveLength(3)
    expect(heard(refused).at(-1)).toBe('hotdesk-abort')
    expect(users(refused)).toBeUndefined()
  })

  it('M88c: given a wrong PIN once, when the right one follows, then they are logged in', () => {
    expect(users(at('log-in', ['keys:7#', 'keys:1#', 'finished', 'keys:4321#']))).toBe('user-1001')
  })

  it('M88c: given an ID of 15 digits, when it is entered, then it is taken, and a longer one refused', () => {
    const make = (id: string) => makeDocument('user', { ...roamer(), hotDesk: { ...roamer().hotDesk, id } })
    expect(() => make('1'.repeat(15))).not.toThrow()
    expect(() => make('1'.repeat(16))).toThrow('hotDesk')
  })

  it('M88c: given a person logged in elsewhere, when they log in, then they are logged out there unless they stay', () => {
    const world = loggedIn('device-1002')
    expect(users(at('log-in', right, { world }), 'device-1002')).toBeUndefined()
    const documents = [roamer({ keepLoggedInElsewhere: true })]
    expect(users(at('log-in', right, { world, documents }), 'device-1002')).toBe('user-1001')
  })

  it('M88c: given a phone with somebody at it, when another person logs in, then it hosts both and rings for both', () => {
    const state = [
      { key: hotDeskUsersKey('device-1003'), value: 'user-1002' },
      { key: hotDeskDevicesKey('user-1002'), value: 'device-1003' },
    ]
    const both = at('log-in', right, { world: { state } })
    expect(users(both)).toBe('user-1002 user-1001')
    const world = {
      state: [
        ...state.slice(1),
        { key: hotDeskUsersKey('device-1003'), value: 'user-1002 user-1001' },
        { key: hotDeskDevicesKey('user-1001'), value: 'device-1003' },
      ],
    }
    for (const userId of ['user-1001', 'user-1002']) {
      const flow = drawFlow({ nodes: { user: { userId } } })
      expect(targets(call([flow], [], { world, documents: [roamer()] }))).toContain('device-1003')
    }
  })

  it('M88c: given a phone that hosts several people, when one logs in as an agent there, then nobody can tell who it is', () => {
    const state = [{ key: hotDeskUsersKey('device-1003'), value: 'user-1001 user-1002' }]
    const agent = drawFlow({ nodes: { 'agent-status': { action: 'log-in' } } })
    const failed = call([agent], [], { caller: insideCaller('1003'), world: { state }, documents: [queue] })
    expect(operations(failed, 'set-agent')).toEqual([])
    expect(heard(failed)).not.toContain('agent-logged_in')
  })

  it('M88c: given somebody at the phone, when they log out or toggle, then they are out and hear so', () => {
    for (const action of ['log-out', 'toggle']) {
      const out = at(action, [], { world: loggedIn('device-1003') })
      expect(users(out)).toBeUndefined()
      expect(heard(out)).toEqual(['hotdesk-logged_out'])
    }
    expect(users(at('toggle', right))).toBe('user-1001')
  })

  it('M88c: given hot desking that is off, when the ID is keyed, then it opens nothing', () => {
    const refused = at('log-in', ['keys:7#'], { documents: [roamer({ enabled: false })] })
    expect(heard(refused)).toContain('hotdesk-invalid_entry')
  })
})
