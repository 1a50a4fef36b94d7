import { describe, expect, it } from 'vitest'
import { type Device, type Document, makeDocument, type User } from '../design/document.ts'
import type { DialLeg } from '../run/operation.ts'
import {
  call,
  type CallAbout,
  colleague,
  colleagues,
  company,
  drawFlow,
  insideCaller,
  operations,
  path,
} from '../rehearse/small-design.ts'
import { mergeLegs } from './ring-legs.ts'

const cell = (fields: Partial<Device> = {}) =>
  makeDocument('device', {
    id: 'cell',
    name: 'Cell',
    type: 'cell-phone',
    ownerId: 'user-1001',
    outsideNumber: '(604) 555-0188',
    requireKeypress: true,
    ...fields,
  })

const account = company()

function userCall(choices: string[] = [], about: CallAbout & { settings?: object } = {}) {
  const { settings, ...rest } = about
  const flow = drawFlow({
    nodes: { user: { userId: 'user-1001', ...settings }, 'hang-up': {}, 'hang-up:special': {} },
    wires: ['user _ hang-up', 'user rejected hang-up:special', 'user sip:486 hang-up:special'],
  })
  return call([flow], choices, { ...rest, documents: [account, ...(about.documents ?? [])] })
}

const firstDial = (rehearsal: ReturnType<typeof call>) => operations(rehearsal, 'dial')[0]

describe('user step (M31, M83)', () => {
  it('rings all phones of the user at once for 20 s (A0)', () => {
    const dialled = firstDial(userCall([], { documents: [cell()] }))
    expect(dialled?.legs).toHaveLength(2)
    expect(dialled).toMatchObject({ timeoutMs: 20_000, legs: [{ delayMs: 0, timeoutMs: 20_000 }, { delayMs: 0 }] })
  })

  it('continues when missed or declined (M87), by the branch of the cause when it is wired (A0)', () => {
    expect(path(userCall(['no-answer']))[0]).toBe('user _')
    expect(path(userCall(['rejected']))[0]).toBe('user rejected')
    expect(path(userCall(['busy']))[0]).toBe('user sip:486')
  })

  it("does not ring the caller's own phones unless told so (A0)", () => {
    const caller = insideCaller('1001')
    expect(firstDial(userCall([], { caller }))).toBeUndefined()
    expect(firstDial(userCall([], { caller, settings: { canCallSelf: true } }))?.legs).toHaveLength(1)
  })

  it('follows forwarding set at run time instead of ringing the phones (M88b)', () => {
    const state = [{ key: { scope: 'user', id: 'user-1001', name: 'forward-to' }, value: '6045550123' } as const]
    expect(firstDial(userCall([], { world: { state } }))?.legs).toMatchObject([
      { target: { kind: 'number', number: '+16045550123' }, requireKeypress: true },
    ])
  })
})

describe('a phone that does not want to be disturbed', () => {
  it('is not rung while the other phones of the user are', () => {
    const state = [{ key: { scope: 'device', id: 'device-1001', name: 'do-not-disturb' }, value: true } as const]
    const dialled = firstDial(userCall([], { documents: [cell()], world: { state } }))
    expect(dialled?.legs.map(({ target }) => target.kind)).toEqual(['number'])
  })
})

describe('a phone that nobody owns', () => {
  const lobby = makeDocument('device', { id: 'lobby', name: 'Lobby', sipUsername: 'lobby' })
  const from = (deviceId: string) => ({ name: '', number: '', origin: { kind: 'device', deviceId } as const })
  const rungBy = (deviceId: string) =>
    firstDial(
      call([drawFlow({ nodes: { device: { deviceId: 'lobby' } } })], [], {
        documents: [lobby],
        caller: from(deviceId),
      }),
    )?.legs.length

  it('is rung by others and not by itself (A0)', () => {
    expect(rungBy('device-1001')).toBe(1)
    expect(rungBy('lobby')).toBeUndefined()
  })
})

describe('a phone that two members lead to (M29)', () => {
  const leg = (delayMs: number, timeoutMs: number): DialLeg => ({
    target: { kind: 'device', deviceId: 'd' },
    delayMs,
    timeoutMs,
    requireKeypress: false,
    callerName: '',
    callerNumber: '',
  })

  it('rings once from the earliest start to the latest end', () => {
    expect(mergeLegs([leg(5_000, 20_000), leg(0, 10_000)])).toEqual([leg(0, 25_000)])
  })

  it('rings twice when the times do not touch', () => {
    expect(mergeLegs([leg(0, 10_000), leg(15_000, 10_000)])).toHaveLength(2)
  })
})

describe('forwarding to a colleague', () => {
  it("rings the colleague's phones by their extension", () => {
    const state = [{ key: { scope: 'user', id: 'user-1001', name: 'forward-to' }, value: '1003' } as const]
    expect(firstDial(userCall([], { world: { state } }))?.legs).toMatchObject([
      { target: { kind: 'device', deviceId: 'device-1003' }, userId: 'user-1003' },
    ])
  })
})

describe('device step (M34)', () => {
  it('rings that phone only', () => {
    const flow = drawFlow({ nodes: { device: { deviceId: 'device-1002', timeoutSec: 12 } } })
    const dialled = firstDial(call([flow], []))
    expect(dialled).toMatchObject({ timeoutMs: 12_000, legs: [{ target: { deviceId: 'device-1002' } }] })
    expect(dialled?.legs).toHaveLength(1)
  })
})

