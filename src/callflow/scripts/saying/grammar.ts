import type { Sound } from '../../run/operation.ts'
import { type SpokenTo, spokenLanguages } from '../../run/spoken-languages.ts'
import { english } from './english.ts'
import { french } from './french.ts'
import { german } from './german.ts'
import { spanish } from './spanish.ts'

/**
 * How a number ends before a word: German `eine Nachricht`, French `un message`, Spanish `veintiún mensajes`. `alone`: nothing follows that it counts.
 * `feminine-throughout`: its hundreds and thousands as well, as in Spanish `doscientas mil libras`.
 */
export type Form = 'alone' | 'masculine' | 'feminine' | 'feminine-throughout'

/** In the order in which a length of time is told. */
export const timeUnits = ['day', 'hour', 'minute', 'second'] as const
export type TimeUnit = (typeof timeUnits)[number]

/** ISO 4217, in lower case. */
export const currencies = ['eur', 'usd', 'gbp', 'chf'] as const
export type Currency = (typeof currencies)[number]

/** What a language does otherwise than others. The words themselves are recordings, which every language has under the same ids. */
export interface Grammar {
  /** What a counted message is. */
  readonly message: Form
  /** A day of the year; months and days from 1. */
  readonly date: (month: number, day: number) => readonly Sound[]
  /** A time of day, 0:00 to 23:59. */
  readonly time: (hour: number, minute: number) => readonly Sound[]
  /** The year after a day of the year. */
  readonly year: (year: number) => readonly Sound[]
  /** What each is before which a number stands. */
  readonly units: Readonly<Record<TimeUnit, Form>>
  readonly money: Readonly<Record<Currency, Form>>
  /** What parts of a currency's unit are: all alike in every language. */
  readonly cents: Form
  /** Whether so many have the name of one: `zéro euro`, `one euro`. */
  readonly isSingular: (count: number) => boolean
  /** Whole millions are millions of something: `un million d'euros`. */
  readonly millionsOf: boolean
  /** Up to two decimals are a number of their own, as in `trois virgule quatorze`. */
  readonly decimalsAsNumber: boolean
}

/** Languages that we have prompts in, each with its own way to say numbers and times. */
export const spokenInFull = ['en', 'de', 'fr', 'es'] as const
export type FullLanguage = (typeof spokenInFull)[number]

export const grammars: Readonly<Record<FullLanguage, Grammar>> = {
  en: english,
  de: german,
  fr: french,
  es: spanish,
}

/** That of the first language of the call that has one: where a language has none, its numbers come from the next as its prompts do. */
export function grammarOf(call: SpokenTo): Grammar {
  for (const language of spokenLanguages(call)) {
    const own = spokenInFull.find((each) => each === language)
    if (own) return grammars[own]
  }
  return english
}
