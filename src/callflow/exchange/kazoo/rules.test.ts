import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Document, type DocumentOf, makeDocument, type ScheduleRule } from '../../design/document.ts'
import { weekdays } from '../../design/kinds/schedules.ts'
import { snapshotOf } from '../../design/snapshot.ts'
import { drawFlow } from '../../rehearse/small-design.ts'
import { includesDay } from '../../schedule/rule-days.ts'
import { dayNumber } from '../../schedule/local-time.ts'
import { writeKazoo } from './export.ts'
import { readKazoo } from './import.ts'
import type { JsonObject } from './json.ts'

const GREGORIAN = 62_167_219_200
const gregorian = (instant: string) => Date.parse(instant) / 1_000 + GREGORIAN

function imported(rule: JsonObject, timezone?: string) {
  const account =
    timezone === undefined ? [] : [{ path: 'account.json', text: JSON.stringify({ id: 'acc', name: 'A', timezone }) }]
  const text = JSON.stringify({ id: 'rule', name: 'Rule', ...rule })
  const read = readKazoo([{ path: 'temporal_rules/rule.json', text }, ...account])
  const found = read.documents.find(({ kind }) => kind === 'schedule-rule')
  if (found?.kind !== 'schedule-rule') throw new Error('no rule')
  return { rule: found, documents: read.documents, notes: read.notes.map(({ reason }) => reason) }
}

function exported(documents: readonly Document[]) {
  const { files, notes } = writeKazoo(snapshotOf(documents))
  const file = files.find(({ path }) => path === 'temporal_rules/rule.json')
  return { json: JSON.parse(file?.text ?? '{}') as JsonObject, notes: notes.map(({ text }) => text), files }
}

const account = (timezone: string) => makeDocument('account', { id: 'acc', name: 'A', timezone })
const ours = (fields: Partial<ScheduleRule>) => makeDocument('schedule-rule', { id: 'rule', name: 'Rule', ...fields })

describe('start dates (Kazoo: local midnight of the account’s zone)', () => {
  it.each([
    ['Europe/Berlin', '2026-12-24T23:00:00Z', '2026-12-25'],
    ['Europe/Berlin', '2026-06-30T22:00:00Z', '2026-07-01'],
    ['America/Los_Angeles', '2026-12-25T08:00:00Z', '2026-12-25'],
    ['Pacific/Auckland', '2026-12-24T11:00:00Z', '2026-12-25'],
    ['Asia/Kathmandu', '2026-12-24T18:15:00Z', '2026-12-25'],
    ['America/Santiago', '2026-09-06T04:00:00Z', '2026-09-06'], // whose clocks skip that midnight
  ])('in %s %s is %s, and that day is that moment', (zone, instant, date) => {
    const document = { cycle: 'date', start_date: gregorian(instant) }
    const { rule, documents } = imported(document, zone)
    expect(rule.startDate).toBe(date)
    expect(exported(documents).json.start_date).toBe(document.start_date)
    const fresh = exported([account(zone), ours({ cycle: 'date', startDate: date })])
    expect(fresh.json.start_date).toBe(document.start_date)
  })

  it('an original within its day stays to the second until the day is another', () => {
    const { rule, documents } = imported(
      { cycle: 'date', start_date: gregorian('2026-12-25T10:00:07Z') },
      'Europe/Berlin',
    )
    expect(exported(documents).json.start_date).toBe(gregorian('2026-12-25T10:00:07Z'))
    const moved = documents.map((each) => (each === rule ? { ...rule, startDate: '2026-12-26' } : each))
    expect(exported(moved).json.start_date).toBe(gregorian('2026-12-25T23:00:00Z'))
  })

  it('another zone of the account is another moment for the same day', () => {
    const { documents } = imported({ cycle: 'date', start_date: gregorian('2026-12-24T23:00:00Z') }, 'Europe/Berlin')
    const moved = documents.map((each) =>
      each.kind === 'account' ? { ...each, timezone: 'America/Los_Angeles' } : each,
    )
    expect(exported(moved).json.start_date).toBe(gregorian('2026-12-25T08:00:00Z'))
  })

  it.each([
    [undefined, 'Europe/Berlin', '1983-04-11'],
    [undefined, 'Pacific/Honolulu', '1983-04-10'],
    [String(gregorian('2026-12-24T23:00:00Z')), 'Europe/Berlin', '2026-12-25'],
    [400_000_000_000, 'UTC', '9999-12-29'],
    [-1, 'UTC', '0000-01-03'],
  ])('%s in %s is %s, and stays as it is', (start, zone, date) => {
    const document: JsonObject = start === undefined ? { cycle: 'daily' } : { cycle: 'daily', start_date: start }
    const { rule, documents } = imported(document, zone)
    expect(rule.startDate).toBe(date)
    expect(exported(documents).json).toEqual({ id: 'rule', name: 'Rule', ...document })
  })
})

