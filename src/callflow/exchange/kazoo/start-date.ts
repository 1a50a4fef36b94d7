import { Temporal } from 'temporal-polyfill'
import type { Field } from './fields.ts'
import type { Json } from './json.ts'

/** Gregorian seconds: from midnight of 1 January of the year 0, UTC. */
const GREGORIAN_AT_EPOCH = 62_167_219_200
/** What Crossbar stores for an absent start date: midnight of 11 April 1983 on the west coast of North America. */
const DEFAULT_START = 62_586_115_200
const DAY_SEC = 86_400
/** Two days within the years our dates can write, 0 to 9999, in any zone. */
const EARLIEST = 2 * DAY_SEC
const LATEST = 253_402_300_799 + GREGORIAN_AT_EPOCH - 2 * DAY_SEC

/** The day a moment falls on in a zone. Moments beyond our years are taken for the first or the last of them. */
function dateOfGregorian(seconds: number, zone: string): string {
  const within = Math.min(LATEST, Math.max(EARLIEST, Math.floor(seconds)))
  const moment = Temporal.Instant.fromEpochMilliseconds((within - GREGORIAN_AT_EPOCH) * 1_000)
  return moment.toZonedDateTimeISO(zone).toPlainDate().toString()
}

/** The first moment of a day in a zone: midnight, unless its clocks jump over that. */
function gregorianOfDate(date: string, zone: string): number {
  return Math.floor(Temporal.PlainDate.from(date).toZonedDateTime(zone).epochMilliseconds / 1_000) + GREGORIAN_AT_EPOCH
}

function secondsOf(value: Json | undefined): number {
  const seconds = typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value
  return typeof seconds === 'number' && Number.isFinite(seconds) ? seconds : DEFAULT_START
}

/** Kazoo turns a rule's start into the day it falls on in the zone of the account. */
export const startDate: Field<string> = {
  path: 'start_date',
  read: ({ start_date: start }, { zone }) => dateOfGregorian(secondsOf(start), zone),
  write(value, into, { start_date: start }, { zone }) {
    const isKept = start !== undefined && dateOfGregorian(secondsOf(start), zone) === value
    return { ...into, start_date: isKept ? start : gregorianOfDate(value, zone) }
  },
}

/** The day in another zone on which a rule starts whose day here is `date`; `original` is its moment in Kazoo, when it has one there already. */
export function dateInZone(date: string, original: Json | undefined, accountZone: string, zone: string): string {
  const isKept = original !== undefined && dateOfGregorian(secondsOf(original), accountZone) === date
  return dateOfGregorian(isKept ? secondsOf(original) : gregorianOfDate(date, accountZone), zone)
}
