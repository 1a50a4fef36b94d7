import { describe, expect, it } from 'vitest'
import { type Document, makeDocument, type Menu, type ScheduleRule } from '../design/document.ts'
import { enable } from '../feature-codes/feature-codes.ts'
import { snapshotOf } from '../design/snapshot.ts'
import { drawFlow } from '../rehearse/small-design.ts'
import { checkDesign, type Finding, type FindingCode } from './check-design.ts'

function found(code: FindingCode, ...documents: Document[]): Finding[] {
  return checkDesign(snapshotOf(documents)).filter((finding) => finding.code === code)
}

/** Whether the quick fix settles it. */
function fixed(finding: Finding | undefined, ...documents: Document[]): boolean {
  return finding?.fix !== undefined && found(finding.code, ...documents, ...finding.fix.put).length === 0
}

const account = makeDocument('account', { id: 'account', name: 'Northwind', country: 'CA' })
const phone = makeDocument('device', { id: 'phone', name: 'Phone' })

describe('mailboxes and fax boxes', () => {
  it('a box without PIN', () => {
    const box = makeDocument('mailbox', { id: 'box', name: 'Box' })
    expect(found('mailbox-without-pin', box)).toMatchObject([{ severity: 'info' }])
    expect(found('mailbox-without-pin', { ...box, pin: '1234' })).toEqual([])
  })

  it('a fax box nobody may send through (M69); its owner always may', () => {
    const box = makeDocument('fax-box', { id: 'fax', name: 'Fax', ownerId: 'ann' })
    const ann = makeDocument('user', { id: 'ann', name: 'Ann', email: 'ann@example.test' })
    expect(found('fax-box-closed', box)).toMatchObject([{ severity: 'warning' }])
    expect(found('fax-box-closed', box, ann)).toMatchObject([{ severity: 'info' }])
    expect(found('fax-box-closed', { ...box, permissions: ['example.test'] })).toEqual([])
  })
})

describe('ringing longer than callers wait', () => {
  it('counts every try of a ring group', () => {
    const ring = (repeats: number) => drawFlow({ nodes: { 'ring-group': { members: [{ id: 'ann' }], repeats } } })
    expect(found('rings-too-long', ring(3))).toEqual([])
    expect(found('rings-too-long', ring(4))).toHaveLength(1)
  })
})

describe('hunting (M33)', () => {
  const menu = (fields: Partial<Menu>) => makeDocument('menu', { id: 'menu', name: 'Menu', hunt: true, ...fields })
  const edit = enable(snapshotOf([]), 'call_forward[action=activate]')
  const code = edit.ok ? edit.put : []
  const night = drawFlow({ id: 'night', nodes: { 'time-of-day-switch': {} }, numbers: ['8009'] })

  it('that reaches a feature code or a flow for the house only', () => {
    const documents = [menu({}), ...code, night]
    const [finding] = found('hunting-reaches-private', ...documents)
    expect(finding?.message).toContain('*72')
    expect(fixed(finding, ...documents)).toBe(true)
  })

  it('is fine when the menu does not allow it, or does not hunt', () => {
    expect(found('hunting-reaches-private', menu({ huntAllow: '^1[0-9]{3}$' }), ...code, night)).toEqual([])
    expect(found('hunting-reaches-private', menu({ hunt: false }), ...code)).toEqual([])
  })
})

describe('numbers for callers from outside (ADR 58)', () => {
  it('that two callflows have, and a number of ours that one has', () => {
    const outside = { numbers: ['8000'], numbersFromOutside: ['0100'] as string[] }
    const flow = (id: string, fields: object) => ({ ...drawFlow({ id, nodes: { 'hang-up': {} } }), ...fields })
    const [a, b] = [flow('a', outside), flow('b', { ...outside, numbers: ['0100'] })]
    const [finding, ...others] = found('duplicate-number', a, b)
    expect([finding?.message, others]).toEqual([
      'The number for callers from outside 0100 of "b" already belongs to "a".',
      [],
    ])
    expect(fixed(finding, a, b)).toBe(true)
    const did = makeDocument('phone-number', { id: 'did', name: 'Main', number: '+16045550100' })
    expect(found('number-without-flow', did, a)).toHaveLength(1)
    expect(found('number-without-flow', did, flow('c', { numbersFromOutside: ['+16045550100'] }))).toEqual([])
  })
})

