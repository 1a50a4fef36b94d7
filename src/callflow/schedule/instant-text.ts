import { Temporal } from 'temporal-polyfill'

/** What the clocks of a zone show at a moment, `YYYY-MM-DDTHH:MM`, as date-time fields of forms hold it. Undefined when the moment cannot be read. */
export function wallTimeOf(instant: string, zone: string): string | undefined {
  try {
    return Temporal.Instant.from(instant).toZonedDateTimeISO(zone).toPlainDateTime().toString().slice(0, 16)
  } catch {
    return undefined
  }
}

/**
 * The moment at which the clocks of a zone show this, as ISO 8601 with the zone's offset: `2026-12-24T18:00:00-05:00`. Times that are skipped
 * become the moment of the jump, times that come twice the first of the two. Undefined when it is no date and time.
 */
export function instantAt(wallTime: string, zone: string): string | undefined {
  try {
    const local = Temporal.PlainDateTime.from(wallTime)
    return local.toZonedDateTime(zone).toString({ timeZoneName: 'never', fractionalSecondDigits: 0 })
  } catch {
    return undefined
  }
}
