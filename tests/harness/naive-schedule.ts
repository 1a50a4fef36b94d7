import type { ScheduleRule } from '../../src/callflow/design/document.ts'
import { weekdays } from '../../src/callflow/design/kinds/schedules.ts'
import type { ScheduleQuestion } from '../../src/callflow/schedule/explain.ts'

/**
 * A5 again, told as one would on fingers: by walking a calendar day by day from a rule's start and counting, and by asking the platform what
 * the clock on the wall shows. Nothing here comes from what it is compared with.
 */

/** What a wall shows at the beginning of a minute. */
export interface NaiveMinute {
  readonly epochMs: number
  /** `YYYY-MM-DD` */
  readonly date: string
  readonly dateBefore: string
  /** Since midnight by the wall clock. */
  readonly second: number
}

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
/** Clocks change at quarters of an hour: between them they only go on. */
const QUARTER_MS = 15 * MINUTE_MS

export function* naiveClock(zone: string, fromMs: number, minutes: number): Generator<NaiveMinute> {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  for (let quarterMs = fromMs; quarterMs < fromMs + minutes * MINUTE_MS; quarterMs += QUARTER_MS) {
    const parts: Record<string, string> = {}
    for (const { type, value } of format.formatToParts(quarterMs)) parts[type] = value
    const date = `${parts['year']}-${parts['month']}-${parts['day']}`
    const dateBefore = dateText(Date.parse(date) - DAY_MS)
    const second = Number(parts['hour']) * 3_600 + Number(parts['minute']) * 60
    for (let minute = 0; minute < 15; minute++) {
      yield { epochMs: quarterMs + minute * MINUTE_MS, date, dateBefore, second: second + minute * 60 }
    }
  }
}

const dateText = (ms: number) => new Date(ms).toISOString().slice(0, 10)

const LAST_DAY = '2056-01-01'
const known = new WeakMap<ScheduleRule, ReadonlySet<string>>()

/** Every day of a rule up to 2056, by walking there from its start. */
function naiveDays(rule: ScheduleRule): ReadonlySet<string> {
  const before = known.get(rule)
  if (before) return before
  const days = new Set<string>()
  const start = new Date(`${rule.startDate}T00:00:00Z`)
  let [dayCount, weekCount, monthCount] = [0, 0, 0]
  /** How often each weekday has come this month, today included. The start's month began before the start. */
  const seen = [0, 0, 0, 0, 0, 0, 0]
  for (let early = 1; early < start.getUTCDate(); early++) {
    const weekday = new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth(), early)).getUTCDay()
    seen[weekday] = (seen[weekday] ?? 0) + 1
  }
  for (const today = start; dateText(today.getTime()) < LAST_DAY; today.setUTCDate(today.getUTCDate() + 1)) {
    const text = dateText(today.getTime())
    const weekday = today.getUTCDay()
    if (dayCount > 0 && weekday === 1) weekCount++
    if (dayCount > 0 && today.getUTCDate() === 1) {
      monthCount++
      seen.fill(0)
    }
    seen[weekday] = (seen[weekday] ?? 0) + 1
    if (rule.endDate !== null && text > rule.endDate) break
    if (isDay(rule, { text, weekday, dayCount, weekCount, monthCount, nth: seen[weekday] ?? 0 })) days.add(text)
    dayCount++
  }
  known.set(rule, days)
  return days
}

interface NaiveDay {
  readonly text: string
  /** 0 is Sunday. */
  readonly weekday: number
  readonly dayCount: number
  readonly weekCount: number
  readonly monthCount: number
  /** The nth of its weekday this month. */
  readonly nth: number
}

