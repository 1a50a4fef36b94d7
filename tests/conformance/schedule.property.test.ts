import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Document, makeDocument, type ScheduleRule } from '../../src/callflow/design/document.ts'
import { weekdays } from '../../src/callflow/design/kinds/schedules.ts'
import { snapshotOf } from '../../src/callflow/design/snapshot.ts'
import { explain, nextChange, routeAt, type ScheduleQuestion } from '../../src/callflow/schedule/explain.ts'
import { daysInYear } from '../../src/callflow/schedule/rarity.ts'
import { splitAtMidnight } from '../../src/callflow/schedule/split-at-midnight.ts'
import { naiveClock, naiveDaysInYear, naiveRoute } from '../harness/naive-schedule.ts'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

/** Clocks that change by an hour and by half of one, north and south, off by quarters, across the date line, and never. */
const zones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/St_Johns',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Pacific/Apia',
  'America/Vancouver',
]

const ordinals = ['first', 'second', 'third', 'fourth', 'fifth', 'last', 'every'] as const
const date = (from: number, until: number) =>
  fc.integer({ min: from, max: until }).map((day) => new Date(day * DAY_MS).toISOString().slice(0, 10))
const day = (text: string) => Date.parse(text) / DAY_MS

/** Whole minutes and odd seconds, both ends of the day, and windows over midnight. */
const second = fc.oneof(
  fc.integer({ min: 0, max: 96 }).map((quarters) => quarters * 900),
  fc.integer({ min: 0, max: 86_400 }),
)

const anyRule = (id: string): fc.Arbitrary<ScheduleRule> =>
  fc
    .record({
      cycle: fc.constantFrom('date', 'daily', 'weekly', 'monthly', 'yearly'),
      interval: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 5 })),
      startDate: fc.oneof(date(day('2026-01-01'), day('2027-12-31')), date(day('1999-12-25'), day('2027-06-30'))),
      endDate: fc.option(date(day('2026-01-01'), day('2029-12-31')), { freq: 3, nil: null }),
      weekdays: fc.subarray([...weekdays]),
      ordinal: fc.option(fc.constantFrom(...ordinals), { nil: null }),
      days: fc.uniqueArray(fc.integer({ min: 1, max: 31 }), { maxLength: 4 }),
      month: fc.option(fc.integer({ min: 1, max: 12 }), { nil: null }),
      fromSec: second,
      untilSec: second,
      forced: fc.oneof({ weight: 12, arbitrary: fc.constant('by-time' as const) }, fc.constantFrom('on', 'off')),
    })
    .map((fields) => makeDocument('schedule-rule', { id, name: id, ...fields } as never))

/** Up to five rules, some of them behind a set, asked in either order and partly forced while calls come in. */
const anyQuestion: fc.Arbitrary<ScheduleQuestion> = fc
  .record({
    rules: fc.tuple(...['a', 'b', 'c', 'd', 'e'].map(anyRule)),
    inSet: fc.subarray(['c', 'd', 'e']),
    routes: fc.shuffledSubarray(['a', 'b', 'c', 'set', 'gone'], { minLength: 1 }),
    mode: fc.constantFrom('specific', 'listed'),
    zone: fc.constantFrom(...zones),
    forced: fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('on', 'off', 'by-time'), { maxKeys: 1 }),
  })
  .map(({ rules, inSet, routes, mode, zone, forced }) => {
    const set = makeDocument('schedule-set', { id: 'set', name: 'Set', ruleIds: inSet })
    const documents: Document[] = [...rules, set]
    return { design: snapshotOf(documents), routes, mode, zone, forced: (id: string) => forced[id] } as ScheduleQuestion // as drawn above
  })

const firstDays = fc.integer({ min: day('2026-01-01'), max: day('2029-01-01') })

