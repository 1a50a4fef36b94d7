declare const brand: unique symbol

/** An international number: `+` and 4 to 15 digits, the first not 0. */
export type E164 = string & { readonly [brand]: 'E164' }
/** What somebody keys or an INVITE asks for: digits, `*`, `#`, an optional leading `+`; at most 33 characters. */
export type DialString = string & { readonly [brand]: 'DialString' }

/** How a country writes its numbers. */
interface NumberingPlan {
  readonly callingCode: string
  /** Dialled before a national number inside the country; empty where none is. */
  readonly trunkPrefix: string
  readonly internationalPrefixes: readonly string[]
  /** Digits of a national number without the trunk prefix. */
  readonly lengths: readonly [min: number, max: number]
}

const plan = (
  callingCode: string,
  trunkPrefix: string,
  lengths: NumberingPlan['lengths'],
  ...internationalPrefixes: string[]
): NumberingPlan => ({
  callingCode,
  trunkPrefix,
  lengths,
  internationalPrefixes: internationalPrefixes.length > 0 ? internationalPrefixes : ['00'],
})

/** Countries whose national numbers are understood; everywhere else only international notation is. */
const plans: Readonly<Record<string, NumberingPlan>> = {
  US: plan('1', '1', [10, 10], '011'),
  CA: plan('1', '1', [10, 10], '011'),
  GB: plan('44', '0', [9, 10]),
  IE: plan('353', '0', [7, 10]),
  DE: plan('49', '0', [5, 13]),
  AT: plan('43', '0', [4, 13]),
  CH: plan('41', '0', [9, 9]),
  FR: plan('33', '0', [9, 9]),
  BE: plan('32', '0', [8, 9]),
  NL: plan('31', '0', [9, 9]),
  LU: plan('352', '', [4, 11]),
  ES: plan('34', '', [9, 9]),
  PT: plan('351', '', [9, 9]),
  IT: plan('39', '', [6, 11]),
  DK: plan('45', '', [8, 8]),
  NO: plan('47', '', [5, 8]),
  SE: plan('46', '0', [7, 10]),
  FI: plan('358', '0', [5, 12], '00', '990', '994', '999'),
  PL: plan('48', '', [9, 9]),
  CZ: plan('420', '', [9, 9]),
  AU: plan('61', '0', [9, 9], '0011'),
  NZ: plan('64', '0', [8, 10]),
  JP: plan('81', '0', [9, 10], '010'),
  IN: plan('91', '0', [10, 10]),
  BR: plan('55', '0', [10, 11]),
  MX: plan('52', '', [10, 10]),
  ZA: plan('27', '0', [9, 9]),
}

/** Takes away the marks people write numbers with: `(604) 555-0100` -> `6045550100`. Undefined when something else is in it. */
export function parseDialString(text: string): DialString | undefined {
  if (text.length > 64) return undefined
  const bare = text.replaceAll(/[\s().\-/]/g, '')
  return /^\+?[0-9*#]{1,32}$/.test(bare) ? (bare as DialString) : undefined
}

export function isE164(text: string): text is E164 {
  return /^\+[1-9][0-9]{3,14}$/.test(text)
}

/**
 * The international form of a number as written or dialled in `country` (two letters). Undefined for extensions, codes and whatever the
 * country's plan does not know.
 */
export function toE164(text: string, country: string): E164 | undefined {
  const dialled = parseDialString(text)
  if (dialled === undefined) return undefined
  if (dialled.startsWith('+')) return isE164(dialled) ? dialled : undefined
  const rules = plans[country.toUpperCase()]
  if (!rules) return international(dialled, ['00'])
  return international(dialled, rules.internationalPrefixes) ?? national(dialled, rules)
}

function international(dialled: string, prefixes: readonly string[]): E164 | undefined {
  for (const prefix of prefixes) {
    const candidate = `+${dialled.slice(prefix.length)}`
    if (dialled.startsWith(prefix) && isE164(candidate)) return candidate
  }
  return undefined
}

function national(dialled: string, { callingCode, trunkPrefix, lengths }: NumberingPlan): E164 | undefined {
  const fits = (digits: string) => digits.length >= lengths[0] && digits.length <= lengths[1] && /^[0-9]+$/.test(digits)
  const hasPrefix = trunkPrefix !== '' && dialled.startsWith(trunkPrefix)
  const significant = hasPrefix ? dialled.slice(trunkPrefix.length) : dialled
  // Where a trunk prefix is customary, a number without it is a local or internal one; the North American plan takes both.
  if (!hasPrefix && trunkPrefix !== '' && callingCode !== '1') return undefined
  if (!fits(significant)) return undefined
  const candidate = `+${callingCode}${significant}`
  return isE164(candidate) ? candidate : undefined
}
