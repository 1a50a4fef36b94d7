import { type E164, nationalForms, nationalWithoutPrefix, parseDialString, toE164 } from './e164.ts'
import type { NumberFormat } from './number-format.ts'
import { remembered } from './remembered.ts'

/**
 * Every writing of a number that a carrier sent or a person dialled, likeliest first, without repeats: as it came, E.164, E.164 without the +, then
 * nationally with and without trunk prefix where it is a number of `country`. What no plan reads also counts as a number that lost its +.
 */
export const writingsOf = (number: string, country: string, format: NumberFormat = 'auto'): readonly string[] =>
  rememberedWritings(number, country, format)

const rememberedWritings = remembered(allWritings)

function allWritings(number: string, country: string, format: NumberFormat): readonly string[] {
  const bare = parseDialString(number)
  const e164 = readAs(number, country, format)
  const all: string[] = [number]
  if (bare !== undefined) all.push(bare)
  if (e164 !== undefined) all.push(e164, e164.slice(1), ...nationalForms(e164, country))
  else if (bare !== undefined && /^[0-9]{7,15}$/.test(bare)) {
    const whole = toE164(`+${bare}`, country)
    if (whole !== undefined) all.push(whole, ...nationalForms(whole, country))
  }
  return [...new Set(all)]
}

/** The international form of a number from a carrier that says how it writes them; undefined for what is none. */
export function readAs(number: string, country: string, format: NumberFormat): E164 | undefined {
  const bare = parseDialString(number)
  if (bare === undefined || format === 'auto' || format === 'e164' || bare.startsWith('+'))
    return toE164(number, country)
  if (format === 'national') return toE164(bare, country) ?? nationalWithoutPrefix(bare, country)
  return /^[0-9]{7,15}$/.test(bare) ? (toE164(`+${bare}`, country) ?? toE164(bare, country)) : toE164(bare, country)
}
