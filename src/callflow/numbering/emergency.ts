import { type CountryCode, getCountryCallingCode, isSupportedCountry } from 'libphonenumber-js/min'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { countryOf } from './country.ts'
import { parseDialString } from './e164.ts'
import { emergencyPlan } from './emergency-plan.ts'

/** A number that somebody in need dials. `number` is as the country's carriers take it, without + and without anything before it. */
export interface CallForHelp {
  /**
   * `emergency`: goes out whatever a design says, under the emergency caller ID. `help-line`: nobody's restrictions hold it, patterns and `no_match`
   * do not take it; it goes out as an ordinary call.
   */
  readonly kind: 'emergency' | 'help-line'
  readonly number: string
}

/** Every network takes it from every phone, and mobile phones dial it abroad (3GPP TS 22.101 §10.1.1). */
const EVERYWHERE = '112'

/**
 * Numbers that the library leaves out. 911 in the whole North American Numbering Plan (NANPA, N11 codes); 933, which reads the address back where 911
 * carries one (NENA), is treated as 911 is; South Africa's police and ambulance.
 */
const northAmerica = ['911'] as const
const furtherNumbers: Readonly<Record<string, readonly string[]>> = {
  US: ['933'],
  CA: ['933'],
  ZA: ['10111', '10177'],
}

/** Countries with the harmonised numbers of social value, 116 000 to 116 123 (Decision 2007/116/EC and those who joined it). */
const with116 = new Set(
  'AL AT BE BG CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IS IT LI LT LU LV ME MK MT NL NO PL PT RO RS SE SI SK TR UA XK'.split(
    ' ',
  ),
)
/** Suicide and crisis line (47 CFR §52.201; CRTC 2022-234). */
const with988 = new Set(['US', 'CA', 'AS', 'GU', 'MP', 'PR', 'VI'])

interface HelpNumbers {
  /** Dialled for help, the commonest first. */
  readonly emergency: readonly string[]
  /** The country's own, without 112 where it only works because it works everywhere. */
  readonly own: ReadonlySet<string>
  readonly callingCode: string
}

const known = new Map<string, HelpNumbers>()

/** What calls for help in a country (two letters), the commonest first; 112 among them everywhere. */
export const emergencyNumbers = (country: string): readonly string[] => helpNumbers(country).emergency

/** Whether the country's own plan has that emergency number, so that nothing else may answer it there. */
export const isOwnEmergency = (number: string, country: string): boolean => helpNumbers(country).own.has(number)

/** Whether a number calls for help in that country, however it is written. */
export const isEmergency = (dialled: string, country: string): boolean =>
  callForHelp(dialled, country)?.kind === 'emergency'

/**
 * What a dialled number asks for when it asks for help: written with marks (`9-1-1`), with a + that a phone put there, or behind the country's own
 * code (`+1 911`), which phones that make everything international do.
 */
export function callForHelp(dialled: string, country: string): CallForHelp | undefined {
  const written = parseDialString(dialled)
  if (written === undefined) return undefined
  const { own, callingCode } = helpNumbers(country)
  const isEmergencyNumber = (number: string) => own.has(number) || number === EVERYWHERE
  const bare = written.replace(/^\+/, '')
  const national = written.startsWith(`+${callingCode}`) ? written.slice(callingCode.length + 1) : bare
  const number = [bare, national].find(isEmergencyNumber)
  if (number !== undefined) return { kind: 'emergency', number }
  return isHelpLine(bare, country) ? { kind: 'help-line', number: bare } : undefined
}

/** As `callForHelp` for a design: 112 goes out as the number that the country's own services have, or as the account says. */
export function helpWanted(design: DesignSnapshot, dialled: string): CallForHelp | undefined {
  const country = countryOf(design)
  const help = callForHelp(dialled, country)
  if (help?.number !== EVERYWHERE || isOwnEmergency(EVERYWHERE, country)) return help
  const { account } = design
  return { ...help, number: account?.sends112As || (emergencyNumbers(country)[0] ?? EVERYWHERE) }
}

/** The help lines of a country in words; empty where none is known. */
export const helpLines = (country: string): string =>
  with988.has(country) ? '988' : with116.has(country) ? '116000 to 116999' : ''

function isHelpLine(number: string, country: string): boolean {
  if (number === '988') return with988.has(country.toUpperCase())
  return /^116[0-9]{3}$/.test(number) && with116.has(country.toUpperCase())
}

function helpNumbers(text: string): HelpNumbers {
  const country = text.toUpperCase()
  const before = known.get(country)
  if (before) return before
  const callingCode = isSupportedCountry(country) ? getCountryCallingCode(country) : ''
  const own = new Set([
    ...(emergencyPlan[country]?.split(' ') ?? []),
    ...(callingCode === '1' ? northAmerica : []),
    ...(furtherNumbers[country] ?? []),
  ])
  const made = { own, callingCode, emergency: inOrder(own) }
  if (isCountry(country)) known.set(country, made) // two letters of whoever typed them must not fill the memory
  return made
}

const isCountry = (country: string): country is CountryCode =>
  isSupportedCountry(country) || emergencyPlan[country] !== undefined

/** First those that half the world dials; 112 last where it is not the country's own. */
function inOrder(own: ReadonlySet<string>): readonly string[] {
  const rank = (number: string) => {
    const index = commonest.indexOf(number)
    return index < 0 ? commonest.length : index
  }
  const sorted = [...own].toSorted((left, right) => rank(left) - rank(right) || Number(left) - Number(right))
  return own.has(EVERYWHERE) ? sorted : [...sorted, EVERYWHERE]
}

const commonest = ['911', '999', '000', '111', '112', '110', '119']