describe('which days of a month', () => {
  it.each([
    [
      { cycle: 'monthly', wdays: ['monday'] },
      { ordinal: 'first', days: [], weekdays: ['monday'] },
    ],
    [
      { cycle: 'yearly', wdays: ['monday'], month: 9 },
      { ordinal: 'first', month: 9 },
    ],
    [
      { cycle: 'yearly', days: [6] },
      { ordinal: null, days: [6], month: 1 },
    ],
    [
      { cycle: 'monthly', days: [15, 1], ordinal: 'every', wdays: ['monday'] },
      { ordinal: null, days: [15, 1] },
    ],
    [{ cycle: 'monthly', days: ['15', 1] }, { days: [15, 1] }],
    [
      { cycle: 'weekly', wdays: ['monday'] },
      { ordinal: null, month: null },
    ],
    [{ cycle: 'monthly', ordinal: 'last', wdays: ['friday'] }, { ordinal: 'last' }],
  ] as const)('%j is %j, as Kazoo finds them, and comes out as it was', (json, fields) => {
    const { rule, documents, notes } = imported(json as JsonObject)
    expect(rule).toMatchObject({ ...fields, reckoning: 'kazoo' })
    expect(notes).toEqual([])
    expect(exported(documents)).toMatchObject({ json: { id: 'rule', name: 'Rule', ...json }, notes: [] })
  })

  it('what the start date or the order of two ways says here is said outright there', () => {
    const start = { startDate: '2026-10-03' }
    expect(exported([ours({ cycle: 'monthly', ...start })]).json).toMatchObject({ days: [3] })
    expect(exported([ours({ cycle: 'yearly', ...start })]).json).toMatchObject({ days: [3], month: 10 })
    const both = ours({ cycle: 'monthly', ordinal: 'last', weekdays: ['friday'], days: [3] })
    expect(exported([both]).json).toMatchObject({ ordinal: 'last', days: [] })
    expect(exported([ours({ cycle: 'monthly', days: [20, 5, 20] })]).json).toMatchObject({ days: [5, 20] })
  })
})

describe('a rule without a cycle', () => {
  it.each([{}, { cycle: 'hourly' }])('%j has no day here, unless it is forced on, and comes out as it was', (json) => {
    const { rule, documents, notes } = imported(json)
    for (let day = dayNumber('1983-01-01'); day < dayNumber('2030-01-01'); day += 1)
      expect(includesDay(rule, day)).toBe(false)
    expect(rule.forced).toBe('by-time')
    expect(notes).toEqual(['no cycle: Kazoo skips it by the clock; here it ends before it begins'])
    expect(exported(documents)).toMatchObject({
      json: { id: 'rule', name: 'Rule', ...json },
      notes: [expect.stringMatching(/^Kazoo refuses/)],
    })
    expect(imported({ ...json, enabled: true }).rule.forced).toBe('on')
    const mended = documents.map((each) => (each === rule ? { ...rule, cycle: 'daily' as const, endDate: null } : each))
    expect(exported(mended).json).toEqual({ id: 'rule', name: 'Rule', cycle: 'daily' })
  })
})

