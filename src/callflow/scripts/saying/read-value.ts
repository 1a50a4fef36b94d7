/*
 * Values as they come: typed into a step, keyed by a caller, sent by a web service. What can be read in two ways is read in neither.
 */

/** A number by its digits, so that no decimal is lost on the way. */
export interface ReadNumber {
  readonly isNegative: boolean
  readonly whole: number
  /** As written, without the point; empty when there are none. */
  readonly decimals: string
}

/** Longer ones are no numbers that anybody says. */
const MAX_LENGTH = 40

/**
 * `1234.5`, `-3`, `1 000`, `1'000`, `1_000`; with a comma before decimals, `0,50`, or between thousands, `1,000,000`; with a star for the point, which is
 * how it is keyed on a phone. Where both points and commas stand, the last of them comes before the decimals.
 */
export function readNumber(text: string): ReadNumber | undefined {
  const bare = text.trim().replaceAll(/(?<=\d)[ '’_\u00a0\u202f](?=\d{3}(?!\d))/g, '')
  if (bare.length > MAX_LENGTH) return undefined
  const [, sign, digits = ''] = /^([-+−]?)(\d[\d.,*]*)$/.exec(bare) ?? []
  if (sign === undefined) return undefined
  const parts = wholeAndDecimals(digits)
  if (!parts) return undefined
  const whole = Number(parts.whole)
  return { isNegative: sign === '-' || sign === '−', whole, decimals: parts.decimals }
}

function wholeAndDecimals(digits: string): { readonly whole: string; readonly decimals: string } | undefined {
  const marks = digits.replaceAll(/\d/g, '')
  if (marks === '') return { whole: digits, decimals: '' }
  const last = marks.slice(-1)
  const isGrouped = last !== '*' && (marks.length > 1 ? isOneMark(marks) : last === ',') && grouped.test(digits)
  if (isGrouped) return { whole: digits.replaceAll(/\D/g, ''), decimals: '' }
  const at = digits.lastIndexOf(last)
  const [before, decimals] = [digits.slice(0, at), digits.slice(at + 1)]
  const isWhole = /^\d+$/.test(before) || (grouped.test(before) && !before.includes(last) && last !== '*')
  return isWhole && decimals !== '' ? { whole: before.replaceAll(/\D/g, ''), decimals } : undefined
}

const isOneMark = (marks: string) => new Set(marks).size === 1

/** `1,000,000`; not `0,125`, which has decimals. */
const grouped = /^[1-9]\d{0,2}([.,]\d{3})+$/

export interface ReadDate {
  readonly year: number
  /** From 1. */
  readonly month: number
  readonly day: number
}

/** `2026-11-28`, with a time after it or without, `20261128` as it is keyed, `28.11.2026`. Days that the calendar does not have are none. */
export function readDate(text: string): ReadDate | undefined {
  const [, year, month, day] =
    /^(\d{4})-(\d{2})-(\d{2})(?:[T ]\d{2}:\d{2}.{0,24})?$/.exec(text.trim()) ??
    /^(\d{4})(\d{2})(\d{2})$/.exec(text.trim()) ??
    []
  const [, germanDay, germanMonth, germanYear] = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text.trim()) ?? []
  const date = {
    year: Number(year ?? germanYear),
    month: Number(month ?? germanMonth),
    day: Number(day ?? germanDay),
  }
  return isInCalendar(date) ? date : undefined
}

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

function isInCalendar({ year, month, day }: ReadDate): boolean {
  const isLeapYear = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  const days = month === 2 && isLeapYear ? 29 : (MONTH_DAYS[month - 1] ?? 0)
  return year >= 1 && day >= 1 && day <= days
}

export interface ReadTime {
  readonly hour: number
  readonly minute: number
}

/** `15:05`, with seconds or without, `1505` as it is keyed, or the time after a date. */
export function readTime(text: string): ReadTime | undefined {
  const [, hour, minute] =
    /^(?:\d{4}-\d{2}-\d{2}[T ])?(\d{1,2}):(\d{2})(?::\d{2}(?:[.,]\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?$/.exec(
      text.trim(),
    ) ??
    /^(\d{2})(\d{2})$/.exec(text.trim()) ??
    []
  const time = { hour: Number(hour), minute: Number(minute) }
  return time.hour <= 23 && time.minute <= 59 ? time : undefined
}

/** Seconds, rounded; or `1:30` for a minute and a half and `2:00:00` for two hours. Never negative. */
export function readDuration(text: string): number | undefined {
  const [, hours = '0', minutes, seconds] = /^(?:(\d{1,6}):)?(\d{1,2}):(\d{2})$/.exec(text.trim()) ?? []
  if (minutes !== undefined && Number(minutes) < 60 && Number(seconds) < 60) {
    return (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)
  }
  const number = readNumber(text)
  return number && !number.isNegative ? Math.round(Number(`${number.whole}.${number.decimals}0`)) : undefined
}
