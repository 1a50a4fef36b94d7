import type { Account } from '../design/document.ts'
import { classWords } from '../design/kinds/restriction.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import type { Caller } from '../run/script.ts'
import { countryOf } from './country.ts'
import { callForHelp, isEmergency } from './emergency.ts'
import {
  callingCodeOfCountry,
  countryOfNumber,
  type E164,
  isKnown,
  type NumberKind,
  numberKind,
  parseDialString,
  readAbroad,
  toE164,
} from './e164.ts'

/** What kind of number is dialled, as call restrictions know them (A0). */
const numberClasses = [
  'emergency',
  'toll-free',
  'premium',
  'satellite',
  'domestic',
  'caribbean',
  'international',
  'other',
] as const
export type NumberClass = (typeof numberClasses)[number]

/** Numbers of North America that cost as much as abroad. */
const northAmericaAtHome: ReadonlySet<string> = new Set(['US', 'CA'])

/** The class a call is billed as: of what the number may be, the dearest. Extensions and codes are `other`, as is what nobody can read. */
export function numberClass(number: string, country: string): NumberClass {
  const possible = possibleClasses(number, country)
  return possible === anything || possible === short
    ? 'other'
    : (dearestFirst.find((each) => possible.has(each)) ?? 'other')
}

const dearestFirst: readonly NumberClass[] = [
  'emergency',
  'premium',
  'satellite',
  'international',
  'caribbean',
  'domestic',
  'toll-free',
  'other',
]

/** What no plan can read may be a number of any kind to the carrier that gets it. */
const anything: ReadonlySet<NumberClass> = new Set(numberClasses.filter((each) => each !== 'emergency'))

const unreadable: Reading = { classes: anything, countries: 'any' }

/** What a number may be to the carrier that gets it. */
interface Reading {
  readonly classes: ReadonlySet<NumberClass>
  /** Other countries than ours that it may lead to, two letters; empty text: a place that is no country's. `any`: nobody can tell. */
  readonly countries: ReadonlySet<string> | 'any'
}

const possibleClasses = (number: string, country: string) => readingOf(number, country).classes

/** Other countries that a number may lead to once it is dialled in `country`. */
export const countriesCalled = (number: string, country: string) => readingOf(number, country).countries

/**
 * The classes and countries a number may belong to once it is dialled in `country`: one where its plan reads it. Numbers behind another country's access code (00
 * where 011 is dialled) are what follows it, because carriers take both.
 */
