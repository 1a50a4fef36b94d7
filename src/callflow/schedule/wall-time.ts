import { Temporal } from 'temporal-polyfill'

/** `YYYY-MM-DDTHH:MM` on the clocks of a zone, as a date and time field holds it, to epoch ms. Undefined when it is no time. */
export function toEpochMs(wall: string, zone: string): number | undefined {
  if (wall === '') return undefined
  try {
    return Temporal.PlainDateTime.from(wall).toZonedDateTime(zone).epochMilliseconds
  } catch {
    return undefined
  }
}

export function toWallTime(epochMs: number, zone: string): string {
  const at = Temporal.Instant.fromEpochMilliseconds(Math.floor(epochMs)).toZonedDateTimeISO(zone)
  return at.toPlainDateTime().toString({ smallestUnit: 'minute' })
}
