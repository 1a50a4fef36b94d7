import { describe, expect, it } from 'vitest'
import { makeDocument } from '../../../src/callflow/design/document.ts'
import { readKazoo } from '../../../src/callflow/exchange/kazoo/import.ts'
import { writeKazoo } from '../../../src/callflow/exchange/kazoo/export.ts'
import { snapshotOf } from '../../../src/callflow/design/snapshot.ts'
import { deviceStep } from '../../../src/callflow/modules/device/device.ts'
import { liveSupportOf } from '../../../src/callflow/run/live-support.ts'
import { pageGroup } from '../../../src/callflow/modules/page-group/page-group.ts'
import { ringGroup } from '../../../src/callflow/modules/ring-group/ring-group.ts'
import { userStep } from '../../../src/callflow/modules/user/user.ts'
import {
  call,
  type CallAbout,
  colleague,
  drawFlow,
  fridayNoonMs,
  heard,
  insideCaller,
  oneStep,
  operations,
  path,
  rung,
} from '../../../src/callflow/rehearse/small-design.ts'
import { ringGroupOutKey } from '../../../src/callflow/run/state-keys.ts'
import { causeOfStatus } from '../../../src/engine/calls/dial-cause.ts'
import { ringHeaders } from '../../../src/engine/calls/routes.ts'

type Settings = Readonly<Record<string, unknown>>

const everyone = ['user-1001', 'user-1002', 'user-1003'].map((id) => ({ id }))
const ringing = (settings: Settings, choices: string[] = [], about: CallAbout = {}) =>
  call([oneStep('ring-group', settings)], choices, about)
const dials = (rehearsal: ReturnType<typeof call>) => operations(rehearsal, 'dial')