describe('what cannot be kept is said', () => {
  it.each([
    [
      { cycle: 'monthly', wdays: ['monday', 'friday'] },
      '2 weekdays of a month: Kazoo takes all other times there; here it never applies',
    ],
    [{ cycle: 'yearly', month: 3 }, '0 weekdays of a month: Kazoo takes all other times there; here it never applies'],
    [
      { cycle: 'daily', time_window_start: 79_200, time_window_stop: 21_600 },
      'hours over midnight: Kazoo never matches them; here they apply',
    ],
  ])('by an import: %j', (json, note) => {
    expect(imported(json as JsonObject).notes).toEqual([note])
  })

  it.each<[string, Partial<ScheduleRule>, string]>([
    [
      'a last day',
      { cycle: 'daily', startDate: '2026-12-24', endDate: '2027-01-02' },
      'Kazoo has nothing for "Until": it goes on there after 2027-01-02',
    ],
    [
      'the 31st',
      { cycle: 'monthly', days: [31], startDate: '2026-03-01' },
      'Kazoo finds other days: it applies there on 2026-05-01',
    ],
    [
      'a start',
      { cycle: 'daily', interval: 2, startDate: '2026-03-03' },
      'Kazoo finds other days: it does not apply there on 2026-03-03',
    ],
    [
      '29 February',
      { cycle: 'yearly', month: 2, days: [29], startDate: '2024-02-01' },
      'Kazoo finds other days: it applies there on 2025-03-01',
    ],
    [
      'weekdays',
      { cycle: 'monthly', ordinal: 'first', weekdays: ['monday', 'friday'] },
      'Kazoo takes one weekday of a month; with more, or none, calls go by all other times there',
    ],
    [
      'a night',
      { fromSec: 79_200, untilSec: 21_600 },
      'Kazoo never matches hours that run over midnight; make it two rules',
    ],
  ])('by an export: %s', (_what, fields, note) => {
    expect(exported([ours(fields)]).notes).toEqual([note])
  })

  it.each<[string, Partial<ScheduleRule>]>([
    ['workdays', { weekdays: ['monday', 'friday'], interval: 2 }],
    ['a date with an end after it', { cycle: 'date', startDate: '2026-12-25', endDate: '2026-12-31' }],
    ['days every month has', { cycle: 'monthly', days: [28, 1] }],
  ])('and nothing of %s', (_what, fields) => {
    expect(exported([ours(fields)]).notes).toEqual([])
  })

  it('a set of which one rule should win over another of the step, and one lose to it', () => {
    const rules = [
      makeDocument('schedule-rule', { id: 'christmas', name: 'Christmas', cycle: 'yearly', month: 12, days: [25] }),
      makeDocument('schedule-rule', { id: 'lunch', name: 'Lunch', weekdays: ['friday'] }),
      makeDocument('schedule-rule', { id: 'always', name: 'Always', cycle: 'daily' }),
    ]
    const set = (ruleIds: string[]) => makeDocument('schedule-set', { id: 'set', name: 'Holidays', ruleIds })
    const flow = drawFlow({ nodes: { 'time-of-day': { routes: ['lunch', 'set'] }, 'hang-up': {} }, numbers: ['1'] })
    const note = 'Time of day: Kazoo takes "Holidays" as a whole: "Always" of it wins over "Lunch" there'
    expect(exported([...rules, set(['christmas', 'always']), flow]).notes).toEqual([note])
    expect(exported([...rules, set(['christmas']), flow]).notes).toEqual([])
    const off = rules.map((rule) => (rule.id === 'always' ? { ...rule, forced: 'off' as const } : rule))
    expect(exported([...off, set(['christmas', 'always']), flow]).notes).toEqual([])
    const listed = drawFlow({
      nodes: { 'time-of-day': { routes: ['lunch', 'set'], orderMode: 'listed' } },
      numbers: ['1'],
    })
    expect(exported([...rules, set(['christmas', 'always']), listed]).notes).toEqual([])
  })

  it('a rule forced on is listed before rarer ones, for there it wins only when it is reached', () => {
    const rules = [
      makeDocument('schedule-rule', { id: 'christmas', name: 'Christmas', cycle: 'yearly', month: 12, days: [25] }),
      makeDocument('schedule-rule', { id: 'always', name: 'Always', cycle: 'daily', forced: 'on' }),
    ]
    const flow = drawFlow({
      nodes: { 'time-of-day': { routes: ['christmas', 'gone', 'always'] }, 'hang-up': {} },
      numbers: ['1'],
    })
    const file = exported([...rules, flow]).files.find(({ path }) => path.startsWith('callflows/'))
    expect(JSON.parse(file?.text ?? '{}')).toMatchObject({ flow: { data: { rules: ['always', 'christmas', 'gone'] } } })
  })
})

