import { Temporal } from 'temporal-polyfill'
import { describe, expect, it } from 'vitest'
import { type Document, makeDocument, parseDocument, type ScheduleRule } from '../../../src/callflow/design/document.ts'
import { snapshotOf } from '../../../src/callflow/design/snapshot.ts'
import { writeKazoo } from '../../../src/callflow/exchange/kazoo/export.ts'
import { readKazoo } from '../../../src/callflow/exchange/kazoo/import.ts'
import { referencesOf } from '../../../src/callflow/modules/document-references.ts'
import {
  call,
  type CallAbout,
  drawFlow,
  heard,
  insideCaller,
  operations,
  path,
} from '../../../src/callflow/rehearse/small-design.ts'
import { forcedKey } from '../../../src/callflow/run/state-keys.ts'
import { explain, nextChange, routeAt, type ScheduleQuestion } from '../../../src/callflow/schedule/explain.ts'

const HOUR = 3_600
const DAY = 86_400
const allDay = { fromSec: 0, untilSec: DAY }
const workWeek: ScheduleRule['weekdays'] = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday']

const rule = (id: string, fields: Partial<ScheduleRule> = {}) =>
  makeDocument('schedule-rule', { id, name: id, ...fields })
const at = (local: string, zone = 'UTC') =>
  Temporal.PlainDateTime.from(local).toZonedDateTime(zone, { disambiguation: 'earlier' }).epochMilliseconds
const asked = (rules: readonly ScheduleRule[], about: Partial<ScheduleQuestion> = {}): ScheduleQuestion => ({
  design: snapshotOf(rules),
  routes: rules.map(({ id }) => id),
  zone: 'UTC',
  mode: 'specific',
  ...about,
})
const applies = (each: ScheduleRule, local: string, zone = 'UTC') =>
  routeAt(asked([each], { zone }), at(local, zone)) === each.id
const daysOf = (each: ScheduleRule, from: string, count: number) =>
  Array.from({ length: count }, (_, index) => Temporal.PlainDate.from(from).add({ days: index }).toString()).filter(
    (day) => applies(each, `${day}T12:00`),
  )
const refused = (fields: object) => {
  const parsed = parseDocument({ kind: 'schedule-rule', id: 'r', name: 'R', ...fields })
  return parsed.ok ? undefined : parsed.error
}

/** A call into a time-of-day step on these rules; the branch it goes on by. */
function callAt(local: string, rules: readonly Document[], settings: object = {}, about: CallAbout = {}) {
  const routes = rules.map(({ id }) => id)
  const flow = drawFlow({
    nodes: { 'time-of-day': { routes, ...settings }, 'hang-up': {} },
    wires: [...routes, '_'].map((branch) => `time-of-day ${branch} hang-up`),
  })
  return call([flow], [], { ...about, documents: [...rules, ...(about.documents ?? [])], startMs: at(local) })
}
const branchAt = (...args: Parameters<typeof callAt>) => path(callAt(...args))[0]?.replace('time-of-day ', '')

const open = rule('open', { weekdays: [...workWeek], fromSec: 9 * HOUR, untilSec: 17 * HOUR })
const lunch = rule('lunch', { weekdays: ['monday', 'wednesday', 'friday'], fromSec: 12 * HOUR, untilSec: 13 * HOUR })

