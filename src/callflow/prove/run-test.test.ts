import { describe, expect, it } from 'vitest'
import { type CallTest, type Document, makeDocument } from '../design/document.ts'
import type { CallExpectation } from '../design/kinds/call-test.ts'
import { sampleDesign } from '../design/sample.ts'
import { snapshotOf } from '../design/snapshot.ts'
import { carrier, colleagues, company, drawFlow } from '../rehearse/small-design.ts'
import { hasPassed, runCallTest } from './run-test.ts'

const menu = makeDocument('menu', { id: 'menu', name: 'Main menu', greetingId: 'greeting' })
const greeting = makeDocument('media', { id: 'greeting', name: 'Welcome', sha256: 'a'.repeat(64), durationMs: 3_000 })

const line = drawFlow({
  id: 'line',
  numbers: ['8000'],
  nodes: {
    menu: { menuId: 'menu' },
    'device:alex': { deviceId: 'device-1001', timeoutSec: 20 },
    'device:blair': { deviceId: 'device-1002', timeoutSec: 20 },
    'voicemail:box': { mailboxId: 'mailbox-1001' },
  },
  wires: ['menu 1 device:alex', 'menu 2 device:blair', 'device:alex _ voicemail:box'],
})

const design = (...changed: Document[]) => snapshotOf([company(), ...colleagues, menu, greeting, line, ...changed])

const test = (fields: Partial<CallTest>) =>
  makeDocument('call-test', { id: 'test', name: 'Test', dialled: '8000', callerNumber: '+16045550177', ...fields })

const keys = (pressed: string) => ({ choice: `keys:${pressed}`, deviceId: null, number: '' })
const happens = (choice: string, deviceId: string | null = null) => ({ choice, deviceId, number: '' })
const rings = (deviceId: string, shown: Partial<CallExpectation & { what: 'rings' }> = {}): CallExpectation => ({
  what: 'rings',
  deviceId,
  number: '',
  shownName: '',
  shownNumber: '',
  ...shown,
})
const ends = (reason: 'talked' | 'left-message' | 'responded', more = {}): CallExpectation => ({
  what: 'ends',
  reason,
  sipStatus: null,
  mailboxId: null,
  ...more,
})
const passes = (nodeId: string, branch = ''): CallExpectation => ({
  what: 'passes',
  callflowId: 'line',
  nodeId,
  branch,
})
const hears = (what: Partial<CallExpectation & { what: 'hears' }>): CallExpectation => ({
  what: 'hears',
  mediaId: null,
  promptId: '',
  text: '',
  ...what,
})

/** What is said of a test that fails: what was wanted and what came of it. */
const said = (fields: Partial<CallTest>, in_ = design()) =>
  runCallTest(test(fields), in_).failures.map(({ wanted, got }) => `${wanted}: ${got}`)

