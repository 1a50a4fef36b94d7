import type { NumberList } from '../design/document.ts'
import { oncePer } from '../design/once-per.ts'
import { toE164 } from './e164.ts'
import { linearRegex, matchesRegex } from './linear-regex.ts'
import { isWholeNumber } from './whole-number.ts'

/** The number as numbers are compared: E.164 where the country's plan knows it, else as written without marks. */
export function normalisedNumber(number: string, country: string): string {
  return toE164(number, country) ?? number.replaceAll(/[\s().\-/]/g, '')
}

/** Whether a caller is one of these numbers, whole and normalised (M39 "safe list"). An empty number is nobody's. */
export function isOneOf(numbers: readonly string[], caller: string, country: string): boolean {
  const wanted = normalisedNumber(caller, country)
  return wanted !== '' && numbers.some((number) => normalisedNumber(number, country) === wanted)
}

/** Whether a caller stands in a number list: whole numbers, beginnings by digits, regular expressions (M38). */
export function isInList(list: Pick<NumberList, 'entries'>, caller: string, country: string): boolean {
  const wanted = normalisedNumber(caller, country)
  if (wanted === '') return false
  const { numbers, beginnings, expressions } = indexOf(list, country)
  const digits = digitsOf(wanted)
  const begins = () => digits.split('').some((_digit, index) => beginnings.has(digits.slice(0, index + 1)))
  return numbers.has(wanted) || begins() || expressions.some((source) => matchesRegex(source, wanted))
}

interface ListIndex {
  /** Whole and normalised. */
  readonly numbers: ReadonlySet<string>
  /** Digits only. */
  readonly beginnings: ReadonlySet<string>
  readonly expressions: readonly string[]
}

/** A list may hold 100,000 numbers, and bringing them into one form takes longer than a call can wait. */
function indexOf(list: Pick<NumberList, 'entries'>, country: string): ListIndex {
  const known = indexes(list)
  const index = known.get(country) ?? indexed(list, country)
  known.set(country, index)
  return index
}

const indexes = oncePer((_list: Pick<NumberList, 'entries'>) => new Map<string, ListIndex>())

function indexed({ entries }: Pick<NumberList, 'entries'>, country: string): ListIndex {
  const of = (wanted: NumberList['entries'][number]['match']) =>
    entries.filter(({ match }) => match === wanted).map(({ value }) => value)
  return {
    numbers: new Set(of('number').map((value) => normalisedNumber(value, country))),
    beginnings: new Set(of('prefix').map(digitsOf)),
    expressions: of('regex'),
  }
}

const digitsOf = (text: string) => text.replaceAll(/[^0-9]/g, '')

/** One number of an expression that was meant as a list, and what the expression makes of it. */
export interface ListedNumber {
  readonly number: string
  /** The number itself, as calls from outside carry it. */
  readonly matchesItself: boolean
  /** Longer numbers it is a part of. */
  readonly matchesLonger: boolean
}

export type RegexReading =
  | { readonly kind: 'unreadable'; readonly error: string }
  /** An expression like any other: nothing to say about it. */
  | { readonly kind: 'expression' }
  /** Numbers with `|` between them, as the portal's manual teaches (M39). */
  | {
      readonly kind: 'list'
      readonly numbers: readonly ListedNumber[]
      /** Every listed number matches, and nothing longer does. */
      readonly isExact: boolean
      /** The same numbers to compare exactly, normalised. */
      readonly safeNumbers: readonly string[]
    }

/**
 * What an expression really matches. In `\bA|B|C\b` each `\b` binds to the outer end only: against `+1...` the first number never matches, the middle
 * ones match inside any longer number, the last at the end of one (M39, measured). Found by trying, not by reading: anchors and groups may differ.
 */
export function whatItMatches(source: string, country: string): RegexReading {
  const compiled = linearRegex(source)
  if (!compiled.ok) return { kind: 'unreadable', error: compiled.error }
  const written = numbersIn(source)
  if (written.length === 0 || !written.every((number) => isWholeNumber(number, country))) return { kind: 'expression' }
  const numbers = written.map((number): ListedNumber => {
    const whole = normalisedNumber(number, country)
    const longer = [
      `999${digitsOf(number)}`,
      `+${'9'.repeat(3)}${digitsOf(number)}`,
      `${whole}019`,
      `999${digitsOf(number)}019`,
    ]
    return {
      number,
      matchesItself: compiled.regex.match(whole) !== undefined,
      matchesLonger: longer.some((each) => compiled.regex.match(each) !== undefined),
    }
  })
  return {
    kind: 'list',
    numbers,
    isExact: numbers.every((each) => each.matchesItself && !each.matchesLonger),
    safeNumbers: [...new Set(written.map((number) => normalisedNumber(number, country)))],
  }
}

/** `A|B|C` with word boundaries, anchors, a group around or an escaped + somewhere; empty when it is anything else, `^A` too: a beginning. */
function numbersIn(source: string): string[] {
  if (/^\(?\^[^|]*[0-9]\)?$/.test(source)) return []
  const parts = source.split('|').map((part) => part.replaceAll(/\\b|[\^$()\s]|\?:|\\(?=\+)/g, ''))
  return parts.every((part) => /^\+?[0-9]{3,20}$/.test(part)) ? parts : []
}
