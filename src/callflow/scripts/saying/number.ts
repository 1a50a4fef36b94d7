import type { Sound } from '../../run/operation.ts'
import type { Form } from './grammar.ts'

/*
 * Recorded in every language: `digits/0` to `digits/99`, the hundreds `digits/100` to `digits/900`, `digits/100-and` (Spanish `ciento`), `digits/1000`
 * (`eintausend`, `mille`), `digits/thousand` after another number, and what ends otherwise before what it counts: `digits/21-m` (`veintiún`), `digits/1-f`
 * (`eine`), `digits/21-f` (`vingt et une`).
 */

const word = (id: string): Sound => ({ kind: 'prompt', promptId: `digits/${id}` })

const MAX_SPOKEN = 999_999

/** A whole number as people say it, 0 to 999,999; anything else is read digit by digit. */
export function spokenNumber(number: number, form: Form = 'alone'): readonly Sound[] {
  if (!Number.isInteger(number) || number < 0 || number > MAX_SPOKEN) return [{ kind: 'digits', text: String(number) }]
  if (number === 0) return [word('0')]
  const thousands = Math.floor(number / 1_000)
  return [...thousandsOf(thousands), ...below1000(number % 1_000, form)]
}

function thousandsOf(count: number): readonly Sound[] {
  if (count === 0) return []
  return count === 1 ? [word('1000')] : [...below1000(count, 'masculine'), word('thousand')]
}

function below1000(number: number, form: Form): readonly Sound[] {
  const [hundreds, rest] = [Math.floor(number / 100), number % 100]
  if (rest === 0) return hundreds === 0 ? [] : [word(`${hundreds}00`)]
  const before = hundreds === 0 ? [] : [word(hundreds === 1 ? '100-and' : `${hundreds}00`)]
  return [...before, word(`${rest}${endings[form].has(rest) ? suffixes[form] : ''}`)]
}

const suffixes: Readonly<Record<Form, string>> = { alone: '', masculine: '-m', feminine: '-f' }

/** Those that end in one; eleven does in no language. Feminine ones are hours, minutes and messages. */
const endings: Readonly<Record<Form, ReadonlySet<number>>> = {
  alone: new Set(),
  masculine: new Set([1, 21, 31, 41, 51, 61, 71, 81, 91]),
  feminine: new Set([1, 21, 31, 41, 51]),
}
