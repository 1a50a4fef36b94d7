import {
  type CountryCode,
  getCountryCallingCode,
  isSupportedCountry,
  Metadata,
  parsePhoneNumberFromString,
  type PhoneNumber,
} from 'libphonenumber-js/min'

import { optionalZero, readNumberText } from './number-text.ts'

declare const brand: unique symbol

/** An international number: `+` and 4 to 15 digits, the first not 0. */
export type E164 = string & { readonly [brand]: 'E164' }
/** What somebody keys or an INVITE asks for: digits, `*`, `#`, an optional leading `+`; at most 33 characters. */
export type DialString = string & { readonly [brand]: 'DialString' }

/**
 * A number as written, without the marks people write it with: `(604) 555-0100` -> `6045550100`, `+44 (0)20 7946 0123` -> `+442079460123`.
 * Undefined when something else is in it.
 */
export function parseDialString(text: string): DialString | undefined {
  const bare = readNumberText(text)
  if (bare === undefined) return undefined
  const zeroAt = bare.indexOf(optionalZero)
  return (zeroAt < 0 ? bare : withoutOptionalZero(bare.slice(0, zeroAt), bare.slice(zeroAt + 1))) as
    | DialString
    | undefined
}

/**
 * The 0 in brackets is dialled inside the country only, so what stands before it is a calling code, with or without + or access code. Plans whose
 * numbers keep their 0 abroad (Italy) keep it here.
 */
function withoutOptionalZero(before: string, rest: string): string | undefined {
  const accessCode = /^(?:\+|0011|0[01]+|810)?/.exec(before)?.[0] ?? ''
  const callingCode = before.slice(accessCode.length)
  if (!isCallingCode(callingCode)) return undefined
  const kept = parsePhoneNumberFromString(`+${callingCode}0${rest}`)
  const digits = kept?.isPossible() ? kept.number.slice(1) : `${callingCode}${rest}`
  return `${accessCode === '' ? '+' : accessCode}${digits}`
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
  if (dialled.startsWith('+')) return international(dialled)
  const plan = planOf(country)
  const prefix = (plan?.internationalPrefix ?? /^00/).exec(dialled)?.[0] ?? ''
  if (prefix !== '') {
    const abroad = international(`+${dialled.slice(prefix.length)}`)
    if (abroad !== undefined) return abroad
  }
  return plan && /^[0-9]+$/.test(dialled) ? national(dialled, plan) : undefined
}

/**
 * The writings of a number inside `country`, as people there dial it and without anything dialled before it; none for numbers of other countries and
 * for those so short that they look like extensions.
 */
export function nationalForms(number: E164, country: string): readonly string[] {
  const plan = planOf(country)
  if (plan === undefined || !number.startsWith(`+${plan.callingCode}`)) return []
  const parsed = parsePhoneNumberFromString(number)
  if (parsed?.countryCallingCode !== plan.callingCode || !parsed.isPossible()) return []
  const bare = parsed.nationalNumber as string
  return bare.length < SHORTEST_NATIONAL ? [] : [digitsOf(parsed.formatNational()), bare]
}

/** A number as people in `country` dial it abroad, behind their access code; with its + where the country is not known. */
export function dialledAbroad(number: E164, country: string): string {
  const parsed = parsePhoneNumberFromString(number)
  const from = country.toUpperCase()
  return parsed && isSupportedCountry(from) ? digitsOf(parsed.format('IDD', { fromCountry: from })) || number : number
}

const SHORTEST_NATIONAL = 6

/** A national number as carriers of a country send it: without the prefix that people dial before it. */
export function nationalWithoutPrefix(dialled: DialString, country: string): E164 | undefined {
  const plan = planOf(country)
  if (plan === undefined || !/^[0-9]{6,14}$/.test(dialled)) return undefined
  const parsed = parsePhoneNumberFromString(`+${plan.callingCode}${dialled}`)
  return parsed?.isPossible() && isE164(parsed.number) ? parsed.number : undefined
}

const digitsOf = (text: string) => text.replaceAll(/[^0-9]/g, '')

/** A local number made whole by its `phone-context` (RFC 3966 §5.1.5), where that makes a number of some length: 911 and extensions stay what they are. */
export function completedBy(number: DialString, context: string): E164 | undefined {
  if (number.startsWith('+') || !context.startsWith('+')) return undefined
  const parsed = parsePhoneNumberFromString(`${parseDialString(context) ?? ''}${number}`)
  if (!parsed?.isPossible() || parsed.nationalNumber.length <= SHORTEST_NATIONAL) return undefined
  return isE164(parsed.number) ? parsed.number : undefined
}

