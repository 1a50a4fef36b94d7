import type { Sound } from '../../run/operation.ts'
import { type PromptId, prompt } from '../prompts.ts'
import { type Currency, currencies, type Form, type Grammar, timeUnits, type TimeUnit } from './grammar.ts'
import { MAX_SPOKEN, numberWord, spokenNumber } from './number.ts'
import { type ReadNumber, readDate, readDuration, readNumber, readTime } from './read-value.ts'

/** How a value is said aloud. A currency says amounts of it. */
export const sayings = ['number', 'digits', 'ordinal', 'date', 'time', 'duration', ...currencies] as const
export type Saying = (typeof sayings)[number]

/** What follows "as" in sentences. */
export const sayingWords: Readonly<Record<Saying, string>> = {
  number: 'a number',
  digits: 'digits',
  ordinal: 'an ordinal',
  date: 'a date',
  time: 'a time of day',
  duration: 'a length of time',
  eur: 'euros',
  usd: 'dollars',
  gbp: 'pounds',
  chf: 'Swiss francs',
}

export interface SaidValue {
  /** False: it is not what it should be, or larger than what is said. What it has of digits is read out one by one then. */
  readonly isUnderstood: boolean
  /** Empty when nothing of it can be said. */
  readonly sounds: readonly Sound[]
}

/** A value as a language says it. Whatever stands in it, nothing but recordings comes out that every language has. */
export function sayValue(value: string, as: Saying, grammar: Grammar): SaidValue {
  const sounds = as === 'digits' ? digitsOf(value) : sayers[as](value, grammar)
  return sounds && sounds.length > 0
    ? { isUnderstood: true, sounds }
    : { isUnderstood: false, sounds: digitsOf(value) ?? [] }
}

type Sayer = (value: string, grammar: Grammar) => readonly Sound[] | undefined

const sayers: Readonly<Record<Exclude<Saying, 'digits'>, Sayer>> = {
  number: (value, grammar) => withNumber(value, (number) => plainNumber(number, grammar)),
  ordinal: (value, grammar) => withNumber(value, (number) => ordinal(number, grammar)),
  date(value, grammar) {
    const date = readDate(value)
    return date && [...grammar.date(date.month, date.day), ...grammar.year(date.year)]
  },
  time(value, grammar) {
    const time = readTime(value)
    return time && grammar.time(time.hour, time.minute)
  },
  duration(value, grammar) {
    const seconds = readDuration(value)
    return seconds === undefined || seconds > MAX_SPOKEN ? undefined : duration(seconds, grammar)
  },
  eur: (value, grammar) => withNumber(value, (number) => amount(number, 'eur', grammar)),
  usd: (value, grammar) => withNumber(value, (number) => amount(number, 'usd', grammar)),
  gbp: (value, grammar) => withNumber(value, (number) => amount(number, 'gbp', grammar)),
  chf: (value, grammar) => withNumber(value, (number) => amount(number, 'chf', grammar)),
}

function withNumber(value: string, say: (number: ReadNumber) => readonly Sound[] | undefined) {
  const number = readNumber(value)
  return number && number.whole <= MAX_SPOKEN ? say(number) : undefined
}

/** What is read out of long texts, as of numbers that are. */
const MAX_DIGITS = 64