describe('A5 rule keys', () => {
  it('A5: given nothing but a name, when a rule is made, then it repeats weekly from 09:00 to 17:00 by the clock', () => {
    expect(rule('r')).toMatchObject({
      cycle: 'weekly',
      interval: 1,
      startDate: '2000-01-01',
      endDate: null,
      weekdays: [],
      ordinal: null,
      days: [],
      month: null,
      fromSec: 9 * HOUR,
      untilSec: 17 * HOUR,
      forced: 'by-time',
    })
  })

  it.each([
    ['an unknown cycle', { cycle: 'hourly' }, 'cycle'],
    ['an interval of 0', { interval: 0 }, 'interval'],
    ['day 32 of a month', { days: [32] }, 'days'],
    ['an unknown weekday', { weekdays: ['wensday'] }, 'weekdays'],
    ['a sixth weekday of the month', { ordinal: 'sixth' }, 'ordinal'],
    ['month 13', { month: 13 }, 'month'],
    ['a window after the end of the day', { untilSec: DAY + 1 }, 'untilSec'],
    ['a start date that does not exist', { startDate: '2026-02-30' }, 'startDate'],
  ])('A5: given %s, when the rule is read, then it is refused by the name of the field', (_what, fields, field) => {
    expect(refused(fields)).toContain(field)
  })

  it('A5: given a Kazoo rule without window or start, when it is imported, then it is open all day since the year Kazoo means', () => {
    const kazoo = { id: 'r', name: 'R', cycle: 'weekly', wdays: ['monday', 'wensday'] }
    const { documents } = readKazoo([{ path: 'temporal_rules/r.json', text: JSON.stringify(kazoo) }])
    expect(documents.find(({ kind }) => kind === 'schedule-rule')).toMatchObject({
      ...allDay,
      weekdays: ['monday', 'wednesday'],
      interval: 1,
      startDate: '1983-04-11',
    })
  })

  it('A5: given either spelling of Wednesday, when a rule goes out to Kazoo again, then it is spelt as it came', () => {
    for (const spelt of ['wensday', 'wednesday']) {
      const text = JSON.stringify({ id: 'r', name: 'R', cycle: 'weekly', wdays: ['monday', spelt] })
      const { documents } = readKazoo([{ path: 'temporal_rules/r.json', text }])
      const out = writeKazoo(snapshotOf(documents)).files.find(({ path: file }) => file.startsWith('temporal_rules/'))
      expect(JSON.parse(out?.text ?? '{}')).toMatchObject({ wdays: ['monday', spelt] })
    }
  })
})

describe('A5 enabled', () => {
  const sunday = '2026-11-22T03:00'

  it('A5: given a rule forced on, when a call comes in at any time, then it wins', () => {
    expect(branchAt(sunday, [{ ...open, forced: 'on' }])).toBe('open')
  })

  it('A5: given a rule switched off, when a call comes in during its hours, then it is skipped', () => {
    expect(branchAt('2026-11-20T12:30', [{ ...open, forced: 'off' }, lunch])).toBe('lunch')
  })

  it('A5: given a rule forced on that is listed second, when listed order counts and the first applies, then the first wins: it is reached in order', () => {
    const documents = [open, { ...lunch, forced: 'on' as const }]
    expect(branchAt('2026-11-19T10:00', documents, { orderMode: 'listed' })).toBe('open')
    expect(branchAt(sunday, documents, { orderMode: 'listed' })).toBe('lunch')
  })

  it('A5: given the three states Kazoo stores, when rules are imported, then true is on, false is off and absent is by time', () => {
    const states = [true, false, undefined].map((enabled, index) => {
      const text = JSON.stringify({ id: `r${index}`, name: 'R', cycle: 'daily', enabled })
      const read = readKazoo([{ path: `temporal_rules/r${index}.json`, text }]).documents
      return read.find(({ kind }) => kind === 'schedule-rule')
    })
    expect(states).toMatchObject([{ forced: 'on' }, { forced: 'off' }, { forced: 'by-time' }])
  })
})

describe('A5 start and end', () => {
  it('A5: given a rule that starts in the future, when a call comes in on one of its days before, then it is discarded for now', () => {
    const later = { ...open, startDate: '2026-12-01' }
    expect(applies(later, '2026-11-30T12:00')).toBe(false)
    expect(applies(later, '2026-12-01T12:00')).toBe(true)
    expect(explain(asked([later]), at('2026-11-30T12:00')).verdicts[0]?.why).toBe('begins on 2026-12-01')
  })

  it('A5: given a last day, when a call comes in after it, then the rule no longer applies; Kazoo has no such field', () => {
    const season = { ...open, endDate: '2026-11-19' }
    expect(daysOf(season, '2026-11-18', 3)).toEqual(['2026-11-18', '2026-11-19'])
    expect(explain(asked([season]), at('2026-11-20T12:00')).verdicts[0]?.why).toBe('ended on 2026-11-19')
  })
})