describe('schedules (A5, M56)', () => {
  const HOUR = 3_600
  const rule = (id: string, fields: Partial<ScheduleRule>) => makeDocument('schedule-rule', { id, name: id, ...fields })
  const week = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'] as const
  const hours = (id: string, from: number, until: number, fields: Partial<ScheduleRule> = {}) =>
    rule(id, { weekdays: [...week], fromSec: from * HOUR, untilSec: until * HOUR, ...fields })
  const step = (orderMode: string, ...rules: ScheduleRule[]) => [
    drawFlow({ nodes: { 'time-of-day': { routes: rules.map(({ id }) => id), orderMode } } }),
    ...rules,
  ]

  it('a rule that never applies', () => {
    expect(found('rule-never-matches', rule('a', { startDate: '2026-05-01', endDate: '2026-04-01' }))).toHaveLength(1)
    expect(found('rule-never-matches', rule('a', { cycle: 'yearly', month: 2, days: [30] }))).toHaveLength(1)
    expect(found('rule-never-matches', rule('a', { cycle: 'yearly', month: 2, days: [29] }))).toEqual([])
  })

  it('a rule whose days Kazoo does not find, with the calendar as the way out', () => {
    const several = { cycle: 'monthly', ordinal: 'first', weekdays: ['monday', 'friday'], reckoning: 'kazoo' } as const
    const [finding, ...others] = found('rule-never-matches', rule('a', { ...several, weekdays: ['monday', 'friday'] }))
    expect(others).toEqual([])
    expect(finding).toMatchObject({
      message: '"a" never applies: Kazoo finds none of its days, and it is imported.',
      fix: { label: 'Go by the calendar', put: [{ reckoning: 'calendar' }] },
    })
    expect(found('rule-never-matches', rule('a', { cycle: 'daily', interval: 9, reckoning: 'kazoo' }))).toEqual([])
  })

  it('no rule behind one with other days, be they found in another way', () => {
    const day31 = { cycle: 'monthly', days: [31] } as const
    const two = [rule('a', { ...day31, days: [31] }), rule('b', { ...day31, days: [31], reckoning: 'kazoo' })]
    expect(found('rule-shadowed', ...step('listed', ...two))).toEqual([])
    expect(
      found(
        'rule-shadowed',
        ...step('listed', rule('a', { ...day31, days: [31] }), rule('b', { ...day31, days: [31] })),
      ),
    ).toHaveLength(1)
  })

  it('a rule behind one that covers it, in listed order', () => {
    const documents = step('listed', hours('open', 9, 17), hours('lunch', 12, 13))
    expect(found('rule-shadowed', ...documents)).toMatchObject([{ message: expect.stringContaining('"lunch"') }])
    expect(found('rule-shadowed', ...step('specific', hours('open', 9, 17), hours('lunch', 12, 13)))).toEqual([])
    expect(found('rule-shadowed', ...step('specific', hours('open', 9, 17), hours('same', 9, 17)))).toHaveLength(1)
  })

  it('of many that overlap the first 25, however many rules the sets of a step hold', () => {
    const rules = Array.from({ length: 400 }, (_, at) =>
      rule(`rule-${at}`, { fromSec: at * 60, untilSec: at * 60 + 2 * HOUR }),
    )
    const ruleIds = rules.map(({ id }) => id)
    const sets = Array.from({ length: 100 }, (_, at) =>
      makeDocument('schedule-set', { id: `set-${at}`, name: `Set ${at}`, ruleIds }),
    )
    expect(found('schedule-overlap', ...step('specific', ...rules.slice(0, 200)))).toHaveLength(25)
    const routes = sets.map(({ id }) => id)
    const ofSets = [drawFlow({ nodes: { 'time-of-day': { routes } } }), ...sets, ...rules]
    expect(found('rule-shadowed', ...ofSets).length).toBeLessThanOrEqual(25)
  })

  it('a rule behind one that is forced on', () => {
    const documents = step('specific', hours('open', 9, 17), rule('always', { forced: 'on' }))
    expect(found('rule-shadowed', ...documents)).toMatchObject([{ message: expect.stringContaining('forced on') }])
  })

  it('two rules that overlap without either being more specific', () => {
    const documents = (mode: string) => step(mode, hours('early', 8, 13), hours('late', 12, 17))
    expect(found('schedule-overlap', ...documents('specific'))[0]?.message).toContain('from 12:00 to 13:00')
    expect(found('schedule-overlap', ...step('specific', hours('a', 8, 13), hours('b', 12, 18)))).toEqual([])
    expect(found('schedule-overlap', ...step('listed', hours('a', 8, 12), hours('b', 12, 18)))).toEqual([])
  })

  it('neither where the rarer of two wins, be it for an end, an interval or by another cycle', () => {
    const standing = hours('standing', 9, 17)
    const summer = hours('summer', 8, 14, { startDate: '2026-06-01', endDate: '2026-08-31' })
    const fortnightly = hours('fortnightly', 10, 18, { interval: 2 })
    for (const rare of [summer, fortnightly]) {
      expect(found('schedule-overlap', ...step('specific', standing, rare))).toEqual([])
      expect(found('rule-shadowed', ...step('specific', standing, rare))).toEqual([])
    }
    expect(found('schedule-overlap', ...step('listed', standing, summer))).toHaveLength(1)
    const daily = rule('daily', { cycle: 'daily' })
    expect(found('rule-shadowed', ...step('specific', daily, rule('weekly', {})))).toHaveLength(1)
  })

  it('no overlap of two rules of which one is over before the other begins', () => {
    const spring = hours('spring', 9, 17, { endDate: '2026-05-31' })
    const summer = hours('summer', 8, 14, { startDate: '2026-06-01' })
    expect(found('schedule-overlap', ...step('listed', spring, summer))).toEqual([])
    const late = { ...spring, endDate: '2026-06-01' }
    expect(found('schedule-overlap', ...step('listed', late, summer))).toHaveLength(1)
  })

  it('a few minutes between two rules in which neither applies', () => {
    const documents = step('specific', hours('a', 9, 12), hours('b', 12.25, 17))
    expect(found('schedule-gap', ...documents)[0]?.message).toContain('from 12:00 to 12:15')
    expect(found('schedule-gap', ...step('specific', hours('a', 9, 12), hours('b', 13, 17)))).toEqual([])
    expect(
      found('schedule-gap', ...step('specific', hours('a', 9, 12), hours('b', 12.25, 17), hours('all', 8, 18))),
    ).toEqual([])
  })
})