describe('ring group', () => {
  it('M29: given nothing but members, when it rings, then all at the same time, once, for 20 s each', () => {
    expect(ringGroup.settings.parse({})).toMatchObject({
      strategy: 'simultaneous',
      repeats: 1,
      failOnSingleReject: false,
    })
    const unanswered = ringing({ members: everyone }, ['no-answer'])
    expect(rung(unanswered)).toEqual([['1001', '1002', '1003']])
    expect(dials(unanswered)[0]).toMatchObject({ timeoutMs: 20_000, legs: [{ delayMs: 0, timeoutMs: 20_000 }, {}, {}] })
    expect(path(unanswered)[0]).toBe('ring-group _')
  })

  it('M29: given members in order, when nobody answers, then each rings for its own time, one after another', () => {
    const members = [{ id: 'user-1003', timeoutSec: 5 }, { id: 'user-1001' }]
    const unanswered = ringing({ members, strategy: 'in-order' }, ['no-answer', 'no-answer'])
    expect(rung(unanswered)).toEqual([['1003'], ['1001']])
    expect(unanswered.atMs).toBe(25_000)
  })

  it('M29: given weights, when it rings in random order, then one after another, the heavier sooner in proportion', () => {
    const members = [
      { id: 'user-1001', weight: 75 },
      { id: 'user-1002', weight: 25 },
    ]
    const first = Array.from({ length: 400 }, (_, seed) =>
      rung(ringing({ members, strategy: 'weighted-random' }, ['no-answer', 'no-answer'], { seed })),
    )
    expect(first.every((turns) => turns.length === 2 && turns.flat().toSorted().join() === '1001,1002')).toBe(true)
    const share = first.filter(([turn]) => turn?.[0] === '1001').length / first.length
    expect(share).toBeGreaterThan(0.65)
    expect(share).toBeLessThan(0.85)
  })

  it('M29: given a weight that was not chosen, when it is read, then it is 20, and 1 to 100 are taken', () => {
    const weight = (value?: number) =>
      ringGroup.settings.safeParse({ members: [{ id: 'a', ...(value === undefined ? {} : { weight: value }) }] })
    expect(weight().data?.members[0]?.weight).toBe(20)
    expect([0, 1, 100, 101].map((value) => weight(value).success)).toEqual([false, true, true, false])
  })

  it('M29: given devices, users and groups, when it rings, then a user rings with all devices and a group with all members', () => {
    const cell = makeDocument('device', {
      id: 'cell',
      name: 'Cell',
      type: 'cell-phone',
      ownerId: 'user-1001',
      outsideNumber: '+16045550188',
    })
    const team = makeDocument('group', {
      id: 'team',
      name: 'Team',
      members: ['user-1001', 'device-1002'].map((id) => ({ id, weight: 20 })),
    })
    const members = [{ id: 'team' }, { id: 'device-1003' }]
    expect(rung(ringing({ members }, [], { documents: [cell, team] }))).toEqual([
      ['1001', '+16045550188', '1002', '1003'],
    ])
  })

  it('M29: given delays, when it rings at the same time, then the members are sorted by them and each starts after its own', () => {
    const members = [
      { id: 'user-1001', delaySec: 10, timeoutSec: 15 },
      { id: 'user-1002', delaySec: 0 },
      { id: 'user-1003', delaySec: 5 },
    ]
    const [dialled] = dials(ringing({ members }))
    expect(dialled?.legs.map(({ target, delayMs }) => [target.kind === 'device' && target.deviceId, delayMs])).toEqual([
      ['device-1002', 0],
      ['device-1003', 5_000],
      ['device-1001', 10_000],
    ])
  })

  it('M29: given no limit of the whole, when it rings, then it takes the longest delay and time at once, or their sum in order', () => {
    const members = [
      { id: 'user-1001', delaySec: 10, timeoutSec: 15 },
      { id: 'user-1002', timeoutSec: 12 },
    ]
    expect(dials(ringing({ members }))[0]?.timeoutMs).toBe(25_000)
    expect(ringing({ members, strategy: 'in-order' }, ['no-answer', 'no-answer']).atMs).toBe(37_000)
  })

  it('M29: given a limit of the whole attempt, when members would ring longer, then it ends with that', () => {
    expect(dials(ringing({ members: everyone, timeoutSec: 8 }))[0]?.timeoutMs).toBe(8_000)
    const inOrder = ringing({ members: everyone, strategy: 'in-order', timeoutSec: 30 }, ['no-answer', 'no-answer'])
    expect(inOrder.atMs).toBe(30_000)
    expect(rung(inOrder)).toEqual([['1001'], ['1002']])
  })

  it('M29: given a member named twice with the same times, when it rings, then it rings once', () => {
    const inOrder = { members: [...everyone, { id: 'user-1001' }], strategy: 'in-order' }
    expect(rung(ringing(inOrder, ['no-answer', 'no-answer', 'no-answer']))).toEqual([['1001'], ['1002'], ['1003']])
    const times = { members: [...everyone, { id: 'user-1001', timeoutSec: 7 }], strategy: 'in-order' }
    expect(rung(ringing(times, ['no-answer', 'no-answer', 'no-answer', 'no-answer']))).toHaveLength(4)
  })

  it('M29: given a caller who is a member, when it rings, then the calling phone does not', () => {
    expect(rung(ringing({ members: everyone }, [], { caller: insideCaller('1002') }))).toEqual([['1001', '1003']])
  })

  it('M29: given several tries, when all of them fail, then everybody was rung each time and the call leaves by `_`', () => {
    const tried = ringing({ members: everyone, repeats: 3 }, ['no-answer', 'no-answer', 'no-answer'])
    expect(rung(tried)).toEqual(Array.from({ length: 3 }, () => ['1001', '1002', '1003']))
    expect(path(tried)).toEqual(['ring-group _', 'hang-up end'])
    expect([0, 1].map((repeats) => ringGroup.settings.safeParse({ repeats }).success)).toEqual([false, true])
  })

  it('M29: given music to hear, when it rings, then the caller hears that, else ringing', () => {
    expect(dials(ringing({ members: everyone, ringbackId: 'jingle' }))[0]?.callerHears).toEqual({
      kind: 'media',
      mediaId: 'jingle',
    })
    expect(dials(ringing({ members: everyone }))[0]?.callerHears).toBe('ringback')
  })

  it('M29: given that one refusal ends the attempt, when a member declines, then nobody else is rung', () => {
    const settings = { members: everyone, failOnSingleReject: true }
    expect(dials(ringing(settings))[0]).toMatchObject({ failOnSingleReject: true })
    expect(rung(ringing({ ...settings, strategy: 'in-order' }, ['rejected']))).toEqual([['1001']])
    expect(rung(ringing({ members: everyone, strategy: 'in-order' }, ['rejected', 'rejected']))).toHaveLength(3)
  })

  it('M29: given nothing else chosen, when a phone redirects, then that is ignored, and followed when the group says so', () => {
    expect(ringGroup.settings.parse({})).toMatchObject({ ignoreForward: true })
    expect(dials(ringing({ members: everyone }))[0]?.followRedirects ?? false).toBe(false)
    expect(dials(ringing({ members: everyone, ignoreForward: false }))[0]?.followRedirects).toBe(true)
  })

  it('M29: given a phone that redirects, when that is ignored, then it counts as unavailable', () => {
    expect([301, 302].map(causeOfStatus)).toEqual(['unavailable', 'unavailable'])
  })

  describe('members who are out until some moment', () => {
    const noon = new Date(fridayNoonMs)
    const out = (outUntil: string) => ({ members: [{ id: 'user-1001', outUntil }, { id: 'user-1002' }] })

    it('M29: given a member who is out, when the moment is still to come, then it is skipped, and rung from then on', () => {
      expect(noon.toISOString()).toBe('2026-11-20T12:30:00.000Z')
      expect(rung(ringing(out('2026-11-20T12:30:01Z')))).toEqual([['1002']])
      expect(rung(ringing(out('2026-11-20T12:30:00Z')))).toEqual([['1001', '1002']])
    })

    it('M29: given a moment with a time zone, when the call comes, then the moment counts and not the clock on the wall', () => {
      expect(rung(ringing(out('2026-11-20T07:30:01-05:00')))).toEqual([['1002']])
      expect(rung(ringing(out('2026-11-20T13:29:00+01:00')))).toEqual([['1001', '1002']])
    })

    it('M29: given only members who are out, when it rings, then the call goes on at once', () => {
      const none = ringing({ members: [{ id: 'user-1001', outUntil: '2027-01-01T00:00:00Z' }] })
      expect(path(none)[0]).toBe('ring-group _')
      expect(none.atMs).toBe(0)
    })

    it('M29: given a member who is out, when they log in by phone, then they ring at once, and a later moment counts again', () => {
      const group = (outUntil: string) => drawFlow({ id: 'sales', nodes: { 'ring-group': out(outUntil) } })
      const login = drawFlow({ id: 'login', nodes: { 'ring-group-login': { action: 'log-in', callflowId: 'sales' } } })
      const loggedIn = call([login, group('2026-12-01T00:00:00Z')], [], { caller: insideCaller('1001') })
      const value = loggedIn.world.readState(ringGroupOutKey('sales', 'user-1001'))
      expect(heard(loggedIn)).toEqual(['agent-logged_in'])
      const state = [{ key: ringGroupOutKey('sales', 'user-1001'), value: value ?? '' }]
      expect(rung(call([group('2026-12-01T00:00:00Z')], [], { world: { state } }))).toEqual([['1001', '1002']])
      expect(rung(call([group('2026-12-24T00:00:00Z')], [], { world: { state } }))).toEqual([['1002']])
    })

    it.each(['2026-11-20', '2026-11-20T12:30', 'soon', '2026-13-45T12:30:00Z'])(
      'M29: given "%s", when it is entered, then it is refused: no moment',
      (outUntil) => {
        expect(ringGroup.settings.safeParse(out(outUntil)).success).toBe(false)
      },
    )

    it('M29: given `disable_until` of Kazoo, when it comes in and goes out, then it is the same Gregorian second', () => {
      const disableUntil = 62_167_219_200 + Date.UTC(2027, 0, 1) / 1_000
      const flow = {
        id: 'f1',
        numbers: ['8000'],
        flow: {
          module: 'ring_group',
          data: {
            endpoints: [{ endpoint_type: 'user', id: 'u1', disable_until: disableUntil }],
            ringtones: { internal: 'a', external: 'b' },
          },
          children: {},
        },
      }
      const { documents } = readKazoo([
        { path: 'account.json', text: JSON.stringify({ id: 'a1', name: 'N', realm: 'n.example' }) },
        { path: 'callflows/f1.json', text: JSON.stringify(flow) },
      ])
      const imported = documents.find((document) => document.kind === 'callflow')
      const [node] = Object.values(imported?.nodes ?? {})
      expect(ringGroup.settings.parse(node?.settings)).toMatchObject({
        members: [{ outUntil: '2027-01-01T00:00:00Z' }],
        ringtoneInternal: 'a',
        ringtoneExternal: 'b',
      })
      const file = writeKazoo(snapshotOf(documents)).files.find(({ path: at }) => at.startsWith('callflows/'))
      expect(JSON.parse(file?.text ?? '{}')).toMatchObject(flow)
    })
  })

  describe('ringtones', () => {
    const tones = { members: everyone.slice(0, 1), ringtoneInternal: 'inside', ringtoneExternal: 'outside' }
    const tone = (about: CallAbout = {}, settings: Settings = tones) =>
      dials(ringing(settings, [], about))[0]?.legs[0]?.alertInfo

    it('M29: given a ringtone for each, when a colleague or somebody from outside calls, then the phones are told theirs', () => {
      expect(tone({ caller: insideCaller('1002') })).toBe('inside')
      expect(tone()).toBe('outside')
    })

    it('M29: given ringtones of account, user and device, when the group has none, then the nearest to the phone sounds', () => {
      const plain = { members: everyone.slice(0, 1) }
      const account = makeDocument('account', { id: 'a', name: 'N', ringtones: { internal: '', external: 'account' } })
      const user = colleague('user', '1001', { ringtones: { internal: 'u-in', external: 'user' } })
      const device = colleague('device', '1001', { ringtones: { internal: '', external: 'device' } })
      expect(tone({ documents: [account] }, plain)).toBe('account')
      expect(tone({ documents: [account, user] }, plain)).toBe('user')
      expect(tone({ documents: [account, user, device] }, plain)).toBe('device')
      expect(tone({ documents: [account, user, device], caller: insideCaller('1002') }, plain)).toBe('u-in')
      expect(tone({ documents: [account, user, device] })).toBe('outside')
      expect(tone({}, plain)).toBeUndefined()
    })

    it('M29: given a distinctive ring step before, when the group has a ringtone, then that sounds, else the distinctive ring', () => {
      const flow = (settings: Settings) =>
        drawFlow({
          nodes: { 'distinctive-ring': { alertInfo: 'step' }, 'ring-group': settings },
          wires: ['distinctive-ring _ ring-group'],
        })
      const [both] = dials(call([flow(tones)], []))
      expect(both?.legs[0]?.alertInfo).toBe('outside')
      const device = colleague('device', '1001', { ringtones: { internal: '', external: 'device' } })
      const [stepOnly] = dials(call([flow({ members: everyone.slice(0, 1) })], [], { documents: [device] }))
      expect([stepOnly?.alertInfo, stepOnly?.legs[0]?.alertInfo]).toEqual(['step', undefined])
    })

    it('M29: given a ringtone, when the phone is rung on the wire, then it is its Alert-Info', () => {
      expect(ringHeaders({ alertInfo: 'Bellcore-dr2' })).toEqual([
        ['Alert-Info', '<http://localhost>;info=Bellcore-dr2'],
      ])
    })
  })
})

