import type { DayNumber } from './local-time.ts'

/** A day of the Gregorian calendar. */
export interface CalendarDate {
  readonly year: number
  /** 1 to 12. */
  readonly month: number
  /** 1 to 31. */
  readonly dayOfMonth: number
}

/** From 1 March of the year 0, after which leap days come last in their year, to 1 January 1970. */
const MARCH_OF_YEAR_0 = 719_468
const DAYS_IN_4_CENTURIES = 146_097
const DAYS_IN_CENTURY = 36_524
const DAYS_IN_4_YEARS = 1_461

/** By arithmetic alone: rules are asked about ten thousand days at a time. */
export function calendarDate(day: DayNumber): CalendarDate {
  const sinceMarch = day + MARCH_OF_YEAR_0
  const era = Math.floor(sinceMarch / DAYS_IN_4_CENTURIES)
  const inEra = sinceMarch - era * DAYS_IN_4_CENTURIES
  const century = Math.min(3, Math.floor(inEra / DAYS_IN_CENTURY))
  const inCentury = inEra - century * DAYS_IN_CENTURY
  const fourYears = Math.floor(inCentury / DAYS_IN_4_YEARS)
  const inFourYears = inCentury - fourYears * DAYS_IN_4_YEARS
  const yearOfFour = Math.min(3, Math.floor(inFourYears / 365))
  const dayOfYear = inFourYears - yearOfFour * 365
  // Months from March on are 31, 30, 31, 30, 31 days long, over and over: 153 in five.
  const sinceMarchMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const dayOfMonth = dayOfYear - Math.floor((153 * sinceMarchMonth + 2) / 5) + 1
  const month = sinceMarchMonth < 10 ? sinceMarchMonth + 3 : sinceMarchMonth - 9
  const year = era * 400 + century * 100 + fourYears * 4 + yearOfFour + (month <= 2 ? 1 : 0)
  return { year, month, dayOfMonth }
}

/** Months from the year 0: how far two days are apart in months. */
export const monthNumber = ({ year, month }: CalendarDate) => year * 12 + month - 1

/** Kazoo counts ISO weeks, which begin on Monday, also for intervals. Day 4 was the first Monday. */
export const weekNumber = (day: DayNumber) => Math.floor((day - 4) / 7)

/** 0 is Monday. */
export const weekdayOf = (day: DayNumber) => day - 4 - weekNumber(day) * 7