describe('A5: schedules against a naive reference that looks at a calendar minute by minute', () => {
  it('A5: given any rules, sets and forced states in any zone, when every minute of a year is asked, then the route is the one the reference finds', () => {
    fc.assert(
      fc.property(anyQuestion, firstDays, (question, firstDay) => {
        const differences: string[] = []
        for (const local of naiveClock(question.zone, firstDay * DAY_MS, 366 * 1_440)) {
          const ours = routeAt(question, local.epochMs)
          const theirs = naiveRoute(question, local)
          if (ours !== theirs) differences.push(`${local.date} ${local.second}: ${ours}, expected ${theirs}`)
        }
        expect(differences.slice(0, 3)).toEqual([])
      }),
      { seed: 20261121, numRuns: 10 },
    )
  }, 240_000)

  it('A5: given any rules in any zone, when the next change is followed through 60 days, then every minute between has the route of the reference', () => {
    fc.assert(
      fc.property(anyQuestion, firstDays, (question, firstDay) => {
        const differences: string[] = []
        let route = routeAt(question, firstDay * DAY_MS)
        let change = nextChange(question, firstDay * DAY_MS, 70)
        for (const local of naiveClock(question.zone, firstDay * DAY_MS, 60 * 1_440)) {
          while (change && change.atMs <= local.epochMs) {
            if (change.from !== route) differences.push(`${local.date}: from ${change.from}, expected ${route}`)
            route = change.to
            change = nextChange(question, change.atMs, 70)
          }
          const theirs = naiveRoute(question, local)
          if (route !== theirs) differences.push(`${local.date} ${local.second}: ${route}, expected ${theirs}`)
        }
        expect(differences.slice(0, 3)).toEqual([])
      }),
      { seed: 5, numRuns: 40 },
    )
  }, 240_000)

  it('A5: given any moment, when it is explained, then the winner is the route taken and every rule has a verdict', () => {
    fc.assert(
      fc.property(
        anyQuestion,
        fc.integer({ min: day('2026-01-01') * 1_440, max: day('2029-01-01') * 1_440 }),
        (question, minute) => {
          const { winner, verdicts } = explain(question, minute * MINUTE_MS)
          expect(winner?.routeId).toBe(routeAt(question, minute * MINUTE_MS))
          expect(verdicts.filter(({ verdict }) => verdict === 'won')).toHaveLength(winner ? 1 : 0)
          for (const { why } of verdicts) expect(why).not.toBe('')
        },
      ),
      { seed: 8, numRuns: 2_000 },
    )
  })

  it('M56: given any rule, when the days of a year it can apply to are counted, then they are as many as the reference ticks off in its calendar', () => {
    const counts = new Set<number>()
    fc.assert(
      fc.property(anyRule('a'), (rule) => {
        counts.add(daysInYear(rule))
        expect(daysInYear(rule)).toBe(naiveDaysInYear(rule))
      }),
      { seed: 55, numRuns: 150 },
    )
    expect(counts.size).toBeGreaterThan(40)
  }, 120_000)

  it('A5: given any rule over midnight that can be split, when it is split, then the two apply at the same minutes as the one', () => {
    let splits = 0
    fc.assert(
      fc.property(
        anyRule('a'),
        fc.boolean(),
        fc.constantFrom(...zones),
        firstDays,
        (drawn, isKazoo, zone, firstDay) => {
          const reckoning = isKazoo ? ('kazoo' as const) : ('calendar' as const)
          const rule = { ...drawn, reckoning, forced: 'by-time' as const }
          const split = splitAtMidnight(rule, 'morning')
          if (!split?.morning) return
          splits++
          const question = (...rules: ScheduleRule[]) =>
            ({ design: snapshotOf(rules), routes: rules.map(({ id }) => id), zone, mode: 'listed' }) as const
          const [one, two] = [question(rule), question(split.evening, split.morning)]
          const differences: string[] = []
          for (const { epochMs, date: today } of naiveClock(zone, firstDay * DAY_MS, 40 * 1_440)) {
            if ((routeAt(one, epochMs) !== undefined) !== (routeAt(two, epochMs) !== undefined)) differences.push(today)
          }
          expect([...new Set(differences)].slice(0, 3)).toEqual([])
        },
      ),
      { seed: 9, numRuns: 200 },
    )
    expect(splits).toBeGreaterThan(40)
  }, 120_000)
})
