import type { NumberList } from '../design/document.ts'
import { oncePer } from '../design/once-per.ts'
import { internationalBeginning, isE164, nationalForms, parseDialString, toE164 } from './e164.ts'
import { linearRegex, matchesRegex } from './linear-regex.ts'
import { isWholeNumber } from './whole-number.ts'

/** The number as numbers are compared: E.164 where the country's plan knows it, else as written without marks. */
export function normalisedNumber(number: string, country: string): string {
  return toE164(number, country) ?? parseDialString(number) ?? number.trim()
}

/**
 * Every writing that expressions and lists are held against (M38): E.164 with and without its +, and as people inside the country write it, with and
 * without trunk prefix. Who calls without a number has one writing, which is empty: an expression may ask for just that.
 */
export function writingsOfCaller(number: string, country: string): readonly string[] {
  const key = `${country} ${number}`
  const known = writings.get(key)
  if (known) return known
  if (writings.size >= REMEMBERED_CALLERS) writings.clear()
  const whole = normalisedNumber(number, country)
  const found = isE164(whole) ? [whole, whole.slice(1), ...nationalForms(whole, country)] : [whole]
  const distinct = [...new Set(found)]
  writings.set(key, distinct)
  return distinct
}

/** A call asks once for every step, list and expression that looks at its caller. */
const writings = new Map<string, readonly string[]>()
const REMEMBERED_CALLERS = 2_000

/** Whether an expression is found in any writing of a caller's number (M38, M39), in linear time. One that cannot be read matches nobody. */
export const matchesExpression = (source: string, caller: string, country: string): boolean =>
  writingsOfCaller(caller, country).some((writing) => matchesRegex(source, writing))

/** Whether a caller is one of these numbers, whole and normalised (M39 "safe list"). An empty number is nobody's. */
export function isOneOf(numbers: readonly string[], caller: string, country: string): boolean {
  const wanted = writingsOfCaller(caller, country)
  return wanted[0] !== '' && numbers.some((number) => wanted.includes(normalisedNumber(number, country)))
}

/** Whether a caller stands in a number list: whole numbers, beginnings, regular expressions (M38). */
export function isInList(list: Pick<NumberList, 'entries'>, caller: string, country: string): boolean {
  const wanted = writingsOfCaller(caller, country)
  if (wanted[0] === '') return false
  const { numbers, beginnings, expressions } = indexOf(list, country)
  return (
    wanted.some((writing) => numbers.has(writing) || begins(writing, beginnings)) ||
    expressions.some((source) => wanted.some((writing) => matchesRegex(source, writing)))
  )
}

function begins(writing: string, beginnings: ReadonlySet<string>): boolean {
  if (beginnings.size === 0) return false
  for (let length = 1; length <= writing.length; length++) if (beginnings.has(writing.slice(0, length))) return true
  return false
}

interface ListIndex {
  /** Whole and normalised. */
  readonly numbers: ReadonlySet<string>
  /** With a + those of the world, without it those of some writing. */
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
    beginnings: new Set(of('prefix').flatMap((value) => internationalBeginning(value, country) ?? [])),
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
 * What an expression really matches. In `\bA|B|C\b` each `\b` binds to the outer end only: the first number matches the beginning of a longer one, the middle
 * ones inside any longer number, the last at the end of one (M39, measured). Found by trying, not by reading: anchors and groups may differ.
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
      `+${digitsOf(number)}019`,
      `999${digitsOf(number)}019`,
    ]
    return {
      number,
      matchesItself: matchesExpression(source, whole, country),
      matchesLonger: longer.some((each) => matchesExpression(source, each, country)),
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
