import {
  type CountryCode,
  getCountryCallingCode,
  isSupportedCountry,
  Metadata,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/min'

declare const brand: unique symbol

/** An international number: `+` and 4 to 15 digits, the first not 0. */
export type E164 = string & { readonly [brand]: 'E164' }
/** What somebody keys or an INVITE asks for: digits, `*`, `#`, an optional leading `+`; at most 33 characters. */
export type DialString = string & { readonly [brand]: 'DialString' }

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
 * The international form of a number as written or dialled in `country` (two letters). Undefined for extensions, codes and whatever is no possible
 * number of the country's plan.
 */
export function toE164(text: string, country: string): E164 | undefined {
  const dialled = parseDialString(text)
  if (dialled === undefined) return undefined
  if (dialled.startsWith('+')) return isE164(dialled) ? dialled : undefined
  const plan = planOf(country)
  const prefix = (plan?.internationalPrefix ?? /^00/).exec(dialled)?.[0] ?? ''
  const international = `+${dialled.slice(prefix.length)}`
  if (prefix !== '' && isE164(international)) return international
  return plan && /^[0-9]+$/.test(dialled) ? national(dialled, plan) : undefined
}

/** What is known of an international number without asking anybody. `country` is missing where several share the calling code. */
export interface NumberKind {
  readonly callingCode: string
  readonly country: string | undefined
  readonly type: 'toll-free' | 'premium' | 'other'
}

export function numberKind(number: E164): NumberKind {
  const parsed = parsePhoneNumberFromString(number)
  const callingCode = parsed?.countryCallingCode ?? ''
  const rest = parsed?.nationalNumber ?? ''
  const starts = (table: Readonly<Record<string, RegExp>>) =>
    (table[callingCode] ?? table['other'])?.test(rest) ?? false
  return {
    callingCode,
    country: parsed?.country,
    type: starts(tollFree) ? 'toll-free' : starts(premium) ? 'premium' : 'other',
  }
}

/** The smallest metadata knows no kinds of numbers; these beginnings cover what restrictions are about. */
const tollFree: Readonly<Record<string, RegExp>> = {
  1: /^8(?:00|22|33|44|55|66|77|88)/,
  33: /^80[0-5]/,
  34: /^[89]00/,
  61: /^180/,
  81: /^(?:120|800)/,
  other: /^800|^808/,
}
const premium: Readonly<Record<string, RegExp>> = {
  1: /^900/,
  33: /^89/,
  34: /^(?:80[367]|90[57])/,
  44: /^9/,
  49: /^900/,
  61: /^19/,
  81: /^990/,
  other: /^90[0-9]/,
}

interface Plan {
  readonly country: CountryCode
  readonly callingCode: string
  /** Dialled before a national number inside the country; empty where none is. */
  readonly trunkPrefix: string
  readonly internationalPrefix: RegExp
}

/** The library's type leaves this method out. */
interface WithPrefix {
  nationalPrefix(): string | undefined
}

const plans = new Map<string, Plan>()

function planOf(text: string): Plan | undefined {
  const country = text.toUpperCase()
  if (!isSupportedCountry(country)) return undefined
  const known = plans.get(country)
  if (known) return known
  const metadata = new Metadata()
  metadata.selectNumberingPlan(country)
  const { numberingPlan } = metadata
  const plan: Plan = {
    country,
    callingCode: getCountryCallingCode(country),
    trunkPrefix: (numberingPlan as WithPrefix | undefined)?.nationalPrefix() ?? '',
    internationalPrefix: new RegExp(`^(?:${numberingPlan?.IDDPrefix() ?? '00'})`),
  }
  plans.set(country, plan)
  return plan
}

function national(dialled: string, { country, callingCode, trunkPrefix }: Plan): E164 | undefined {
  // Where a trunk prefix is customary, a number without it is a local or internal one; the North American plan takes both.
  if (trunkPrefix !== '' && callingCode !== '1' && !dialled.startsWith(trunkPrefix)) return undefined
  const parsed = parsePhoneNumberFromString(dialled, country)
  return parsed?.isPossible() && isE164(parsed.number) ? parsed.number : undefined
}