describe('A5 window', () => {
  it.each([
    ['08:59:59', false],
    ['09:00:00', true],
    ['17:00:00', true],
    ['17:00:01', false],
  ])(
    'A5: given hours from 9 to 17, when a call comes in at %s, then whether they apply is %s: both ends belong to them',
    (time, expected) => {
      expect(applies(open, `2026-11-20T${time}`)).toBe(expected)
    },
  )

  it('A5: given hours until 24:00, when a call comes in in the last second of the day, then they apply, and no more at midnight', () => {
    const evening = rule('evening', { weekdays: ['friday'], fromSec: 17 * HOUR, untilSec: DAY })
    expect(applies(evening, '2026-11-20T23:59:59')).toBe(true)
    expect(applies(evening, '2026-11-21T00:00:00')).toBe(false)
  })

  it('A5: given a window over midnight, when a call comes in on the morning after, then it belongs to the day it opened on, in either order', () => {
    const night = rule('night', { weekdays: ['friday'], fromSec: 22 * HOUR, untilSec: 6 * HOUR })
    for (const orderMode of ['specific', 'listed']) {
      expect(branchAt('2026-11-20T23:00', [night], { orderMode })).toBe('night')
      expect(branchAt('2026-11-21T06:00', [night], { orderMode })).toBe('night')
      expect(branchAt('2026-11-20T05:00', [night], { orderMode })).toBe('_')
      expect(branchAt('2026-11-21T23:00', [night], { orderMode })).toBe('_')
    }
  })
})

describe('A5 cycles', () => {
  it.each(['daily', 'weekly', 'monthly', 'yearly', 'date'] as const)(
    'A5: given a %s rule, when today is one of its days, then it applies from the first second of today',
    (cycle) => {
      const today = rule('r', { ...allDay, cycle, startDate: '2026-11-20', days: [20], month: 11 })
      expect(applies(today, '2026-11-20T00:00')).toBe(true)
    },
  )

  it('A5: given a date, when calls come in around it, then it applies on exactly that day', () => {
    expect(daysOf(rule('r', { ...allDay, cycle: 'date', startDate: '2026-12-25' }), '2026-12-20', 400)).toEqual([
      '2026-12-25',
    ])
  })

  it('A5: given a daily rule every third day, when days go by, then it counts from its start', () => {
    const every3 = rule('r', { ...allDay, cycle: 'daily', interval: 3, startDate: '2026-12-02' })
    expect(daysOf(every3, '2026-12-01', 10)).toEqual(['2026-12-02', '2026-12-05', '2026-12-08'])
  })

  it('A5: given a weekly rule every second week, when weeks go by, then ISO weeks count from that of its start', () => {
    const fortnightly = rule('r', { ...allDay, interval: 2, weekdays: ['monday', 'sunday'], startDate: '2026-11-18' })
    expect(daysOf(fortnightly, '2026-11-16', 30)).toEqual(['2026-11-22', '2026-11-30', '2026-12-06', '2026-12-14'])
  })

  it('A5: given a weekly rule without weekdays, when a call comes in on any day, then it applies', () => {
    expect(daysOf(rule('r', allDay), '2026-11-16', 7)).toHaveLength(7)
  })

  it('A5: given days of the month, when months go by, then those days apply, and months without them are passed over', () => {
    expect(daysOf(rule('r', { ...allDay, cycle: 'monthly', days: [1, 31] }), '2026-11-01', 62)).toEqual([
      '2026-11-01',
      '2026-12-01',
      '2026-12-31',
      '2027-01-01',
    ])
  })

  it('A5: given every second month, when months go by, then they are counted from the month of the start', () => {
    const rarely = rule('r', { ...allDay, cycle: 'monthly', days: [1], interval: 2, startDate: '2026-01-31' })
    expect(daysOf(rarely, '2026-02-01', 130)).toEqual(['2026-03-01', '2026-05-01'])
  })

  it.each([
    ['first', ['2026-12-01']],
    ['second', ['2026-12-08']],
    ['third', ['2026-12-15']],
    ['fourth', ['2026-12-22']],
    ['fifth', ['2026-12-29']],
    ['last', ['2026-12-29']],
    ['every', ['2026-12-01', '2026-12-08', '2026-12-15', '2026-12-22', '2026-12-29']],
  ] as const)(
    'A5: given the %s Tuesday of the month, when December 2026 comes, then it applies on %s',
    (ordinal, days) => {
      const monthly = rule('r', { ...allDay, cycle: 'monthly', ordinal, weekdays: ['tuesday'] })
      expect(daysOf(monthly, '2026-12-01', 31)).toEqual(days)
    },
  )

  it('A5: given the fifth Friday of every second month, when months go by, then months with one are found, unlike in Kazoo', () => {
    const fifth = { ...allDay, cycle: 'monthly', ordinal: 'fifth', weekdays: ['friday'] } as const
    const every2 = rule('r', { ...fifth, weekdays: ['friday'], interval: 2, startDate: '2026-01-01' })
    // Fifth Fridays of 2026 are in January, May, July and October.
    expect(daysOf(every2, '2026-01-01', 365)).toEqual(['2026-01-30', '2026-05-29', '2026-07-31'])
  })

  it('A5: given a yearly rule, when years go by, then it applies in its month, by days or by weekday, every so many years', () => {
    const christmas = rule('r', { ...allDay, cycle: 'yearly', month: 12, days: [25, 26] })
    expect(daysOf(christmas, '2026-12-20', 10)).toEqual(['2026-12-25', '2026-12-26'])
    const labour = rule('r', { ...allDay, cycle: 'yearly', month: 9, ordinal: 'first', weekdays: ['monday'] })
    expect(daysOf(labour, '2026-01-01', 365)).toEqual(['2026-09-07'])
    const every2 = rule('r', { ...allDay, cycle: 'yearly', month: 2, days: [29], interval: 4, startDate: '2024-01-01' })
    expect(daysOf(every2, '2026-01-01', 365 * 4)).toEqual(['2028-02-29'])
  })
})