describe('a call test', () => {
  it('passes when the call does all that is expected of it', () => {
    const result = runCallTest(
      test({
        happens: [keys('1')],
        expects: [
          passes('menu', '1'),
          rings('device-1001', { shownNumber: '+16045550177' }),
          { what: 'never-rings', deviceId: 'device-1002', number: '' },
          hears({ mediaId: 'greeting' }),
          { what: 'waits-at-most', sec: 10 },
          ends('talked'),
        ],
      }),
      design(),
    )
    expect(result.failures).toEqual([])
    expect(hasPassed(result)).toBe(true)
  })

  it('says of each expectation that is not met what came instead', () => {
    expect(
      said({
        happens: [keys('1')],
        expects: [
          rings('device-1002'),
          rings('device-1001', { shownName: 'Sales' }),
          { what: 'never-rings', deviceId: 'device-1001', number: '' },
          passes('menu', '2'),
          passes('voicemail-box'),
          { what: 'never-passes', callflowId: 'line', nodeId: 'menu', branch: '1' },
          hears({ promptId: 'vm-record_message' }),
          { what: 'waits-at-most', sec: 2 },
          ends('left-message'),
        ],
      }),
    ).toMatchInlineSnapshot(`
      [
        "Blair Example: desk phone rings: Rung is Alex Example: desk phone.",
        "Alex Example: desk phone rings, shown Sales: It shows +16045550177.",
        "Alex Example: desk phone never rings: It rings.",
        "Goes through line: Menu (Main menu) by "2": It leaves that step by 1.",
        "Goes through line: Voicemail (Alex Example): It goes line: Menu (Main menu), then line: Device (Alex Example: desk phone · 20 s).",
        "Never goes through line: Menu (Main menu) by "1": It does.",
        "The caller hears the prompt vm-record_message: Heard is Welcome.",
        "Waits at most 2 s for a person or a mailbox: It takes 8 s.",
        "Ends: a message is left: It ends: they talked.",
      ]
    `)
  })

  it('tells the mailbox a message is left in, and refusals by their status', () => {
    const unanswered: Partial<CallTest> = { happens: [keys('1')], otherPhones: 'no-answer' }
    expect(said({ ...unanswered, expects: [ends('left-message', { mailboxId: 'mailbox-1001' })] })).toEqual([])
    expect(said({ ...unanswered, expects: [ends('left-message', { mailboxId: 'mailbox-1002' })] })).toHaveLength(1)
    expect(said({ dialled: '8999', expects: [ends('responded', { sipStatus: 404 })] })).toEqual([])
    expect(said({ dialled: '8999', expects: [ends('responded', { sipStatus: 486 })] })).toHaveLength(1)
  })

  it('has each phone do what is said of it, and the others what is said of those', () => {
    const busy = { phones: [{ deviceId: 'device-1001', number: '', does: 'busy' as const }] }
    expect(said({ ...busy, happens: [keys('1')], expects: [ends('left-message')] })).toEqual([])
    expect(said({ ...busy, happens: [keys('2')], expects: [ends('talked')] })).toEqual([])
  })

  it('takes each decision at the first question that it fits, whatever came to be asked before', () => {
    const asksFirst = drawFlow({
      id: 'line',
      numbers: ['8000'],
      nodes: { 'play-media': { mediaId: 'greeting' }, ...nodesOf(), 'voicemail:box': { mailboxId: 'mailbox-1001' } },
      wires: ['play-media _ menu', 'menu 1 device:alex', 'menu 2 device:blair', 'device:alex _ voicemail:box'],
    })
    const decided = { happens: [keys('1'), happens('no-answer')], expects: [ends('left-message')] }
    expect(said(decided)).toEqual([])
    expect(said(decided, design(asksFirst))).toEqual([])
  })

  it('fails when a decision was never asked for, or cannot be there', () => {
    expect(said({ happens: [keys('2'), happens('answer', 'device-1001')] })).toEqual([
      'Alex Example: desk phone answers: The call ended before there was occasion to.',
    ])
    expect(said({ happens: [keys('1'), happens('callee-transfers:900')] })).toHaveLength(1)
  })

  it('answers at the phone that is named, not at the first', () => {
    const both = drawFlow({
      id: 'line',
      numbers: ['8000'],
      nodes: {
        'ring-group': {
          members: ['user-1001', 'user-1002'].map((id) => ({ id, delaySec: 0, timeoutSec: 20, weight: 20 })),
        },
      },
    })
    const { rehearsal } = runCallTest(test({ happens: [happens('answer', 'device-1002')] }), design(both))
    expect(rehearsal?.world.answeredLeg?.target).toEqual({ kind: 'device', deviceId: 'device-1002' })
  })

  it('takes keys that no list offers, an answer of a number outside, and a call that is sent on', () => {
    const asks = drawFlow({
      id: 'line',
      numbers: ['8000'],
      nodes: {
        'collect-digits': { maxDigits: 4 },
        'ring-group': {
          members: ['device-1001', 'mobile'].map((id) => ({ id, delaySec: 0, timeoutSec: 20, weight: 20 })),
        },
      },
      wires: ['collect-digits _ ring-group'],
    })
    const mobile = makeDocument('device', {
      id: 'mobile',
      name: 'Mobile',
      type: 'cell-phone',
      outsideNumber: '+16045550155',
    })
    const { rehearsal, failures } = runCallTest(
      test({ happens: [keys('4711'), { choice: 'answer', deviceId: null, number: '+16045550155' }] }),
      design(asks, mobile, carrier),
    )
    expect(failures).toEqual([])
    expect(rehearsal?.answers.map(({ choiceId }) => choiceId)).toEqual(['keys:4711', 'answer:1', 'callee-hangs-up'])
    const sentOn = [
      keys('1'),
      happens('answer', 'device-1001'),
      happens('callee-transfers:1002'),
      happens('answer', 'device-1002'),
    ]
    expect(said({ happens: sentOn, expects: [rings('device-1002')] })).toEqual([])
  })

  it('counts those who are paged as rung, and the way that was taken for one that has no wire', () => {
    const page = drawFlow({
      id: 'line',
      numbers: ['8000'],
      nodes: { 'page-group': { members: [{ id: 'device-1002' }] } },
    })
    expect(said({ callerDeviceId: 'device-1001', expects: [rings('device-1002')] }, design(page))).toEqual([])
    const always = makeDocument('schedule-rule', {
      id: 'always',
      name: 'Always',
      cycle: 'daily',
      fromSec: 0,
      untilSec: 86_400,
    })
    const hours = drawFlow({
      id: 'line',
      numbers: ['8000'],
      nodes: { 'time-of-day': { routes: ['always'] }, 'hang-up': {} },
      wires: ['time-of-day _ hang-up'],
    })
    const expects = ['_', 'always'].map((branch) => passes('time-of-day', branch))
    expect(said({ expects }, design(hours, always))).toEqual([])
    expect(said({ happens: [keys('1')], expects: [rings('device-1001', { shownNumber: '1' })] })).toHaveLength(1)
  })

  it.each([
    ['its phone', { callerDeviceId: 'gone' }, 'The phone that calls is no longer in the design.'],
    ['its callflow', { callflowId: 'gone' }, 'The callflow it begins in is no longer in the design.'],
    ['a number', { dialled: '' }, 'It calls no number.'],
  ])('cannot be run without %s, and says so', (_what, fields, why) => {
    expect(said(fields)).toEqual([`A call: ${why}`])
  })

  it('offers the only step of the kind in place of one that is gone', () => {
    expect(said({ happens: [keys('1')], expects: [passes('voicemail-old')] })).toEqual([
      'Goes through a step that is gone: That step is no longer in the design. There is line: Voicemail (Alex Example).',
    ])
  })

  it('calls at the hour of the account, under the dice it names, into a flow or by a number', () => {
    const { rehearsal } = runCallTest(
      test({ when: '2026-07-01T09:30' }),
      design(company({ timezone: 'America/Vancouver' })),
    )
    expect(rehearsal?.setup.startMs).toBe(Date.UTC(2026, 6, 1, 16, 30))
    expect(runCallTest(test({ dialled: '', callflowId: 'line' }), design()).rehearsal?.setup).toMatchObject({
      dialled: '8000',
      callflowId: 'line',
    })
  })

  it('calls from outside without a number when none is given, or from a phone of the house', () => {
    expect(runCallTest(test({ callerNumber: '' }), design()).rehearsal?.setup.caller).toMatchObject({
      isWithheld: true,
    })
    const inside = runCallTest(test({ callerDeviceId: 'device-1002' }), design()).rehearsal
    expect(inside?.setup.caller.origin).toMatchObject({ kind: 'device', deviceId: 'device-1002' })
  })

  it('ends within its bounds in a flow that runs in circles', () => {
    const sample = snapshotOf(sampleDesign({ sipPassword: () => 'secret' }))
    const { rehearsal } = runCallTest(test({ dialled: '+16045550100', when: '2026-11-19T10:00' }), sample)
    expect(rehearsal?.ended?.reason).toBe('jump-limit')
  })
})

function nodesOf() {
  return {
    menu: { menuId: 'menu' },
    'device:alex': { deviceId: 'device-1001', timeoutSec: 20 },
    'device:blair': { deviceId: 'device-1002', timeoutSec: 20 },
  }
}