describe.each([
  ['M31', 'user', { userId: 'user-1001' }, userStep],
  ['M34', 'device', { deviceId: 'device-1001' }, deviceStep],
] as const)('%s %s step', (row, type, settings, definition) => {
  const one = (more: Settings = {}, choices: string[] = [], about: CallAbout = {}) =>
    call([drawFlow({ nodes: { [type]: { ...settings, ...more } } })], choices, about)

  it(`${row}: given nothing else chosen, when it rings, then for 20 s, at once, and not for its own caller`, () => {
    expect(definition.settings.parse({})).toMatchObject({ timeoutSec: 20, delaySec: 0, canCallSelf: false })
    expect(dials(one())[0]).toMatchObject({ timeoutMs: 20_000, legs: [{ delayMs: 0, timeoutMs: 20_000 }] })
    expect(dials(one({}, [], { caller: insideCaller('1001') }))).toEqual([])
  })

  it(`${row}: given that it may call itself, when its own caller rings it, then it rings`, () => {
    expect(rung(one({ canCallSelf: true }, [], { caller: insideCaller('1001') }))).toEqual([['1001']])
  })

  it(`${row}: given a delay and another time, when it rings, then it waits first and rings that long`, () => {
    expect(dials(one({ delaySec: 3, timeoutSec: 12 }))[0]).toMatchObject({
      timeoutMs: 15_000,
      legs: [{ delayMs: 3_000, timeoutMs: 12_000 }],
    })
  })

  it(`${row}: given nothing chosen to ring, when a call comes, then it goes on by \`_\``, () => {
    expect(path(call([drawFlow({ nodes: { [type]: {} } })], []))[0]).toBe(`${type} _`)
  })
})

