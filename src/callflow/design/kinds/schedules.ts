import { z } from 'zod'
import { choice, count, referenceList } from '../fields.ts'
import { base } from './account.ts'

export const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const

const dayOptions = Object.fromEntries(Array.from({ length: 31 }, (_, index) => [index + 1, String(index + 1)]))

const monthOptions = {
  1: 'January',
  2: 'February',
  3: 'March',
  4: 'April',
  5: 'May',
  6: 'June',
  7: 'July',
  8: 'August',
  9: 'September',
  10: 'October',
  11: 'November',
  12: 'December',
}

/** A day of the calendar, `YYYY-MM-DD`. */
const localDate = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .refine((text) => new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text) ?? false, 'no such day')

/** When something is open or closed (A5). */
export const scheduleRule = z.object({
  ...base,
  kind: z.literal('schedule-rule'),
  cycle: choice(['date', 'daily', 'weekly', 'monthly', 'yearly'], {
    label: 'Repeats',
    default: 'weekly',
    options: { date: 'On one date', daily: 'Daily', weekly: 'Weekly', monthly: 'Monthly', yearly: 'Yearly' },
  }),
  interval: count({
    label: 'Every',
    help: '2 with weekly: every second week.',
    min: 1,
    max: 366,
    default: 1,
    advanced: true,
  }),
  /** Local calendar date `YYYY-MM-DD`; the rule sleeps before it and intervals count from it. */
  startDate: localDate.default('2000-01-01').meta({ label: 'From', control: 'text' }),
  endDate: localDate.nullable().default(null).meta({ label: 'Until', control: 'text', advanced: true }),
  weekdays: z.array(z.enum(weekdays)).max(7).default([]).meta({ label: 'Days', control: 'weekdays' }),
  ordinal: z
    .enum(['first', 'second', 'third', 'fourth', 'fifth', 'last', 'every'])
    .nullable()
    .default(null)
    .meta({ label: 'Which of the month', help: 'Empty: the days of the month below.' }),
  days: z
    .array(z.number().int().min(1).max(31))
    .max(31)
    .default([])
    .meta({ label: 'Days of the month', control: 'choice-list', options: dayOptions }),
  month: z
    .number()
    .int()
    .min(1)
    .max(12)
    .nullable()
    .default(null)
    .meta({ label: 'Month', control: 'choice', options: monthOptions }),
  /** Imported rules keep the days Kazoo finds where its search differs from the calendar. */
  reckoning: choice(['calendar', 'kazoo'], {
    label: 'Days are found',
    help: 'Kazoo, for one, finds the 31st of a month of 30 days on the first of the next.',
    default: 'calendar',
    options: { calendar: 'By the calendar', kazoo: 'As Kazoo finds them' },
    advanced: true,
  }),
  /** Seconds since local midnight; both ends belong to the window (A5). A stop before the start runs over midnight. */
  fromSec: z.number().int().min(0).max(86_400).default(32_400).meta({ label: 'Opens', control: 'time-of-day' }),
  untilSec: z.number().int().min(0).max(86_400).default(61_200).meta({ label: 'Closes', control: 'time-of-day' }),
  /** `on` and `off` are set by hand and beat the clock; `by-time` lets the clock decide. */
  forced: choice(['by-time', 'on', 'off'], {
    label: 'State',
    default: 'by-time',
    options: { 'by-time': 'By time', on: 'Forced on', off: 'Off' },
  }),
})

/** Rules under one name, e.g. public holidays. */
export const scheduleSet = z.object({
  ...base,
  kind: z.literal('schedule-set'),
  ruleIds: referenceList('schedule-rule', { label: 'Rules' }),
})