/**
 * The beginning of numbers, as somebody in `country` writes it: `+1 604`, `00 49` and `011 33` (with the access code of their country, or the 00 and
 * 011 of others where no national number begins so) with a +, as one or two digits; anything else (`0161`, `604`) as digits. Undefined when it is
 * no beginning.
 */
export function internationalBeginning(text: string, country: string): string | undefined {
  const bare = parseDialString(text)
  if (bare === undefined || bare.startsWith('+')) return bare
  if (/^[1-9][0-9]?$/.test(bare)) return `+${bare}` // too short for an area: a country
  const plan = planOf(country)
  const own = plan?.internationalPrefix.exec(bare)?.[0]
  const isForeign = plan !== undefined && !plan.trunkPrefix.startsWith('0')
  const accessCode = own ?? /^(?:00|011)/.exec(isForeign || bare.startsWith('00') ? bare : '')?.[0]
  return accessCode === undefined || accessCode === bare ? bare : `+${bare.slice(accessCode.length)}`
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
    type:
      callingCode === '800' || starts(tollFree)
        ? 'toll-free'
        : callingCode === '979' || starts(premium)
          ? 'premium'
          : 'other',
  }
}

/**
 * Whether a number is sure to be what it looks like, where something is allowed because of it. Of the plans `country` belongs to it is a valid number,
 * or a possible one of ordinary length: ranges are newer than tables, and what is no number at all begins with 0 or goes on for long. Other countries
 * only have to exist.
 */
export function isKnown(number: E164, country: string): boolean {
  const parsed = parsePhoneNumberFromString(number)
  if (parsed === undefined) return false
  const { countryCallingCode, nationalNumber } = parsed
  const isNorthAmerica = countryCallingCode === '1'
  if (!isNorthAmerica && planOf(country)?.callingCode !== countryCallingCode) return true
  return parsed.isValid() || (!isNorthAmerica && parsed.isPossible() && /^[1-9][0-9]{3,10}$/.test(nationalNumber))
}

/**
 * The international numbers that carriers may take something dialled for, because it begins with the access code of another country: 00, or 011 where 00
 * is dialled. The first is what follows; longer codes begin alike (001, 0011), so their readings come too. Empty where it begins with neither,
 * where `country` dials abroad so itself, and where nothing real follows.
 */
export function readAbroad(dialled: DialString, country: string): readonly E164[] {
  const code = /^(?:00|011)(?=[1-9])/.exec(dialled)?.[0]
  if (code === undefined || planOf(country)?.internationalPrefix.test(dialled)) return []
  const after = (length: number) => `+${dialled.slice(length)}`
  if (!isReal(after(code.length))) return []
  return [0, 1, 2, 3].map((more) => after(code.length + more)).filter(isReal)
}

const isReal = (text: string): text is E164 => isE164(text) && (parsePhoneNumberFromString(text)?.isValid() ?? false)

/** The calling code of a country, without +; undefined for no country. */
export const callingCodeOfCountry = (country: string): string | undefined => planOf(country)?.callingCode

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
  /** What follows the trunk prefix, where taking that away is all there is to reading a national number; else undefined. */
  readonly plain: { readonly pattern: RegExp; readonly lengths: ReadonlySet<number> } | undefined
}

/** The library's type leaves these methods out. Its metadata says 0 for nothing, where something else follows. */
interface WithPrefix {
  nationalPrefix(): string | 0 | undefined
  nationalPrefixForParsing(): string | 0 | undefined
  nationalPrefixTransformRule(): string | 0 | undefined
  nationalNumberPattern(): string
  possibleLengths(): readonly number[]
}

const textOf = (value: string | 0 | undefined) => (typeof value === 'string' ? value : '')

const plans = new Map<string, Plan>()

