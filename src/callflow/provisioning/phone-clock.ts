import { Temporal } from 'temporal-polyfill'

/** The clock of a zone as phones are told it: an offset and two days of the year. */
export interface PhoneClock {
  /** IANA name. */
  readonly zone: string
  /** Of the winter months from UTC; minutes, east is positive. */
  readonly offsetMin: number
  /** Null: the clocks are not changed. */
  readonly summer: { readonly from: ClockChange; readonly until: ClockChange; readonly savedMin: number } | null
}

/** A day of the year such as the last Sunday in March. */
export interface ClockChange {
  /** 1 to 12. */
  readonly month: number
  /** 1 to 4, or 5 for the last of the month. */
  readonly week: number
  /** 1 is Monday, 7 is Sunday. */
  readonly weekday: number
  /** On the clock before the change, 0 to 23. */
  readonly hour: number
}

/** The rule of that year; UTC where the zone is unknown. Zones that change otherwise than twice a year have none. */
export function phoneClock(zone: string, year: number): PhoneClock {
  const start = startOf(zone, year)
  if (!start) return { zone: 'UTC', offsetMin: 0, summer: null }
  const changes: { readonly at: ClockChange; readonly beforeMin: number; readonly byMin: number }[] = []
  let at = start
  for (;;) {
    const next = at.getTimeZoneTransition('next')
    if (!next || next.year !== year) break
    const before = next.subtract({ nanoseconds: 1 })
    const beforeMin = minutesOf(before)
    changes.push({ at: changeOf(before), beforeMin, byMin: minutesOf(next) - beforeMin })
    at = next
  }
  const forward = changes.find(({ byMin }) => byMin > 0)
  const back = changes.find(({ byMin }) => byMin < 0)
  if (!forward || !back || changes.length !== 2) return { zone, offsetMin: minutesOf(at), summer: null }
  return {
    zone,
    offsetMin: forward.beforeMin,
    summer: { from: forward.at, until: back.at, savedMin: forward.byMin },
  }
}

function startOf(zone: string, year: number): Temporal.ZonedDateTime | undefined {
  try {
    return Temporal.PlainDate.from({ year, month: 1, day: 1 }).toZonedDateTime(zone)
  } catch {
    return undefined
  }
}

const minutesOf = ({ offsetNanoseconds }: Temporal.ZonedDateTime) => Math.round(offsetNanoseconds / 60_000_000_000)

/** `before` is the last nanosecond on the clock that is changed. */
function changeOf(before: Temporal.ZonedDateTime): ClockChange {
  const { month, day, dayOfWeek, daysInMonth } = before
  const wall = before.toPlainDateTime().add({ nanoseconds: 1 })
  return {
    month,
    week: day + 7 > daysInMonth ? 5 : Math.ceil(day / 7),
    weekday: dayOfWeek,
    hour: wall.day === day ? wall.hour : 23, // phones know no 24 o'clock
  }
}

/** `+01:00`. */
export const offsetText = (minutes: number): string => {
  const size = Math.abs(minutes)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`
}

/** `+5:45`, `-8`; nothing for UTC. */
export function hours(minutes: number): string {
  if (minutes === 0) return ''
  const size = Math.abs(minutes)
  const rest = size % 60 === 0 ? '' : `:${String(size % 60).padStart(2, '0')}`
  return `${minutes < 0 ? '-' : '+'}${Math.floor(size / 60)}${rest}`
}
