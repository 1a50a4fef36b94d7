import { Temporal } from 'temporal-polyfill'

/** What the clocks on the wall of a zone show. */
export interface LocalTime {
  readonly date: Temporal.PlainDate
  /** By the wall clock, 0 to 86,399: on days with a clock change not the seconds that have passed. */
  readonly secondOfDay: number
}

export function localTimeAt(epochMs: number, zone: string): LocalTime {
  const at = Temporal.Instant.fromEpochMilliseconds(Math.floor(epochMs)).toZonedDateTimeISO(zone)
  return { date: at.toPlainDate(), secondOfDay: at.hour * 3_600 + at.minute * 60 + at.second }
}

/** Whether this machine knows the IANA zone. */
export function isKnownZone(zone: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone)
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
  const at = Temporal.Instant.fromEpochMilliseconds(Math.floor(epochMs)).toZonedDateTimeISO(zone)
  return at.getTimeZoneTransition('next')?.epochMilliseconds
}