function planOf(text: string): Plan | undefined {
  const country = text.toUpperCase()
  if (!isSupportedCountry(country)) return undefined
  const known = plans.get(country)
  if (known) return known
  const metadata = new Metadata()
  metadata.selectNumberingPlan(country)
  const { numberingPlan } = metadata
  const prefixes = numberingPlan as WithPrefix | undefined
  const trunkPrefix = textOf(prefixes?.nationalPrefix())
  const isPlain = trunkPrefix !== '' && textOf(prefixes?.nationalPrefixForParsing()).split('|').includes(trunkPrefix)
  const plan: Plan = {
    country,
    callingCode: getCountryCallingCode(country),
    trunkPrefix,
    internationalPrefix: new RegExp(`^(?:${numberingPlan?.IDDPrefix() ?? '00'})`),
    plain:
      prefixes && isPlain && !prefixes.nationalPrefixTransformRule()
        ? {
            pattern: new RegExp(`^(?:${prefixes.nationalNumberPattern()})$`),
            lengths: new Set(prefixes.possibleLengths()),
          }
        : undefined,
  }
  plans.set(country, plan)
  return plan
}

/** With a + in front. The prefix of calls inside a country is no part of it, though people write it: `+44 020 7946 0123`. */
function international(text: string): E164 | undefined {
  if (!isE164(text)) return undefined
  if (text[callingCodeOf(text).length + 1] !== '0') return text
  const parsed = parsePhoneNumberFromString(text)
  return parsed?.isPossible() && isE164(parsed.number) ? parsed.number : text
}

function national(dialled: string, plan: Plan): E164 | undefined {
  const { country, callingCode, trunkPrefix, plain } = plan
  if (callingCode === '1' && /^1?[2-9][0-9]{9}$/.test(dialled)) return `+1${dialled.slice(-10)}` as E164 // eleven digits behind the +
  const hasPrefix = trunkPrefix !== '' && dialled.startsWith(trunkPrefix)
  if (plain && hasPrefix) return withoutPrefix(dialled, plan, plain)
  if (isTooShort(dialled, plan, hasPrefix)) return undefined // an extension, without asking the library
  const parsed = parsePhoneNumberFromString(dialled, country)
  if (!parsed?.isPossible() || !isE164(parsed.number)) return undefined
  if (callingCode === '1' || trunkPrefix === '') return parsed.number
  // Where a trunk prefix is customary, a number without it is a local or internal one, unless its country writes such numbers without (Brazil).
  return hasPrefix || isWrittenSo(dialled, parsed) ? parsed.number : undefined
}

function isTooShort({ length }: string, { callingCode, trunkPrefix }: Plan, hasPrefix: boolean): boolean {
  if (callingCode === '1') return length !== LOCAL_NORTH_AMERICA
  return trunkPrefix === '' ? length < SHORTEST_NATIONAL : !hasPrefix && length < SHORTEST_WRITTEN_SO
}

/** Islands of one area code leave it out. */
const LOCAL_NORTH_AMERICA = 7

/** As the library reads such a number, and a hundred times faster: lists of 100,000 numbers are written nationally. */
function withoutPrefix(
  dialled: string,
  { callingCode, trunkPrefix }: Plan,
  { pattern, lengths }: NonNullable<Plan['plain']>,
): E164 | undefined {
  const rest = dialled.slice(trunkPrefix.length)
  const isPartOfNumber = pattern.test(dialled) && !pattern.test(rest)
  const number = `+${callingCode}${isPartOfNumber ? dialled : rest}`
  if (!isPartOfNumber && rest.startsWith('0')) return undefined
  return lengths.has(number.length - callingCode.length - 1) && isE164(number) ? number : undefined
}

const SHORTEST_WRITTEN_SO = 7

function isWrittenSo(dialled: string, parsed: PhoneNumber): boolean {
  const written = parsed.formatNational()
  return (
    dialled.length >= SHORTEST_WRITTEN_SO && parsed.isValid() && written !== dialled && digitsOf(written) === dialled
  )
}

/** The calling code an international number begins with (ITU-T E.164): one digit, two in the zones below, else three. */
const callingCodeOf = (number: E164): string =>
  /^\+(?:[17]|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|[0-9]{3})/.exec(number)?.[0].slice(1) ?? ''

const isCallingCode = (digits: string) =>
  /^[1-9][0-9]{0,2}$/.test(digits) && callingCodeOf(`+${digits}000` as E164) === digits // completed to what could be a number

/** Two letters; undefined for numbers of several countries, and for what is no international number. */
export const countryOfNumber = (number: string): string | undefined =>
  isE164(number) ? parsePhoneNumberFromString(number)?.country : undefined
