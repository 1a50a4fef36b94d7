import { dialledAbroad, isE164, nationalForms } from './e164.ts'

/** How a carrier writes the numbers it sends: as it likes, with its country, with its country but without the +, as people in the country do. */
export const numberFormats = ['auto', 'e164', 'e164-without-plus', 'national'] as const
export type NumberFormat = (typeof numberFormats)[number]

/** How a carrier wants numbers: with the +, without it, or as people in the country dial them. */
export const writtenFormats = ['e164', 'e164-without-plus', 'national'] as const
export type WrittenFormat = (typeof writtenFormats)[number]

/** A number as a carrier in `country` (two letters) wants it; what is no international number stays what it is. */
export function writtenAs(format: WrittenFormat, number: string, country: string): string {
  if (!isE164(number)) return number
  switch (format) {
    case 'e164':
      return number
    case 'e164-without-plus':
      return number.slice(1)
    case 'national':
      return nationalForms(number, country)[0] ?? dialledAbroad(number, country)
  }
}