describe('A5 sets', () => {
  const christmas = rule('christmas', { ...allDay, cycle: 'yearly', month: 12, days: [25] })
  const newYear = rule('new-year', { ...allDay, cycle: 'yearly', month: 1, days: [1] })
  const holidays = makeDocument('schedule-set', {
    id: 'holidays',
    name: 'Holidays',
    ruleIds: ['christmas', 'new-year'],
  })
  const documents = [christmas, newYear]

  it('A5: given a set as a branch, when any of its rules applies, then calls go by the branch of the set', () => {
    const routes = [{ ...open, weekdays: [] }, holidays]
    expect(branchAt('2026-12-25T10:00', routes, {}, { documents })).toBe('holidays')
    expect(branchAt('2027-01-01T10:00', routes, {}, { documents })).toBe('holidays')
    expect(branchAt('2026-12-24T10:00', routes, {}, { documents })).toBe('open')
  })

  it('A5: given a set that names a rule that is gone, when a call comes in, then the others still count', () => {
    const set = { ...holidays, ruleIds: ['gone', 'christmas'] }
    expect(branchAt('2026-12-25T10:00', [set], {}, { documents })).toBe('holidays')
  })

  it('A5: given a Kazoo step with rule_set, when it is imported, then the set is asked last and leads to the child named rule_set', () => {
    const files = {
      'temporal_rules/open1.json': { id: 'open1', name: 'Open', cycle: 'weekly', wdays: ['monday'] },
      'temporal_rules_sets/days1.json': { id: 'days1', name: 'Days', temporal_rules: ['open1'] },
      'callflows/flow1.json': {
        id: 'flow1',
        numbers: ['8000'],
        flow: {
          module: 'temporal_route',
          data: { rules: ['open1'], rule_set: 'days1' },
          children: {
            rule_set: { module: 'response', data: { code: 486 }, children: {} },
            open1: { module: 'response', data: { code: 480 }, children: {} },
          },
        },
      },
    }
    const read = readKazoo(Object.entries(files).map(([file, json]) => ({ path: file, text: JSON.stringify(json) })))
    const flow = read.documents.find(({ kind }) => kind === 'callflow')
    const node = flow?.kind === 'callflow' ? flow.nodes[flow.entry ?? ''] : undefined
    expect(node?.settings).toMatchObject({ routes: ['open1', 'days1'], orderMode: 'listed' })
    const branches = flow?.kind === 'callflow' ? flow.wires.map(({ branch }) => branch) : []
    expect(branches.toSorted()).toEqual(['days1', 'open1'])
  })
})