describe('user step', () => {
  const second = makeDocument('device', {
    id: 'device-second',
    name: 'Second',
    ownerId: 'user-1001',
    sipUsername: 'second',
  })
  const user = (settings: Settings = {}, choices: string[] = [], about: CallAbout = {}) =>
    call([drawFlow({ nodes: { user: { userId: 'user-1001', ...settings } } })], choices, {
      documents: [second],
      ...about,
    })

  it('M31: given a person with several phones, when they are called, then all ring at once, and phones of others do not', () => {
    expect(rung(user())).toEqual([['1001', 'second']])
  })

  it('M31: given the phones ring in order, when the first is not answered, then the next one rings', () => {
    expect(rung(user({ strategy: 'in-order' }, ['no-answer', 'no-answer']))).toEqual([['1001'], ['second']])
  })

  it('M31: given calls forwarded beside the phones, when they are called, then the number rings too', () => {
    const forwards = colleague('user', '1001', {
      callForward: {
        ...colleague('user', '1001').callForward,
        enabled: true,
        number: '+16045550123',
        substitute: false,
      },
    })
    expect(rung(user({}, [], { documents: [second, forwards] }))).toEqual([['1001', 'second', '+16045550123']])
  })

  it('M34: given a person with several phones, when a device step names one, then only that rings', () => {
    const flow = drawFlow({ nodes: { device: { deviceId: 'device-second' } } })
    expect(rung(call([flow], [], { documents: [second] }))).toEqual([['second']])
  })
})

