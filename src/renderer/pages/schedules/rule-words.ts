import type { ScheduleRule } from '../../../callflow/design/document.ts'
import { formatTime } from '../../forms/time-words.ts'

const short: Readonly<Record<ScheduleRule['weekdays'][number], string>> = {
  monday: 'Mon',
  tuesday: 'Tue',
  wednesday: 'Wed',
  thursday: 'Thu',
  friday: 'Fri',
  saturday: 'Sat',
  sunday: 'Sun',
}
const order = Object.keys(short) as (keyof typeof short)[] // the keys of a literal
const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

/** `Mon–Fri 09:00–17:00`, `2026-12-25 all day`, `last Fri of every month 09:00–17:00`, `every day all day, 2026-12-24 to 2027-01-02`. */
export function ruleWords(rule: ScheduleRule): string {
  const { cycle, startDate, endDate } = rule
  const dates = cycle === 'date' || endDate === null ? '' : `, ${startDate} to ${endDate}`
  return `${daysWords(rule)} ${hoursWords(rule)}${dates}`
}

export function hoursWords({ fromSec, untilSec }: ScheduleRule): string {
  if (fromSec === 0 && untilSec >= 86_399) return 'all day'
  return `${formatTime(fromSec)}–${formatTime(untilSec)}${untilSec < fromSec ? ' next day' : ''}`
}

function daysWords(rule: ScheduleRule): string {
  const every = rule.interval > 1 ? `every ${rule.interval} ` : ''
  switch (rule.cycle) {
    case 'date':
      return rule.startDate
    case 'daily':
      return rule.interval > 1 ? `${every}days` : 'every day'
    case 'weekly':
      return `${weekdayWords(rule.weekdays)}${rule.interval > 1 ? `, ${every}weeks` : ''}`
    case 'monthly':
      return `${whichDays(rule)} of ${rule.interval > 1 ? `${every}months` : 'every month'}`
    case 'yearly':
      return `${whichDays(rule)} of ${months[(rule.month ?? Number(rule.startDate.slice(5, 7))) - 1] ?? ''}${rule.interval > 1 ? `, ${every}years` : ''}`
  }
}

function whichDays({ ordinal, weekdays, days, startDate }: ScheduleRule): string {
  if (ordinal) return `${ordinal} ${weekdayWords(weekdays)}`
  return `day ${days.length > 0 ? days.join(', ') : Number(startDate.slice(8))}`
}

/** Runs of three or more are written as a span. */
export function weekdayWords(weekdays: readonly ScheduleRule['weekdays'][number][]): string {
  if (weekdays.length === 0 || weekdays.length === 7) return 'every day'
  const runs: number[][] = []
  for (const at of weekdays.map((day) => order.indexOf(day)).toSorted((a, b) => a - b)) {
    const last = runs.at(-1)
    if (last && last.at(-1) === at - 1) last.push(at)
    else runs.push([at])
  }
  const name = (at: number | undefined) => short[order[at ?? 0] ?? 'monday']
  return runs.flatMap((run) => (run.length > 2 ? [`${name(run[0])}–${name(run.at(-1))}`] : run.map(name))).join(', ')
}