function digitsOf(value: string): readonly Sound[] | undefined {
  const text = value.replaceAll(/[^0-9*#+]/g, '').slice(0, MAX_DIGITS)
  return text === '' ? undefined : [{ kind: 'digits', text }]
}

const minus = (number: ReadNumber, isZero: boolean) => (number.isNegative && !isZero ? [numberWord('minus')] : [])

function plainNumber(number: ReadNumber, grammar: Grammar): readonly Sound[] {
  const { whole } = number
  const decimals = number.decimals.slice(0, MAX_DECIMALS)
  const sign = minus(number, whole === 0 && /^0*$/.test(decimals))
  if (decimals === '') return [...sign, ...spokenNumber(whole)]
  return [...sign, ...spokenNumber(whole), numberWord('point'), ...decimalsOf(decimals, grammar)]
}

const MAX_DECIMALS = 9

function decimalsOf(decimals: string, { decimalsAsNumber }: Grammar): readonly Sound[] {
  if (!decimalsAsNumber || decimals.length > 2) return [{ kind: 'digits', text: decimals }]
  const zeros = /^0*(?=\d)/.exec(decimals)?.[0].length ?? 0
  return [...Array.from({ length: zeros }, () => numberWord('0')), ...spokenNumber(Number(decimals))]
}

/** Ordinals are recorded as far as anybody counts queues and floors by them. */
const LAST_ORDINAL = 20

function ordinal(number: ReadNumber, grammar: Grammar): readonly Sound[] {
  const { whole, isNegative, decimals } = number
  const isRecorded = whole >= 1 && whole <= LAST_ORDINAL && !isNegative && decimals === ''
  return isRecorded ? [numberWord(`${whole}-th`)] : plainNumber(number, grammar)
}

const SECONDS: Readonly<Record<TimeUnit, number>> = { day: 86_400, hour: 3_600, minute: 60, second: 1 }

/** `two hours and five minutes`: what there is none of is left out. */
function duration(totalSec: number, grammar: Grammar): readonly Sound[] {
  let left = totalSec
  const parts = timeUnits.flatMap((unit) => {
    const count = Math.floor(left / SECONDS[unit])
    left -= count * SECONDS[unit]
    const isSaid = count > 0 || (unit === 'second' && totalSec === 0)
    return isSaid ? [counted(count, grammar.units[unit], unitWord(unit, grammar.isSingular(count)))] : []
  })
  return parts.flatMap((part, at) => (at > 0 && at === parts.length - 1 ? [prompt('vm-and'), ...part] : part))
}

const unitWord = (unit: TimeUnit, isOne: boolean): PromptId => `time-unit_${unit}${isOne ? '' : 's'}`

const counted = (count: number, form: Form, what: PromptId): readonly Sound[] => [
  ...spokenNumber(count, form),
  prompt(what),
]

interface CurrencyWords {
  readonly one: PromptId
  readonly more: PromptId
  /** After whole millions. */
  readonly of: PromptId
  readonly cent: PromptId
  readonly cents: PromptId
}

const currencyWords: Readonly<Record<Currency, CurrencyWords>> = {
  eur: {
    one: 'money-euro',
    more: 'money-euros',
    of: 'money-of_euros',
    cent: 'money-euro_cent',
    cents: 'money-euro_cents',
  },
  usd: {
    one: 'money-dollar',
    more: 'money-dollars',
    of: 'money-of_dollars',
    cent: 'money-dollar_cent',
    cents: 'money-dollar_cents',
  },
  gbp: {
    one: 'money-pound',
    more: 'money-pounds',
    of: 'money-of_pounds',
    cent: 'money-penny',
    cents: 'money-pence',
  },
  chf: {
    one: 'money-franc',
    more: 'money-francs',
    of: 'money-of_francs',
    cent: 'money-centime',
    cents: 'money-centimes',
  },
}

/** `one euro and fifty cents`; rounded to whole cents, half of one up; nothing of a unit that there is none of, but `zero euros`. */
function amount(number: ReadNumber, currency: Currency, grammar: Grammar): readonly Sound[] | undefined {
  const rounded = Number(`${number.decimals}000`.slice(0, 2)) + (Number(`${number.decimals}000`[2]) >= 5 ? 1 : 0)
  const [units, cents] = rounded === 100 ? [number.whole + 1, 0] : [number.whole, rounded]
  if (units > MAX_SPOKEN) return undefined
  const words = currencyWords[currency]
  const isOf = grammar.millionsOf && units > 0 && units % 1_000_000 === 0
  const unit = isOf ? words.of : grammar.isSingular(units) ? words.one : words.more
  const isWhole = units > 0 || cents === 0
  return [
    ...minus(number, units === 0 && cents === 0),
    ...(isWhole ? counted(units, grammar.money[currency], unit) : []),
    ...(isWhole && cents > 0 ? [prompt('vm-and')] : []),
    ...(cents > 0 ? counted(cents, grammar.cents, grammar.isSingular(cents) ? words.cent : words.cents) : []),
  ]
}