describe('page group', () => {
  const cell = makeDocument('device', {
    id: 'cell',
    name: 'Cell',
    type: 'cell-phone',
    ownerId: 'user-1001',
    outsideNumber: '+16045550188',
  })
  const paging = (settings: Settings = {}, choices: string[] = [], about: CallAbout = {}) =>
    call(
      [
        drawFlow({
          nodes: { 'page-group': { members: everyone, ...settings }, 'hang-up': {} },
          wires: ['page-group _ hang-up'],
        }),
      ],
      choices,
      { caller: insideCaller('1001'), documents: [cell], ...about },
    )
  const pages = (rehearsal: ReturnType<typeof call>) => operations(rehearsal, 'page')

  it('M36: given nothing but members, when it is called, then all are spoken to at once, one way, for 5 s at most to pick up', () => {
    expect(pageGroup.settings.parse({})).toMatchObject({ audio: 'one-way', timeoutSec: 5, bargeIn: false })
    const [page] = pages(paging())
    expect(page).toMatchObject({ timeoutMs: 5_000, twoWay: false, bargeIn: false })
    expect(page?.legs.map(({ target }) => target.kind === 'device' && target.deviceId)).toEqual([
      'device-1002',
      'device-1003',
    ])
  })

  it('M36: given two-way sound or phones in use that may be interrupted, when it is called, then so', () => {
    expect(pages(paging({ audio: 'two-way', bargeIn: true }))[0]).toMatchObject({ twoWay: true, bargeIn: true })
  })

  it('M36: given a cell phone, when its owner is paged, then it is left out: it cannot answer by itself', () => {
    const [page] = pages(paging({}, [], { caller: insideCaller('1002') }))
    expect(page?.legs.map(({ target }) => target.kind)).toEqual(['device', 'device'])
  })

  it('M36: given nobody can be paged, when it is called, then the call goes on', () => {
    expect(path(paging({ members: [{ id: 'user-1001' }] }))[0]).toBe('page-group _')
    expect(path(paging({}, ['nobody']))[0]).toBe('page-group _')
  })

  it('M36: given the live engine, when the step is drawn, then nothing of it is missing', () => {
    expect(liveSupportOf(pageGroup)).toBeUndefined()
  })

  it('M36: given a phone of each maker, when it has to answer by itself, then it is asked in a way it reads', () => {
    const names = (userAgent: string) =>
      ringHeaders({ autoAnswer: true }, { userAgent }).map(([name, value]) => `${name}: ${value}`)
    expect(names('PolycomVVX-VVX_450')).toEqual(['Alert-Info: Auto Answer'])
    expect(names('Mitel 6930')).toContain('Alert-Info: info=alert-autoanswer')
    expect(names('Yealink SIP-T46S')).toContain('Call-Info: <sip:localhost>;answer-after=0')
  })
})