describe('A5 time zone', () => {
  const tokyo = makeDocument('account', { id: 'account', name: 'Tokyo', timezone: 'Asia/Tokyo' })

  it("A5: given no zone on the step, when a call comes in, then the account's clock counts; without one UTC", () => {
    // 03:00 UTC is noon in Tokyo.
    expect(branchAt('2026-11-20T03:00', [open], {}, { documents: [tokyo] })).toBe('open')
    expect(branchAt('2026-11-20T03:00', [open])).toBe('_')
  })

  it("A5: given a zone on the step, when a call comes in, then it beats the account's", () => {
    expect(branchAt('2026-11-20T12:00', [open], { timezone: 'Europe/Berlin' }, { documents: [tokyo] })).toBe('open')
  })

  it('A5: given a Kazoo step that inherits its zone, when it is imported, then it has none of its own', () => {
    const flow = {
      id: 'flow1',
      numbers: ['1'],
      flow: { module: 'temporal_route', data: { timezone: 'inherit' }, children: {} },
    }
    const { documents } = readKazoo([{ path: 'callflows/flow1.json', text: JSON.stringify(flow) }])
    const read = documents.find(({ kind }) => kind === 'callflow')
    expect(read?.kind === 'callflow' && read.nodes[read.entry ?? '']?.settings['timezone']).toBeFalsy()
  })

  it.each(['2026-03-28', '2026-03-29', '2026-03-30', '2026-10-24', '2026-10-25', '2026-10-26'])(
    'A5: given hours in a zone with summer time, when it is %s, around a clock change, then 9 to 17 is 9 to 17 on the wall',
    (day) => {
      const always = { ...open, weekdays: [] }
      const times = ['08:59', '09:00', '17:00', '17:01'].map((time) =>
        applies(always, `${day}T${time}`, 'Europe/Berlin'),
      )
      expect(times).toEqual([false, true, true, false])
    },
  )

  it('A5: given an opening within the hour that is skipped, when the clock jumps, then it opens at the jump', () => {
    const early = rule('early', { weekdays: ['sunday'], fromSec: 2.5 * HOUR, untilSec: 4 * HOUR })
    const change = nextChange(asked([early], { zone: 'Europe/Berlin' }), Date.parse('2026-03-29T00:00Z'))
    expect(new Date(change?.atMs ?? 0).toISOString()).toBe('2026-03-29T01:00:00.000Z')
  })
})