describe('cell phones and land lines (M80, M81)', () => {
  const leg = (fields: Partial<Device>, about: CallAbout = {}) =>
    firstDial(userCall([], { ...about, documents: [cell(fields)] }))?.legs.find(
      ({ target }) => target.kind === 'number',
    )

  it('ring their number in E.164 through the outbound trunk, asking for a key press', () => {
    expect(leg({})).toMatchObject({
      target: { kind: 'number', number: '+16045550188', trunkId: 'trunk' },
      requireKeypress: true,
    })
    expect(leg({ type: 'landline', requireKeypress: false })).toMatchObject({ requireKeypress: false })
  })

  it("show the caller's number, or the company's when the phone does not keep it", () => {
    expect(leg({})).toMatchObject({ callerName: 'Customer', callerNumber: '+16045550177' })
    expect(leg({ keepCallerId: false })).toMatchObject({ callerName: 'Northwind', callerNumber: '+16045550100' })
  })

  it("show a colleague's external caller ID", () => {
    expect(leg({}, { caller: insideCaller('1002') })).toMatchObject({ callerNumber: '+16045550100' })
  })
})

describe('what a desk phone shows', () => {
  const shown = (about: CallAbout, documents: Document[] = []) =>
    firstDial(userCall([], { ...about, documents }))?.legs[0]

  it('a caller from outside: their own name and number', () => {
    expect(shown({})).toMatchObject({ callerName: 'Customer', callerNumber: '+16045550177' })
  })

  it('a colleague: name and extension', () => {
    expect(shown({ caller: insideCaller('1002') })).toMatchObject({ callerName: 'Blair Example', callerNumber: '1002' })
    expect(colleagues.some(({ id }) => id === 'user-1002')).toBe(true)
  })
})

describe('prepend and reset prepend (M43, M64)', () => {
  const prefixed = (nodes: Record<string, Record<string, unknown>>) => {
    const names = [...Object.keys(nodes), 'user']
    const wires = names.slice(1).map((name, index) => `${names[index]} _ ${name}`)
    const flow = drawFlow({ nodes: { ...nodes, user: { userId: 'user-1001' } }, wires })
    return firstDial(call([flow], []))?.legs[0]
  }

  it('puts text before the original name and number', () => {
    expect(prefixed({ prepend: { namePrefix: 'GEN ', numberPrefix: '9' } })).toMatchObject({
      callerName: 'GEN Customer',
      callerNumber: '9+16045550177',
    })
  })

  it('a second one replaces the first, or comes before it', () => {
    const second = (applyTo: string) =>
      prefixed({ 'prepend:a': { namePrefix: 'A ' }, 'prepend:b': { namePrefix: 'B ', applyTo } })?.callerName
    expect(second('original')).toBe('B Customer')
    expect(second('current')).toBe('B A Customer')
  })

  it('reset takes all of it away', () => {
    expect(prefixed({ prepend: { namePrefix: 'GEN ' }, 'reset-prepend': {} })?.callerName).toBe('Customer')
  })
})

describe('forwarding as the user document says (M88b)', () => {
  const forwarding = (fields: Partial<User['callForward']>, about: CallAbout = {}) => {
    const user = colleague('user', '1001')
    const callForward = { ...user.callForward, enabled: true, number: '6045550123', ...fields }
    return { ...about, documents: [{ ...user, callForward }] }
  }
  const targets = (rehearsal: ReturnType<typeof call>) =>
    operations(rehearsal, 'dial').map(({ legs }) => legs.map(({ target }) => target.kind))

  it('switched off by phone beats the document', () => {
    const state = [{ key: { scope: 'user', id: 'user-1001', name: 'forward-to' }, value: '' } as const]
    expect(targets(userCall([], forwarding({}, { world: { state } })))).toEqual([['device']])
  })
})

describe('Office Anywhere numbers (M95, M106)', () => {
  const person = (numbers: User['officeAnywhere']['numbers'], enabled = true): User => {
    const user = colleague('user', '1001')
    return { ...user, officeAnywhere: { enabled, pin: '', numbers } }
  }
  const numbers = [
    { number: '604 555 0111', label: 'Cell', active: true },
    { number: '+16045550122', label: 'Home', active: false },
  ]
  const legs = (about: CallAbout) =>
    firstDial(userCall([], about))?.legs.map(({ target, requireKeypress }) => [
      target.kind === 'number' ? target.number : target.deviceId,
      requireKeypress,
    ])

  it('ring beside the desk phone when they are active, asking for a key press', () => {
    expect(legs({ documents: [person(numbers)] })).toEqual([
      ['device-1001', false],
      ['+16045550111', true],
    ])
  })

  it('do not ring while the feature is off, nor for do not disturb', () => {
    expect(legs({ documents: [person(numbers, false)] })).toHaveLength(1)
    const state = [{ key: { scope: 'user', id: 'user-1001', name: 'do-not-disturb' }, value: true } as const]
    expect(legs({ documents: [person(numbers)], world: { state } })).toBeUndefined()
  })

  it('a call from one of them does not ring it', () => {
    const caller = { name: '', number: '+16045550111', origin: { kind: 'trunk' } } as const
    expect(legs({ documents: [person(numbers)], caller })).toHaveLength(1)
  })
})