describe('calls for help (M92-M94)', () => {
  const trunk = makeDocument('trunk', { id: 'trunk', name: 'Trunk', host: 'carrier.example.test' })
  const connected = { ...account, outboundTrunkId: 'trunk' }

  it('that a flow answers, or that cannot leave', () => {
    const own = drawFlow({ nodes: { 'hang-up': {} }, numbers: ['911'] })
    expect(found('emergency-blocked', connected, trunk, phone, own)).toMatchObject([{ severity: 'error' }])
    const greedy = { ...drawFlow({ nodes: { 'hang-up': {} } }), patterns: ['^9([0-9]+)$'] }
    expect(found('emergency-pattern', connected, trunk, phone, greedy)).toHaveLength(1)
    expect(found('emergency-blocked', connected, { ...trunk, enabled: false }, phone)).toHaveLength(1)
    expect(found('emergency-blocked', connected, trunk, phone)).toEqual([])
  })
})

describe('leading to something that is off or empty', () => {
  const ring = drawFlow({ nodes: { 'ring-group': { members: [{ id: 'target' }] } } })

  it('a person or phone that is switched off', () => {
    const user = makeDocument('user', { id: 'target', name: 'Ann', enabled: false })
    expect(found('disabled-reference', ring, user)).toMatchObject([{ nodeId: 'ring-group' }])
    expect(found('disabled-reference', ring, { ...user, enabled: true })).toEqual([])
  })

  it('a group without members, a queue without agents, a set without rules', () => {
    expect(found('empty-reference', ring, makeDocument('group', { id: 'target', name: 'Team' }))).toHaveLength(1)
    const queue = drawFlow({ nodes: { queue: { queueId: 'target' } } })
    expect(found('empty-reference', queue, makeDocument('queue', { id: 'target', name: 'Line' }))).toHaveLength(1)
    const hours = drawFlow({ nodes: { 'time-of-day': { routes: ['target'] } } })
    expect(found('empty-reference', hours, makeDocument('schedule-set', { id: 'target', name: 'Set' }))).toHaveLength(1)
  })
})

describe('Office Anywhere portals (M102-M111)', () => {
  const number = makeDocument('phone-number', { id: 'did', name: 'Portal', number: '+16045550150' })
  const portal = makeDocument('portal', { id: 'portal', name: 'Portal', phoneNumberId: 'did' })

  it('say what they still need; the quick fix makes the callflow', () => {
    const missing = found('portal-not-ready', number, portal)
    expect(missing).toHaveLength(4)
    const put = missing[0]?.fix?.put ?? []
    expect(found('portal-not-ready', number, portal, ...put)).toHaveLength(3)
  })
})