describe('A5 actions', () => {
  const documents = [
    open,
    lunch,
    makeDocument('schedule-set', { id: 'both', name: 'Both', ruleIds: ['open', 'lunch'] }),
  ]
  const sunday = at('2026-11-22T03:00')

  function switching(action: string, choices: readonly string[], rules = ['open'], state: Record<string, string> = {}) {
    const flow = drawFlow({
      nodes: { 'time-of-day-switch': { action, rules }, 'time-of-day': { routes: ['open', 'lunch'] }, 'hang-up': {} },
      wires: ['time-of-day-switch _ time-of-day', 'time-of-day open hang-up', 'time-of-day _ hang-up'],
    })
    const world = { state: Object.entries(state).map(([id, value]) => ({ key: forcedKey(id), value })) }
    return call([flow], choices, { documents, startMs: sunday, caller: insideCaller('1001'), world })
  }
  const stateOf = (rehearsal: ReturnType<typeof call>, id: string) => rehearsal.world.readState(forcedKey(id))

  it('A5: given a rule, when "enable" is dialled, then it is forced on, the caller hears so and the flow goes on', () => {
    const done = switching('enable', ['finished'])
    expect(stateOf(done, 'open')).toBe('on')
    expect(heard(done)).toEqual(['temporal-marked_enabled'])
    expect(path(done)).toEqual(['time-of-day-switch _', 'time-of-day open', 'hang-up end'])
  })

  it('A5: given a set, when "disable" is dialled, then each of its rules is off and calls go all other ways', () => {
    const done = switching('disable', ['finished'], ['both'])
    expect([stateOf(done, 'open'), stateOf(done, 'lunch')]).toEqual(['off', 'off'])
    expect(heard(done)).toEqual(['temporal-marked_disabled'])
    expect(path(done)).toContain('time-of-day _')
  })

  it('A5: given a rule forced on by phone, when "reset" is dialled, then the clock decides again', () => {
    const done = switching('reset', ['finished'], ['open'], { open: 'on' })
    expect(stateOf(done, 'open')).toBeUndefined()
    expect(heard(done)).toEqual(['temporal-marker_reset'])
    expect(path(done)).toContain('time-of-day _')
  })

  it.each([
    ['1', 'on'],
    ['2', 'off'],
    ['3', undefined],
  ])('A5: given the menu, when the caller keys %s, then the rule becomes %s', (key, state) => {
    const done = switching('menu', [`keys:${key}`, 'finished'], ['open'], { open: 'on' })
    expect(stateOf(done, 'open')).toBe(state)
    expect(heard(done)[0]).toBe('temporal-menu')
  })

  it('A5: given the menu, when the caller keys nothing three times, then nothing changes and the flow goes on', () => {
    const done = switching('menu', ['silence', 'silence', 'silence'], ['open'], { open: 'on' })
    expect(stateOf(done, 'open')).toBe('on')
    expect(operations(done, 'collect')).toHaveLength(3)
    expect(path(done)).toContain('time-of-day open')
  })
})

