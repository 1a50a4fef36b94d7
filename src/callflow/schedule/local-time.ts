import { Temporal } from 'temporal-polyfill'
import { oncePer } from '../design/once-per.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'

/** A calendar day as the number of days since 1970-01-01, which was a Thursday. */
export type DayNumber = number

/** What the clocks on the wall of a zone show. */
export interface LocalTime {
  readonly day: DayNumber
  /** By the wall clock, 0 to 86,399: on days with a clock change not the seconds that have passed. */
  readonly secondOfDay: number
}

const DAY_MS = 86_400_000
const firstDay = Temporal.PlainDate.from('1970-01-01')

/** Of a date or of `YYYY-MM-DD`. */
export const dayNumber = (date: Temporal.PlainDate | string): DayNumber =>
  firstDay.until(date, { largestUnit: 'day' }).days

export const dateOf = (day: DayNumber): Temporal.PlainDate => firstDay.add({ days: day })

/** A zone's clocks, for asking over and over: between two clock changes they are a fixed time off UTC, and the calendar is asked once for that. */
export class ZoneClock {
  readonly zone: string
  #fromMs = 0
  #untilMs = 0
  #offsetMs = 0

  /** A known IANA zone. */
  constructor(zone: string) {
    this.zone = zone
  }

  at(epochMs: number): LocalTime {
    const wholeMs = Math.floor(epochMs)
    if (wholeMs < this.#fromMs || wholeMs >= this.#untilMs) this.#look(wholeMs)
    const localMs = wholeMs + this.#offsetMs
    const day = Math.floor(localMs / DAY_MS)
    return { day, secondOfDay: Math.floor((localMs - day * DAY_MS) / 1_000) }
  }

  #look(epochMs: number): void {
    const at = zonedAt(epochMs, this.zone)
    this.#offsetMs = at.offsetNanoseconds / 1_000_000
    // A change at this very moment is before: it already counts.
    const before = at.add({ milliseconds: 1 }).getTimeZoneTransition('previous')
    this.#fromMs = before?.epochMilliseconds ?? Number.NEGATIVE_INFINITY
    this.#untilMs = nextClockChange(epochMs, this.zone) ?? Number.POSITIVE_INFINITY
  }
}

/** Once per design, for the few zones it names. */
const clocksOf = oncePer((_design: DesignSnapshot) => new Map<string, ZoneClock>())

/** The clock of the first zone that is known: the one asked for, the account's, else UTC. */
export function clockOf(design: DesignSnapshot, zone: string | null): ZoneClock {
  const clocks = clocksOf(design)
  const known = clocks.get(zone ?? '')
  if (known) return known
  const clock = new ZoneClock(firstKnownZone(zone, design.account?.timezone))
  clocks.set(zone ?? '', clock)
  return clock
}

/** Whether this machine knows the IANA zone. */
export function isKnownZone(zone: string): boolean {
  try {
    zonedAt(0, zone)
    return true
  } catch {
    return false
  }
}

/** The first zone that is known: a step's own, the account's, else UTC. */
export function firstKnownZone(...zones: readonly (string | null | undefined)[]): string {
  return zones.find((zone) => typeof zone === 'string' && zone !== '' && isKnownZone(zone)) ?? 'UTC'
}

/** Epoch ms at which a wall clock shows this time: both when the clock is put back over it, the moment of the jump when it is skipped. */
export function instantsOf(date: Temporal.PlainDate, secondOfDay: number, zone: string): number[] {
  const local = date.toPlainDateTime().add({ seconds: secondOfDay })
  const both = (['earlier', 'later'] as const).map(
    (disambiguation) => local.toZonedDateTime(zone, { disambiguation }).epochMilliseconds,
  )
  return [...new Set(both)]
}

/** The next clock change of the zone after `epochMs`, if it has one. */
export function nextClockChange(epochMs: number, zone: string): number | undefined {
  return zonedAt(epochMs, zone).getTimeZoneTransition('next')?.epochMilliseconds
}

const zonedAt = (epochMs: number, zone: string) =>
  Temporal.Instant.fromEpochMilliseconds(Math.floor(epochMs)).toZonedDateTimeISO(zone)
