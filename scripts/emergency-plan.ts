import { createRequire } from 'node:module'

/**
 * What google-libphonenumber knows of a country's short numbers: field 27 is "emergency", field 1 all of
 * them; in each 2 is the pattern of the numbers and 9 their lengths, left out where they are those of all.
 */
interface ShortNumbers {
  readonly shortnumbermetadata: {
    readonly countryToMetadata: Readonly<Record<string, { readonly 1: Short; readonly 27?: Short }>>
  }
}

interface Short {
  readonly 2?: string
  readonly 9?: readonly number[]
}

const library = 'google-libphonenumber'
const require = createRequire(import.meta.url)

/** The source of `src/callflow/numbering/emergency-plan.ts`. */
export function emergencyPlan(): string {
  const { shortnumbermetadata } = require(library) as ShortNumbers // shipped without types
  const { version } = require(`${library}/package.json`) as { version: string }
  const rows = Object.entries(shortnumbermetadata.countryToMetadata)
    .flatMap(([country, metadata]) => {
      const emergency = metadata[27]
      return emergency?.[2] === undefined || !/^[A-Z]{2}$/.test(country)
        ? []
        : [{ country, pattern: emergency[2], lengths: emergency[9] ?? metadata[1][9] ?? [] }]
    })
    .toSorted((left, right) => left.country.localeCompare(right.country))
    .map(({ country, pattern, lengths }) => `  ${country}: '${numbersOf(pattern, lengths).join(' ')}',`)
  return [
    `// Made by \`npm run reference\` from the short numbers of ${library} ${version} (Apache-2.0); a test fails when it is out of date.`,
    '',
    '/** Emergency numbers by country (two letters), parted by spaces, as its carriers take them. */',
    'export const emergencyPlan: Readonly<Record<string, string>> = {',
    ...rows,
    '}',
    '',
  ].join('\n')
}

function numbersOf(pattern: string, lengths: readonly number[]): readonly string[] {
  const whole = new RegExp(`^(?:${pattern})$`)
  return lengths.flatMap((length) => numbersOfLength(length).filter((number) => whole.test(number)))
}

const byLength = new Map<number, readonly string[]>()

/** Every one there is; nobody's is longer than seven digits. */
function numbersOfLength(length: number): readonly string[] {
  const known = byLength.get(length)
  if (known) return known
  const numbers = Array.from({ length: 10 ** Math.min(length, 7) }, (_, number) => String(number).padStart(length, '0'))
  byLength.set(length, numbers)
  return numbers
}
