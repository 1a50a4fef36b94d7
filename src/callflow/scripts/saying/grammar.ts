import type { Sound } from '../../run/operation.ts'
import { type SpokenTo, spokenLanguages } from '../../run/spoken-languages.ts'
import { english } from './english.ts'
import { french } from './french.ts'
import { german } from './german.ts'
import { spanish } from './spanish.ts'

/**
 * How a number ends before a word: German `eine Nachricht`, French `un message`, Spanish `veintiún mensajes`. `alone`: nothing follows that it counts.
 */
export type Form = 'alone' | 'masculine' | 'feminine'

/** What a language does otherwise than others. The words themselves are recordings, which every language has under the same ids. */
export interface Grammar {
  /** What a counted message is. */
  readonly message: Form
  /** A day of the year; months and days from 1. */
  readonly date: (month: number, day: number) => readonly Sound[]
  /** A time of day, 0:00 to 23:59. */
  readonly time: (hour: number, minute: number) => readonly Sound[]
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