function readingOf(number: string, country: string): Reading {
  if (isEmergency(number, country)) return only('emergency')
  const dialled = parseDialString(number)
  if (dialled === undefined) return unreadable
  const classes = (readings: readonly E164[]): Reading => ({
    classes: new Set(readings.flatMap((each) => classesOf(each, country))),
    countries: new Set(readings.flatMap((each) => abroadOf(each, country))),
  })
  const abroad = readAbroad(dialled, country)
  const known = toE164(dialled, country)
  if (known !== undefined && isKnown(known, country)) {
    const mayBeAbroad = dialled.startsWith('00') || dialled.length > LONGEST_NATIONAL
    return classes(mayBeAbroad ? [known, ...abroad] : [known])
  }
  if (abroad.length > 0) return classes(abroad)
  if (/^[2-9][0-9]{6,7}$/.test(dialled)) return classesOfLocal(dialled, country)
  if (/^[0-9]{3,6}$/.test(dialled)) return { classes: short, countries: none }
  return /^[0-9*#]{1,6}$/.test(dialled) ? only('other') : unreadable
}

const none: ReadonlySet<string> = new Set()

/** Sent to a carrier, a few digits may be a local number, a service, or one at a price such as directory inquiries. */
const short: ReadonlySet<NumberClass> = new Set(['other', 'domestic', 'premium'])

const only = (each: NumberClass): Reading => ({ classes: new Set([each]), countries: none })

/** Digits of a national number with its trunk prefix, anywhere. 011 and a number abroad are longer. */
const LONGEST_NATIONAL = 12

/** A number without its area. In North America it has seven digits, and 976 is information at a price in every area. */
function classesOfLocal(dialled: string, country: string): Reading {
  if (!northAmericaAtHome.has(country.toUpperCase())) return only('domestic')
  if (dialled.length > 7) return unreadable
  return only(dialled.startsWith('976') ? 'premium' : 'domestic')
}

/** Satellites are abroad too: whoever may not call abroad does not reach them either. */
const classesOf = (international: E164, country: string): readonly NumberClass[] =>
  satellites.test(international) ? ['satellite', 'international'] : [classOf(international, country)]

/** The country a number leads to, where it is not ours: a freephone number is nowhere, and neither is a range newer than the tables. */
function abroadOf(international: E164, country: string): readonly string[] {
  const at = countryOfNumber(international)
  if (at !== undefined) return at === country.toUpperCase() ? [] : [at]
  const of = classesOf(international, country)[0]
  return of === 'toll-free' || of === 'domestic' ? [] : ['']
}

/** Inmarsat, the global mobile satellite systems and the international networks (ITU-T E.164, list of assigned country codes). */
const satellites = /^\+(?:870|88[123])/

function classOf(international: E164, country: string): NumberClass {
  const kind: NumberKind = numberKind(international)
  if (kind.type === 'toll-free') return 'toll-free'
  if (kind.type === 'premium') return 'premium'
  const home = country.toUpperCase()
  if (kind.country === home) return 'domestic'
  if (kind.callingCode !== '1') {
    const isNewHere = kind.country === undefined && kind.callingCode === callingCodeOfCountry(home)
    return isNewHere ? 'domestic' : 'international'
  }
  if (northAmericaAtHome.has(home) && (kind.country === undefined || northAmericaAtHome.has(kind.country)))
    return 'domestic'
  return 'caribbean'
}

/**
 * Why a caller may not dial an outside number, in words; undefined when they may. Denied when account, user or device deny its class or country, or any
 * that it may belong to; calls for help are never denied. Callers from outside are only under the account's restrictions.
 */
export function whyNotCall(design: DesignSnapshot, caller: Caller, number: string): string | undefined {
  const { device, user } = partiesOf(design, caller)
  const country = countryOf(design)
  const by = [design.account, user, device].filter((each) => each !== undefined)
  if (!by.some(restricts) || callForHelp(number, country)) return undefined
  const reading = readingOf(number, country)
  for (const each of by) {
    const what = deniedBy(each, reading)
    if (what !== undefined) return `"${each.name}" may not call ${number}: ${what}`
  }
  return undefined
}

export const mayCall = (design: DesignSnapshot, caller: Caller, number: string): boolean =>
  whyNotCall(design, caller, number) === undefined

type Restrictions = Pick<Account, 'name' | 'deniedClasses' | 'allowedCountries' | 'deniedCountries'>

const restricts = ({ deniedClasses, allowedCountries, deniedCountries }: Restrictions) =>
  deniedClasses.length + allowedCountries.length + deniedCountries.length > 0

function deniedBy(by: Restrictions, { classes, countries }: Reading): string | undefined {
  const denied = by.deniedClasses.find((each) => classes.has(each))
  if (denied !== undefined) return `${classWords[denied]} are off`
  const within = (list: readonly string[], at: string) => list.some((each) => each.toUpperCase() === at)
  if (countries === 'any') {
    const isLimited = by.allowedCountries.length + by.deniedCountries.length > 0
    return isLimited ? 'nobody can tell which country that is' : undefined
  }
  for (const at of countries) {
    const place = at === '' ? 'what belongs to no country' : at
    if (within(by.deniedCountries, at)) return `${place} is off`
    if (by.allowedCountries.length > 0 && !within(by.allowedCountries, at))
      return `${place} is none of the countries allowed`
  }
  return undefined
}

/**
 * Longer than any extension plan, or marked international: worth sending to a carrier. An international number has up to 15 digits (ITU-T E.164), and
 * access codes before it up to five.
 */
export function isOutsideNumber(dialled: string): boolean {
  return /^(?:\+[0-9]{7,15}|[0-9]{7,20})$/.test(parseDialString(dialled) ?? '')
}

/** The phone a call comes from and the person who calls: whoever is logged in there, else its owner. */
export function partiesOf(design: DesignSnapshot, { origin }: Caller) {
  const device = origin.kind === 'device' ? design.find('device', origin.deviceId) : undefined
  const user = origin.kind === 'device' ? design.find('user', origin.userId ?? device?.ownerId) : undefined
  return { device, user }
}