describe('a step with a zone of its own', () => {
  const step = (timezone: string) => ({
    path: 'callflows/flow.json',
    text: JSON.stringify({
      id: 'flow',
      numbers: ['1'],
      flow: { module: 'temporal_route', data: { rules: ['rule'], timezone }, children: {} },
    }),
  })
  const notesOf = (rule: JsonObject, timezone: string) => {
    const files = [
      { path: 'account.json', text: JSON.stringify({ id: 'acc', name: 'A', timezone: 'Europe/Berlin' }) },
      { path: 'temporal_rules/rule.json', text: JSON.stringify({ id: 'rule', name: 'Christmas', ...rule }) },
      step(timezone),
    ]
    const { documents, notes } = readKazoo(files)
    return [notes.map(({ reason }) => reason), exported(documents).notes]
  }
  const midnight = { cycle: 'date', start_date: gregorian('2026-12-24T23:00:00Z') }

  it('reads dates there as another day, which import and export say', () => {
    const note =
      'Time of day: Kazoo reads dates in America/New_York here: "Christmas" starts on 2026-12-24, not 2026-12-25'
    expect(notesOf(midnight, 'America/New_York')).toEqual([[note], [note]])
    expect(notesOf({ ...midnight, cycle: 'weekly', interval: 2 }, 'America/New_York')).toEqual([[note], [note]])
  })

  it('says nothing where the day is the same, or does not matter', () => {
    const nothing = [[], []]
    expect(notesOf(midnight, 'Asia/Tokyo')).toEqual(nothing)
    expect(notesOf(midnight, 'Mars/Olympus')).toEqual(nothing)
    expect(notesOf({ ...midnight, start_date: gregorian('2026-12-25T11:00:00Z') }, 'America/New_York')).toEqual(nothing)
    expect(notesOf({ ...midnight, cycle: 'weekly' }, 'America/New_York')).toEqual(nothing)
  })
})

describe('a word that is no action', () => {
  it.each([
    ['tomorrow', 'time-of-day'],
    [null, 'time-of-day'],
    ['reset', 'time-of-day-switch'],
  ])('%j is a %s, and comes out as it was', (action, type) => {
    const json = { id: 'flow', numbers: ['1'], flow: { module: 'temporal_route', data: { action }, children: {} } }
    const { documents } = readKazoo([{ path: 'callflows/flow.json', text: JSON.stringify(json) }])
    const [flow] = documents
    expect(flow?.kind === 'callflow' && Object.values(flow.nodes).map((node) => node.type)).toEqual([type])
    const out = exported(documents).files.find(({ path }) => path === 'callflows/flow.json')
    expect(JSON.parse(out?.text ?? '{}')).toEqual(json)
  })
})

describe('any rule of ours', () => {
  const date = (from: string, until: string) =>
    fc
      .integer({ min: dayNumber(from), max: dayNumber(until) })
      .map((day) => new Date(day * 86_400_000).toISOString().slice(0, 10))
  const anyRule = fc
    .record({
      cycle: fc.constantFrom('date', 'daily', 'weekly', 'monthly', 'yearly'),
      interval: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 4 })),
      startDate: date('2019-12-25', '2027-06-30'),
      endDate: fc.option(date('2026-01-01', '2029-12-31'), { freq: 3, nil: null }),
      weekdays: fc.oneof(
        fc.subarray([...weekdays]),
        fc.constantFrom(...weekdays).map((day) => [day]),
      ),
      ordinal: fc.option(fc.constantFrom('first', 'second', 'third', 'fourth', 'fifth', 'last', 'every'), {
        nil: null,
      }),
      days: fc.array(fc.integer({ min: 1, max: 31 }), { maxLength: 4 }),
      month: fc.option(fc.integer({ min: 1, max: 12 }), { nil: null }),
      reckoning: fc.constantFrom('calendar', 'kazoo'),
    })
    .map((fields) => ours(fields as never))
  const zones = fc.constantFrom('Europe/Berlin', 'America/Vancouver', 'Pacific/Kiritimati', 'Asia/Kathmandu')

  it('comes back from Kazoo as it went, and without our keys means the same days there, or the export says that it does not', () => {
    let same = 0
    fc.assert(
      fc.property(anyRule, zones, (rule, zone) => {
        const { files, json, notes } = exported([account(zone), rule])
        const back = readKazoo(files).documents.find(
          ({ kind }) => kind === 'schedule-rule',
        ) as DocumentOf<'schedule-rule'>
        expect({ ...back, foreign: undefined }).toEqual({ ...rule, foreign: undefined })
        const { callwright: _ours, ...bare } = json
        const there = imported(bare, zone).rule
        let differs = false
        for (let day = dayNumber('2019-01-01'); day < dayNumber('2032-01-01') && !differs; day++) {
          differs = includesDay(rule, day) !== includesDay(there, day)
        }
        if (!differs) same++
        expect(differs ? notes.length : 1).toBe(1)
      }),
      { seed: 42, numRuns: 120 },
    )
    expect(same).toBeGreaterThan(30)
  }, 60_000)
})