function isDay(rule: ScheduleRule, day: NaiveDay): boolean {
  const [, month = '', dayOfMonth = ''] = day.text.split('-')
  const isListed = rule.weekdays.length === 0 || rule.weekdays.includes(weekdays[(day.weekday + 6) % 7] ?? 'monday')
  const inMonth = () => {
    if (rule.ordinal === null) {
      const days = rule.days.length > 0 ? rule.days : [Number(rule.startDate.slice(8))]
      return days.includes(Number(dayOfMonth))
    }
    if (rule.ordinal === 'every') return isListed
    if (rule.ordinal === 'last') {
      const weekLater = dateText(Date.parse(day.text) + 7 * DAY_MS)
      return isListed && weekLater.slice(5, 7) !== month
    }
    return isListed && ['first', 'second', 'third', 'fourth', 'fifth'][day.nth - 1] === rule.ordinal
  }
  switch (rule.cycle) {
    case 'date':
      return day.dayCount === 0
    case 'daily':
      return day.dayCount % rule.interval === 0
    case 'weekly':
      return isListed && day.weekCount % rule.interval === 0
    case 'monthly':
      return day.monthCount % rule.interval === 0 && inMonth()
    case 'yearly': {
      const years = Number(day.text.slice(0, 4)) - Number(rule.startDate.slice(0, 4))
      const wanted = rule.month === null ? rule.startDate.slice(5, 7) : String(rule.month).padStart(2, '0')
      return month === wanted && years % rule.interval === 0 && inMonth()
    }
  }
}

const isOpen = (rule: ScheduleRule, { date, dateBefore, second }: NaiveMinute) => {
  if (rule.untilSec >= rule.fromSec)
    return naiveDays(rule).has(date) && second >= rule.fromSec && second <= rule.untilSec
  return (
    (naiveDays(rule).has(date) && second >= rule.fromSec) ||
    (naiveDays(rule).has(dateBefore) && second <= rule.untilSec)
  )
}

/** The branch of a minute: the first in order, or the most specific by the list of A5. */
export function naiveRoute(
  { design, routes, mode, forced }: ScheduleQuestion,
  minute: NaiveMinute,
): string | undefined {
  const active: { routeId: string; rank: readonly number[] }[] = []
  for (const routeId of routes) {
    const set = design.find('schedule-set', routeId)
    for (const ruleId of set ? set.ruleIds : [routeId]) {
      const rule = design.find('schedule-rule', ruleId)
      if (!rule) continue
      const state = forced?.(ruleId) ?? rule.forced
      if (state === 'off' || (state === 'by-time' && !isOpen(rule, minute))) continue
      active.push({ routeId, rank: rankOf(rule, state === 'on') })
    }
  }
  if (mode === 'listed') return active[0]?.routeId
  let best = active[0]
  for (const each of active) if (best && isBefore(each.rank, best.rank)) best = each
  return best?.routeId
}

function rankOf(rule: ScheduleRule, isForced: boolean): readonly number[] {
  const windowSec = rule.untilSec - rule.fromSec + (rule.untilSec < rule.fromSec ? 86_400 : 0)
  return [isForced ? 0 : 1, naiveDaysInYear(rule), windowSec]
}

const counted = new WeakMap<ScheduleRule, number>()

/** The most days in twelve months in a row, by ticking off every day of 28 years in a calendar (ADR 55). */
export function naiveDaysInYear(rule: ScheduleRule): number {
  const before = counted.get(rule)
  if (before !== undefined) return before
  const until = dateText(Date.parse(rule.startDate) + 28 * 365.25 * DAY_MS)
  const ticks = new Map<string, number>()
  for (const text of naiveDays(rule)) {
    if (text > until) continue
    const month = text.slice(0, 7)
    ticks.set(month, (ticks.get(month) ?? 0) + 1)
  }
  let most = 0
  for (const month of ticks.keys()) {
    const sum = twelveMonthsFrom(month).reduce((days, each) => days + (ticks.get(each) ?? 0), 0)
    if (sum > most) most = sum
  }
  counted.set(rule, most)
  return most
}

function twelveMonthsFrom(month: string): readonly string[] {
  const [year = 0, first = 1] = month.split('-').map(Number)
  return Array.from({ length: 12 }, (_, index) => dateText(Date.UTC(year, first - 1 + index, 1)).slice(0, 7))
}

function isBefore(one: readonly number[], other: readonly number[]): boolean {
  for (const [index, value] of one.entries()) {
    if (value !== other[index]) return value < (other[index] ?? 0)
  }
  return false
}