describe('A5 specificity, M56', () => {
  const noon = '2026-11-20T12:30'

  it('M56: given M/W/F 12-13 and M-F 9-17, when a call comes in on a Friday at 12:30, then the three days of one hour win, however they are listed', () => {
    expect(branchAt(noon, [open, lunch])).toBe('lunch')
    expect(branchAt(noon, [lunch, open])).toBe('lunch')
    expect(branchAt('2026-11-19T12:30', [open, lunch])).toBe('open')
  })

  it.each([
    [
      '1 forced',
      { forced: 'on', cycle: 'daily', ...allDay },
      { cycle: 'date', startDate: '2026-11-20', ...allDay },
      '"one" is forced on',
    ],
    [
      '2 a date over days of a month',
      { cycle: 'date', startDate: '2026-11-20', ...allDay },
      { cycle: 'yearly', month: 11, days: [20, 21], ...allDay },
      '"one" has fewer days: 1 in a year, not 2',
    ],
    [
      '2 one day of a year over one of every month',
      { cycle: 'yearly', month: 11, days: [20], ...allDay },
      { cycle: 'monthly', days: [20], ...allDay },
      '"one" has fewer days: 1 in a year, not 12',
    ],
    [
      '2 one day of a month over one of every week, however long',
      { cycle: 'monthly', days: [20], ...allDay },
      { weekdays: ['friday'], fromSec: 12 * HOUR, untilSec: 13 * HOUR },
      '"one" has fewer days: 12 in a year, not 53',
    ],
    [
      '2 every second week over every week',
      { weekdays: ['friday'], interval: 2, startDate: '2026-11-20', ...allDay },
      { weekdays: ['friday'], ...allDay },
      '"one" has fewer days: 27 in a year, not 53',
    ],
    [
      '2 a closure of ten days over workdays',
      { cycle: 'daily', startDate: '2026-11-15', endDate: '2026-11-24', ...allDay },
      { weekdays: workWeek, fromSec: 9 * HOUR, untilSec: 17 * HOUR },
      '"one" has fewer days: 10 in a year, not 262',
    ],
    [
      '2 summer hours with an end over standing hours',
      { weekdays: workWeek, startDate: '2026-06-01', endDate: '2026-11-30', ...allDay },
      { weekdays: workWeek, fromSec: 9 * HOUR, untilSec: 17 * HOUR },
      '"one" has fewer days: 131 in a year, not 262',
    ],
    [
      '2 every Friday of a month over every Thursday and Friday',
      { cycle: 'monthly', ordinal: 'every', weekdays: ['friday'], ...allDay },
      { weekdays: ['thursday', 'friday'], fromSec: 12 * HOUR, untilSec: 13 * HOUR },
      '"one" has fewer days: 53 in a year, not 106',
    ],
    [
      '3 nothing but the window, though one is said to be weekly and the other daily',
      { fromSec: 12 * HOUR, untilSec: 13 * HOUR },
      { cycle: 'daily', ...allDay },
      '"one" is open for a shorter time',
    ],
    [
      '3 a shorter window',
      { weekdays: ['friday'], fromSec: 12 * HOUR, untilSec: 13 * HOUR },
      { weekdays: ['friday'], ...allDay },
      '"one" is open for a shorter time',
    ],
    [
      '4 the order of the list',
      { weekdays: ['friday'], ...allDay },
      { weekdays: ['friday'], ...allDay },
      '"one" is as specific and comes first',
    ],
  ] as const)(
    'A5: given two rules that differ by %s, when both apply, then the first wins and the other is told why',
    (_what, one, other, why) => {
      const rules = [rule('one', one as Partial<ScheduleRule>), rule('other', other as Partial<ScheduleRule>)]
      const { winner, verdicts } = explain(asked(rules), at(noon))
      expect(winner?.routeId).toBe('one')
      expect(verdicts).toMatchObject([{ verdict: 'won' }, { verdict: 'lost', why }])
    },
  )

  it.each([
    ['2026-12-23T10:00', 'open'],
    ['2026-12-24T10:00', 'closed'],
    ['2026-12-29T10:00', 'closed'],
    ['2027-01-01T18:00', 'closed'],
    ['2027-01-04T10:00', 'open'],
  ])(
    'M56: given a closure over New Year and Monday to Friday, when a call comes in at %s, then it goes by "%s", however they are listed',
    (local, branch) => {
      const closed = rule('closed', { ...allDay, cycle: 'daily', startDate: '2026-12-24', endDate: '2027-01-02' })
      expect(branchAt(local, [open, closed])).toBe(branch)
      expect(branchAt(local, [closed, open])).toBe(branch)
    },
  )

  it('M56: given a closure over New Year, when its days are counted, then it is one closure and not two years of a few days', () => {
    const newYear = rule('new-year', { ...allDay, cycle: 'daily', startDate: '2026-11-16', endDate: '2027-01-04' })
    const yearly = rule('yearly', { ...allDay, cycle: 'yearly', month: 11, ordinal: 'every' })
    const { verdicts } = explain(asked([newYear, yearly]), at(noon))
    expect(verdicts[0]?.why).toBe('"yearly" has fewer days: 30 in a year, not 50')
  })

  it('M56: given the explicit order override, when listed order counts, then the first that applies wins and specificity does not matter', () => {
    expect(branchAt(noon, [open, lunch], { orderMode: 'listed' })).toBe('open')
    expect(branchAt(noon, [lunch, open], { orderMode: 'listed' })).toBe('lunch')
    const { verdicts } = explain(asked([open, lunch], { mode: 'listed' }), at(noon))
    expect(verdicts[1]).toMatchObject({ verdict: 'lost', why: '"open" comes first in the list' })
  })

  it('M56: given a Kazoo step, when it is imported, then it keeps the order of data.rules, then of the children', () => {
    const leaf = { module: 'response', data: {}, children: {} }
    const json = {
      id: 'flow1',
      numbers: ['1'],
      flow: { module: 'temporal_route', data: { rules: ['late1'] }, children: { early1: leaf, late1: leaf, _: leaf } },
    }
    const rules = ['early1', 'late1'].map((id) => ({
      path: `temporal_rules/${id}.json`,
      text: JSON.stringify({ id, name: id, cycle: 'daily' }),
    }))
    const { documents } = readKazoo([{ path: 'callflows/flow1.json', text: JSON.stringify(json) }, ...rules])
    const flow = documents.find(({ kind }) => kind === 'callflow')
    expect(flow?.kind === 'callflow' && flow.nodes[flow.entry ?? '']?.settings).toMatchObject({
      routes: ['late1', 'early1'],
      orderMode: 'listed',
    })
  })

  it('M56: given a step by specificity, when it goes out to Kazoo, then its rules are listed with the most specific first', () => {
    const flow = drawFlow({ nodes: { 'time-of-day': { routes: ['open', 'lunch'] }, 'hang-up': {} }, numbers: ['1'] })
    const out = writeKazoo(snapshotOf([flow, open, lunch])).files.find(({ path: file }) =>
      file.startsWith('callflows/'),
    )
    expect(JSON.parse(out?.text ?? '{}')).toMatchObject({ flow: { data: { rules: ['lunch', 'open'] } } })
  })

  it('M56: given a call that comes by a step, when its trace is read, then it says which hours won, which lost and why', () => {
    const notes = (...args: Parameters<typeof callAt>) =>
      operations(callAt(...args), 'note').map(({ message }) => message)
    expect(notes(noon, [open, lunch])).toEqual([
      '"lunch" applies now. "open" would too, but "lunch" has fewer days: 157 in a year, not 262.',
    ])
    expect(notes('2026-11-21T12:30', [open])).toEqual(['None of the hours apply now.'])
    expect(
      notes(noon, [
        { ...open, forced: 'off' },
        { ...lunch, forced: 'on' },
      ]),
    ).toEqual(['"lunch" is forced on by hand. Switched off: "open".'])
  })

  it('A5: given open hours, when the next change is asked, then it is the opening, then the second after closing', () => {
    const question = asked([open], { zone: 'Europe/Berlin' })
    const opening = nextChange(question, at('2026-11-21T12:00', 'Europe/Berlin'))
    expect(opening).toEqual({ atMs: at('2026-11-23T09:00', 'Europe/Berlin'), from: undefined, to: 'open' })
    expect(nextChange(question, opening?.atMs ?? 0)?.atMs).toBe(at('2026-11-23T17:00:01', 'Europe/Berlin'))
  })
})

describe('M46 and M14', () => {
  it('M46: given open hours and a way out for all other times, when calls come in, then they go by the hours that apply, else by the other', () => {
    expect(branchAt('2026-11-20T10:00', [open])).toBe('open')
    expect(branchAt('2026-11-20T18:00', [open])).toBe('_')
    expect(branchAt('2026-11-21T10:00', [open])).toBe('_')
  })

  it('M46: given a step in which no hours are chosen, when a call comes in, then it goes by all other times', () => {
    expect(branchAt('2026-11-20T10:00', [])).toBe('_')
  })

  it('M14: given a rule, when where it is used is asked, then every step and every set that names it is found', () => {
    const set = makeDocument('schedule-set', { id: 'set', name: 'Set', ruleIds: ['open'] })
    const flow = drawFlow({
      nodes: { 'time-of-day': { routes: ['open', 'set'] }, 'time-of-day-switch': { rules: ['open'] } },
    })
    const places = [set, flow].flatMap((document) => referencesOf(document).filter(({ toId }) => toId === 'open'))
    expect(places.map((place) => place.path)).toEqual([
      'ruleIds.0',
      'nodes.time-of-day.settings.routes.0',
      'nodes.time-of-day-switch.settings.rules.0',
    ])
  })

  it('M14: given a rule that several callflows use, when its hours are edited in one place, then calls of all of them go by the new hours', () => {
    const longer = { ...open, untilSec: 20 * HOUR }
    expect([branchAt('2026-11-20T19:00', [open]), branchAt('2026-11-20T19:00', [longer])]).toEqual(['_', 'open'])
    expect(branchAt('2026-11-20T19:00', [longer], { orderMode: 'listed' })).toBe('open')
  })
})
